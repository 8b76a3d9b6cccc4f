/* SPDX-License-Identifier: BSD-3-Clause */
/* config: HANDLES=2 */
/* define: CPU_WIRED=0 TIMER_WIRED=0 */
/* Entries run at once, handles are given back, and what could only wait for ever panics. */
#include <ports.h>
#include <uniloom/panics.h>

static uint64_t now;
static int runs;

uint64_t clock_now_ns(void)
{
	return now;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

static int entry(void *ctx)
{
	CHECK(sched_self() != NULL);
	CHECK_EQ(sched_join(sched_self(), NULL), -EDEADLK);
	runs++;
	if (ctx != NULL)
		CHECK_EQ(sched_spawn(entry, NULL, "inner", NULL), 0);
	return 5;
}

static struct sched_sem sem = SCHED_SEM_INIT(1);
static unsigned worked;

static void works(void *ctx)
{
	worked++;
	if (ctx != NULL)
		sched_sem_post(&sem);
	/* Does not run what else is deferred within what runs. */
	(void)sched_sem_wait(ctx, 0);
}

static struct sched_work posts = SCHED_WORK_INIT(works, &sem);

static void waiting(void)
{
	CHECK_EQ(sched_sem_wait(&sem, 0), 0);
	uint64_t before = now;
	CHECK_EQ(sched_sem_wait(&sem, 100000), -ETIMEDOUT);
	CHECK_EQ(now - before, 100000);
	CHECK_PANICS(sched_sem_wait(&sem, SCHED_FOREVER), "nothing can post");
	sched_defer(&posts);
	sched_defer(&posts);
	sched_yield();
	CHECK_EQ(worked, 1);
	sched_sem_post(&sem);
	CHECK_EQ(sem.count, 1);
}

static int detaches(void *ctx)
{
	(void)ctx;
	CHECK_EQ(sched_detach(sched_self()), 0);
	CHECK_EQ(sched_detach(sched_self()), -EINVAL);
	CHECK(sched_local_get(0) == NULL);
	sched_local_set(0, &worked);
	CHECK(sched_local_get(0) == &worked);
	return 0;
}

static void handles_and_values(void)
{
	struct sched_thread *thread;

	CHECK_EQ(sched_local_key(), 0);
	sched_local_set(0, &sem);
	for (int i = 0; i < 5; i++)
		CHECK_EQ(sched_spawn(detaches, NULL, "d", &thread), 0);
	CHECK(sched_local_get(0) == &sem);
	CHECK_PANICS(sched_local_set(1000, NULL), "key");
}

int main(void)
{
	struct sched_thread *a;
	struct sched_thread *b;
	struct sched_thread *c;
	int status = 0;

	CHECK_EQ(sched_spawn(entry, &runs, "outer", NULL), 0);
	CHECK_EQ(runs, 2);
	CHECK(sched_self() == NULL);
	CHECK_EQ(sched_spawn(entry, NULL, "a", &a), 0);
	CHECK_EQ(sched_spawn(entry, NULL, "b", &b), 0);
	CHECK_EQ(sched_spawn(entry, NULL, "c", &c), -ENOMEM);
	CHECK_EQ(sched_join(a, &status), 0);
	CHECK_EQ(status, 5);
	CHECK_PANICS(sched_join(a, NULL), "twice");
	CHECK_EQ(sched_spawn(entry, NULL, "c", &c), 0);
	CHECK_EQ(sched_detach(c), 0);
	CHECK_EQ(sched_detach(c), -EINVAL);
	CHECK_EQ(sched_spawn(entry, NULL, "c", &c), 0);
	CHECK_EQ(sched_detach(b), 0);
	CHECK_EQ(sched_detach(c), 0);
	CHECK_EQ(sched_run(), 0);
	handles_and_values();

	struct sched_mutex mutex = SCHED_MUTEX_INIT;
	struct sched_cond cond = SCHED_COND_INIT;

	sched_yield();
	sched_sleep_ns(50);
	CHECK_EQ(now, 50);
	waiting();
	now = 50;
	CHECK_PANICS(sched_mutex_unlock(&mutex), "does not hold");
	sched_mutex_lock(&mutex);
	CHECK_EQ(sched_mutex_trylock(&mutex), -EBUSY);
	CHECK_PANICS(sched_mutex_lock(&mutex), "no threads");
	CHECK_EQ(sched_cond_wait(&cond, &mutex, 100), -ETIMEDOUT);
	CHECK_EQ(now, 150);
	CHECK_PANICS(sched_cond_wait(&cond, &mutex, SCHED_FOREVER), "no threads");
	sched_cond_signal(&cond);
	sched_cond_broadcast(&cond);
	sched_mutex_unlock(&mutex);
	CHECK_EQ(sched_mutex_trylock(&mutex), 0);
	CHECK_PANICS(sched_cond_wait(&cond, &(struct sched_mutex)SCHED_MUTEX_INIT, 1), "without its mutex");
	return test_done();
}
