/* SPDX-License-Identifier: BSD-3-Clause */
/* config: HANDLES=2 */
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
	CHECK_EQ(sched_run(), 0);

	struct sched_mutex mutex = SCHED_MUTEX_INIT;
	struct sched_cond cond = SCHED_COND_INIT;

	sched_yield();
	sched_sleep_ns(50);
	CHECK_EQ(now, 50);
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
