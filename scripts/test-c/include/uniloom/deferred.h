/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For drivers with a port `sched`: one thread, which waits by letting devices work (`test_idle`, the test's) and running what was
 * deferred. A wait that nothing can end times out, or fails the test where it is for ever. Include after <ports.h>, in one file.
 */
#ifndef UNILOOM_DEFERRED_H
#define UNILOOM_DEFERRED_H

#include <sched_types.h>
#include <uniloom/test.h>

/* Waits that end a time-out, or show a wait for ever. */
#ifndef TEST_IDLES
#define TEST_IDLES 64u
#endif

static void test_idle(void);

static struct sched_work *test_work_first;
static struct sched_work **test_work_end = &test_work_first;
static unsigned long test_timeouts;

static inline void test_run_deferred(void)
{
	while (test_work_first != NULL) {
		struct sched_work *work = test_work_first;

		test_work_first = work->next;
		if (test_work_first == NULL)
			test_work_end = &test_work_first;
		work->queued = false;
		work->handler(work->ctx);
	}
}

/* Forgets what is deferred: the next case begins. */
static inline void test_forget_deferred(void)
{
	for (struct sched_work *work = test_work_first; work != NULL; work = work->next)
		work->queued = false;
	test_work_first = NULL;
	test_work_end = &test_work_first;
}

void sched_defer(struct sched_work *work)
{
	if (work->queued)
		return;
	work->queued = true;
	work->next = NULL;
	*test_work_end = work;
	test_work_end = &work->next;
}

void sched_sem_post(struct sched_sem *sem)
{
	sem->count++;
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	for (unsigned i = 0; sem->count == 0; i++) {
		if (i == TEST_IDLES || timeout_ns == 0) {
			test_timeouts++;
			if (timeout_ns == SCHED_FOREVER) {
				printf("a wait for ever that nothing ends\n");
				exit(1);
			}
			return -ETIMEDOUT;
		}
		test_run_deferred();
		if (sem->count == 0)
			test_idle();
		test_run_deferred();
	}
	sem->count--;
	return 0;
}

#endif
