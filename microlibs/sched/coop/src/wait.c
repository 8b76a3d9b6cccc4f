/* SPDX-License-Identifier: BSD-3-Clause */
/* Queues, and the list of those who wait for a time: sorted, equals in the order of their arrival. */
#include "threads.h"

/* How long the clock is watched at a time: short enough not to be late, long enough not to load the bus. */
#define WATCH_NS 20000u

static struct sched_thread *sleepers;

static void ring(void *ctx);

/* Set for the first sleeper. May ring for one that was woken meanwhile. */
static struct timer alarm = TIMER_INIT(ring, NULL);

void queue_append(struct sched_queue *queue, struct sched_thread *thread)
{
	thread->next = NULL;
	if (queue->first == NULL)
		queue->first = thread;
	else
		queue->last->next = thread;
	queue->last = thread;
}

void queue_prepend(struct sched_queue *queue, struct sched_thread *thread)
{
	thread->next = queue->first;
	if (queue->first == NULL)
		queue->last = thread;
	queue->first = thread;
}

struct sched_thread *queue_first(struct sched_queue *queue)
{
	struct sched_thread *thread = queue->first;

	if (thread == NULL)
		return NULL;
	queue->first = thread->next;
	if (queue->first == NULL)
		queue->last = NULL;
	thread->next = NULL;
	return thread;
}

void queue_remove(struct sched_queue *queue, struct sched_thread *thread)
{
	struct sched_thread *before = NULL;

	for (struct sched_thread *at = queue->first; at != thread; at = at->next)
		before = at;
	if (before == NULL)
		queue->first = thread->next;
	else
		before->next = thread->next;
	if (queue->last == thread)
		queue->last = before;
}

void thread_wake_all(struct sched_queue *queue)
{
	for (struct sched_thread *thread = queue_first(queue); thread != NULL; thread = queue_first(queue))
		thread_wake(thread);
}

static uint64_t deadline(uint64_t ns)
{
	uint64_t now = clock_now_ns();

	return ns < UINT64_MAX - now ? now + ns : UINT64_MAX;
}

static void add_sleeper(struct sched_thread *thread, uint64_t ns)
{
	struct sched_thread **link = &sleepers;

	thread->timed = true;
	thread->wake_ns = deadline(ns);
	while (*link != NULL && (*link)->wake_ns <= thread->wake_ns)
		link = &(*link)->later;
	thread->later = *link;
	*link = thread;
	if (TICKLESS && sleepers == thread)
		timer_set(&alarm, thread->wake_ns);
}

static void remove_sleeper(struct sched_thread *thread)
{
	struct sched_thread **link = &sleepers;

	while (*link != thread)
		link = &(*link)->later;
	*link = thread->later;
	thread->timed = false;
}

bool thread_wait(enum thread_state state, struct sched_queue *queue, uint64_t ns)
{
	struct sched_thread *self = threads_running;

	self->state = state;
	self->queue = queue;
	self->timed_out = false;
	if (queue != NULL)
		queue_append(queue, self);
	if (ns != SCHED_FOREVER)
		add_sleeper(self, ns);
	switch_away();
	self->queue = NULL;
	/* Woken before its time: nobody needs to look at it then. */
	if (self->timed)
		remove_sleeper(self);
	return !self->timed_out;
}

static void wake_sleepers(void)
{
	uint64_t now = clock_now_ns();

	while (sleepers != NULL && sleepers->wake_ns <= now) {
		struct sched_thread *thread = sleepers;

		sleepers = thread->later;
		thread->timed = false;
		/* One that was woken meanwhile is only to be forgotten here. */
		if (thread->state == THREAD_READY)
			continue;
		thread->timed_out = true;
		if (thread->queue != NULL)
			queue_remove(thread->queue, thread);
		thread_wake(thread);
	}
}

/* Interrupt context. */
static void ring(void *ctx)
{
	(void)ctx;
	if (sleepers == NULL)
		return;
	wake_sleepers();
	if (sleepers != NULL)
		timer_set(&alarm, sleepers->wake_ns);
}

void sleepers_watch(void)
{
	if (!TICKLESS && sleepers != NULL)
		wake_sleepers();
}

bool sleepers_any(void)
{
	return sleepers != NULL;
}

/* The clock is watched for a while, but not past `until`. */
static void watch(uint64_t until, unsigned long state)
{
	unguard(state);

	uint64_t now = clock_now_ns();
	uint64_t left = until > now ? until - now : 0;

	clock_spin_ns(left < WATCH_NS ? left : WATCH_NS);
	(void)guard();
}

void sleepers_idle(unsigned long state)
{
	if (CPU_WIRED && (TICKLESS || sleepers == NULL))
		cpu_idle();
	else
		watch(sleepers->wake_ns, state);
}

/* Nobody sleeps yet while inits run, so that the alarm is free. */
int wait_outside(struct sched_sem *sem, uint64_t ns)
{
	uint64_t until = ns == SCHED_FOREVER ? UINT64_MAX : deadline(ns);
	unsigned long state = guard();
	bool taken = false;

	for (;;) {
		taken = sem != NULL && sem->count > 0;
		if (taken || ns == 0 || clock_now_ns() >= until)
			break;
		if (work_waits()) {
			work_run(state);
		} else if (TICKLESS || (CPU_WIRED && ns == SCHED_FOREVER)) {
			if (TICKLESS && ns != SCHED_FOREVER)
				timer_set(&alarm, until);
			cpu_idle();
		} else if (ns == SCHED_FOREVER) {
			panic_because("an init waits for a semaphore that nothing can post");
		} else {
			watch(until, state);
		}
	}
	if (TICKLESS && ns != SCHED_FOREVER && ns != 0)
		(void)timer_cancel(&alarm);
	if (taken)
		sem->count--;
	unguard(state);
	return taken ? 0 : -ETIMEDOUT;
}
