/* SPDX-License-Identifier: BSD-3-Clause */
/* Queues, and the list of those who wait for a time: sorted, equals in the order of their arrival. */
#include "coop.h"

/* How long the clock is watched at a time: short enough not to be late, long enough not to load the bus. */
#define WATCH_NS 20000u

static struct sched_thread *sleepers;

void coop_append(struct sched_queue *queue, struct sched_thread *thread)
{
	thread->next = NULL;
	if (queue->first == NULL)
		queue->first = thread;
	else
		queue->last->next = thread;
	queue->last = thread;
}

struct sched_thread *coop_first(struct sched_queue *queue)
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

static void leave_queue(struct sched_queue *queue, struct sched_thread *thread)
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

static void add_sleeper(struct sched_thread *thread, uint64_t ns)
{
	uint64_t now = clock_now_ns();
	struct sched_thread **link = &sleepers;

	thread->timed = true;
	thread->wake_ns = ns < UINT64_MAX - now ? now + ns : UINT64_MAX;
	while (*link != NULL && (*link)->wake_ns <= thread->wake_ns)
		link = &(*link)->later;
	thread->later = *link;
	*link = thread;
}

static void remove_sleeper(struct sched_thread *thread)
{
	struct sched_thread **link = &sleepers;

	while (*link != thread)
		link = &(*link)->later;
	*link = thread->later;
	thread->timed = false;
}

bool coop_wait(enum coop_state state, struct sched_queue *queue, uint64_t ns)
{
	struct sched_thread *self = coop_running;

	self->state = state;
	self->queue = queue;
	self->timed_out = false;
	if (queue != NULL)
		coop_append(queue, self);
	if (ns != SCHED_FOREVER)
		add_sleeper(self, ns);
	coop_switch();
	self->queue = NULL;
	/* Woken before its time: nobody needs to look at it then. */
	if (self->timed)
		remove_sleeper(self);
	return !self->timed_out;
}

void coop_wake_sleepers(void)
{
	if (sleepers == NULL)
		return;

	uint64_t now = clock_now_ns();

	while (sleepers != NULL && sleepers->wake_ns <= now) {
		struct sched_thread *thread = sleepers;

		sleepers = thread->later;
		thread->timed = false;
		/* One that was woken meanwhile is only to be forgotten here. */
		if (thread->state == COOP_READY)
			continue;
		thread->timed_out = true;
		if (thread->queue != NULL)
			leave_queue(thread->queue, thread);
		coop_wake(thread);
	}
}

bool coop_sleepers(void)
{
	return sleepers != NULL;
}

void coop_idle(void)
{
	if (CONFIG_TICK && CPU_WIRED) {
		cpu_idle();
		return;
	}

	uint64_t now = clock_now_ns();
	uint64_t left = sleepers->wake_ns > now ? sleepers->wake_ns - now : 0;

	clock_spin_ns(left < WATCH_NS ? left : WATCH_NS);
}
