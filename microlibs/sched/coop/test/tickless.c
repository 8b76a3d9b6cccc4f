/* SPDX-License-Identifier: BSD-3-Clause */
/* with: context */
/* config: STACK_KB=64 */
/* With a timer, sleeping idles the processor; interrupts post and defer; and a random crowd of threads neither hangs nor loses a wake-up. */
#include <ports.h>
#include <uniloom/panics.h>

#include "ports.inc"

#define CROWD 20

static struct sched_mutex mutex = SCHED_MUTEX_INIT;
static struct sched_cond cond = SCHED_COND_INIT;
static unsigned tokens;
static unsigned long given;
static unsigned long got;
static unsigned long timed_out;

static int member(void *ctx)
{
	struct test_random random = { (uint64_t)(uintptr_t)ctx };

	for (unsigned long i = 0; i < 200 + scaled(300); i++) {
		switch (test_below(&random, 4)) {
		case 0:
			sched_sleep_ns(test_below(&random, 5000));
			break;
		case 1:
			sched_yield();
			break;
		case 2:
			sched_mutex_lock(&mutex);
			tokens++;
			given++;
			if (test_below(&random, 5) == 0)
				sched_cond_broadcast(&cond);
			else
				sched_cond_signal(&cond);
			sched_mutex_unlock(&mutex);
			break;
		default:
			sched_mutex_lock(&mutex);
			while (tokens == 0) {
				if (sched_cond_wait(&cond, &mutex, test_below(&random, 3000)) == -ETIMEDOUT) {
					timed_out++;
					break;
				}
			}
			if (tokens > 0) {
				tokens--;
				got++;
			}
			CHECK(mutex.holder == sched_self());
			sched_mutex_unlock(&mutex);
			break;
		}
	}
	return (int)(uintptr_t)ctx;
}

static int leader(void *ctx)
{
	struct sched_thread *threads[CROWD];

	(void)ctx;
	for (int i = 0; i < CROWD; i++)
		REQUIRE(sched_spawn(member, (void *)(uintptr_t)(i + 1), "member", &threads[i]) == 0);
	for (int i = 0; i < CROWD; i++) {
		int status = 0;

		CHECK_EQ(sched_join(threads[i], &status), 0);
		CHECK_EQ(status, i + 1);
	}
	return 0;
}

static struct sched_sem sem = SCHED_SEM_INIT(0);
static unsigned worked;

static void posts(void *ctx)
{
	(void)ctx;
	CHECK_EQ(irq_off, 0);
	worked++;
	sched_sem_post(&sem);
}

static struct sched_work work = SCHED_WORK_INIT(posts, NULL);

static void device(void)
{
	CHECK_EQ(irq_off, 1);
	sched_defer(&work);
}

static void device_posts(void)
{
	sched_sem_post(&sem);
}

/* What inits do: no thread runs, and none is there. */
static void inits_wait(void)
{
	interrupt = device;
	CHECK_EQ(sched_sem_wait(&sem, SCHED_FOREVER), 0);
	CHECK_EQ(worked, 1);
	interrupt = device_posts;
	CHECK_EQ(sched_sem_wait(&sem, 1000000), 0);
	CHECK(set_timers[0] == NULL);

	uint64_t before = now;

	CHECK_EQ(sched_sem_wait(&sem, 5000), -ETIMEDOUT);
	CHECK_EQ(now - before, 5000);
	CHECK_EQ(sched_sem_wait(&sem, 0), -ETIMEDOUT);
	sched_sleep_ns(7000);
	CHECK_EQ(now - before, 12000);
	CHECK_EQ(irq_off, 0);
}

static int sleeps(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < 100; i++) {
		sched_sleep_ns(1000);
		CHECK_EQ(irq_off, 0);
	}
	return 0;
}

/* One interrupt for each sleep, and none more. */
static void nothing_ticks(void)
{
	uint64_t before = now;

	idles = 0;
	sched_spawn(sleeps, NULL, "sleeps", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK_EQ(now - before, 100000);
	CHECK_EQ(idles, 100);
}

static int waits(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < 3; i++) {
		interrupt = i == 1 ? device : device_posts;
		CHECK_EQ(sched_sem_wait(&sem, i == 2 ? 1000000 : SCHED_FOREVER), 0);
	}
	return 0;
}

/* All threads wait for an interrupt: no deadlock, and no clock is needed. */
static void interrupts_wake(void)
{
	sched_spawn(waits, NULL, "waits", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK_EQ(worked, 2);
}

int main(void)
{
	inits_wait();
	nothing_ticks();
	interrupts_wake();
	idles = 0;
	sched_spawn(leader, NULL, "leader", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK(idles > 0);
	CHECK(timed_out > 0);
	CHECK(got > 0);
	CHECK_EQ(given - got, tokens);
	CHECK_EQ(stacks_live, 0);
	return test_done();
}
