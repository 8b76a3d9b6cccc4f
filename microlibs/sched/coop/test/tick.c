/* SPDX-License-Identifier: BSD-3-Clause */
/* with: context */
/* config: TICK=y */
/* config: STACK_KB=64 */
/* Where there is a tick, sleeping idles the processor; and a random crowd of threads neither hangs nor loses a wake-up. */
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

int main(void)
{
	sched_spawn(leader, NULL, "leader", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK(idles > 0);
	CHECK(timed_out > 0);
	CHECK(got > 0);
	CHECK_EQ(given - got, tokens);
	CHECK_EQ(stacks_live, 0);
	return test_done();
}
