/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who runs. A thread switches straight to the next. The loop, which has the stack of whoever called `run`, is switched to
 * only where there is nobody next, for deferred work and to free what has ended.
 */
#include "threads.h"

struct sched_thread *threads_running;

static struct sched_queue ready;
static struct sched_thread *ended; /* to be freed, now that its stack is not in use */
static struct flow loop;
static unsigned long open_state; /* interrupts, as threads have them when they begin */

/*
 * Who has to share is interrupted every QUANTUM_US, by a timer that is armed once for many switches: a thread gives way
 * when it has run since the interrupt before. Nothing ticks while only one thread is ready.
 */
static void tick(void *ctx);

static struct timer ticker = TIMER_INIT(tick, NULL);
static bool ticking;
static bool seen;    /* one, by the running thread */
static bool expired; /* it has seen two */

static void start_ticking(void)
{
	ticking = true;
	timer_set(&ticker, clock_now_ns() + CONFIG_QUANTUM_US * UINT64_C(1000));
}

/* Interrupt context. */
static void tick(void *ctx)
{
	(void)ctx;
	ticking = false;
	if (threads_running == NULL || (ready.first == NULL && !work_waits()))
		return;
	start_ticking();
	expired = seen;
	seen = true;
	if (expired || work_waits())
		switch_soon(true);
}

#if PREEMPTIVE
void switch_soon(bool now)
{
	if (now)
		preempt_request();
	if (!ticking)
		start_ticking();
}
#else
void switch_soon(bool now)
{
	(void)now;
}
#endif

/* `next` NULL: to the loop. */
static void switch_to(struct sched_thread *next)
{
	struct sched_thread *self = threads_running;
	struct flow *from = self != NULL ? &self->flow : &loop;
	struct flow *to = next != NULL ? &next->flow : &loop;

	if (CONFIG_CHECK_STACKS && self != NULL)
		thread_check_stack(self);
	threads_running = next;
	if (next != NULL)
		next->state = THREAD_RUNNING;
	if (PREEMPTIVE && next != NULL && ready.first != NULL && !ticking)
		start_ticking();
	if (CPUTIME_WIRED)
		from->time = cputime_swap(to->time);
	if (POINTER_WIRED) {
		from->pointer = pointer_get();
		pointer_set(to->pointer);
	}
	context_swap(&from->sp, to->sp);
}

void switch_away(void)
{
	struct sched_thread *next = NULL;

	sleepers_watch();
	if (!work_waits())
		next = queue_first(&ready);
	if (PREEMPTIVE) {
		seen = expired;
		expired = false;
	}
	if (next == NULL || next != threads_running)
		switch_to(next);
	else
		next->state = THREAD_RUNNING;
}

void switch_ended(void)
{
	ended = threads_running;
	switch_to(NULL);
	panic_because("a thread that has ended runs");
}

void switch_begun(void)
{
	unguard(open_state);
}

void thread_wake(struct sched_thread *thread)
{
	thread->state = THREAD_READY;
	thread->target = NULL;
	queue_append(&ready, thread);
	if (threads_running != NULL)
		switch_soon(false);
}

void sched_yield(void)
{
	struct sched_thread *self = threads_running;

	if (self == NULL)
		return;

	unsigned long state = guard();

	if (ready.first != NULL || work_waits() || (!TICKLESS && sleepers_any())) {
		self->state = THREAD_READY;
		queue_append(&ready, self);
		switch_away();
	}
	unguard(state);
}

#if PREEMPTIVE
/* At the end of an interrupt, on the stack of the thread that it interrupted. */
static void preempted(void)
{
	unsigned long state = guard();
	struct sched_thread *self = threads_running;

	if (self != NULL && (expired || work_waits())) {
		self->state = THREAD_READY;
		/* Deferred work takes nobody's turn. */
		if (expired) {
			queue_append(&ready, self);
			switch_away();
		} else {
			queue_prepend(&ready, self);
			switch_to(NULL);
		}
	}
	unguard(state);
}
#endif

/* Whether some thread is in `state`, or, for THREAD_DONE, is not: those that are wait to be joined. */
static bool any_left(void)
{
	for (struct sched_thread *thread = threads_all; thread != NULL; thread = thread->other) {
		if (thread->state != THREAD_DONE)
			return true;
	}
	return false;
}

/* What interrupts can wake. */
static bool any_waits_for_sem(void)
{
	for (struct sched_thread *thread = threads_all; thread != NULL; thread = thread->other) {
		if (thread->state == THREAD_SEM)
			return true;
	}
	return false;
}

static void free_ended(unsigned long state)
{
	if (ended == NULL)
		return;
	unguard(state);
	thread_free(ended);
	(void)guard();
	ended = NULL;
}

int sched_run(void)
{
	if (threads_running != NULL)
		panic_because("run is called by a thread");
#if PREEMPTIVE
	preempt_attach(preempted);
#endif

	unsigned long state = guard();

	open_state = state;
	for (;;) {
		free_ended(state);
		work_run(state);
		sleepers_watch();

		struct sched_thread *next = queue_first(&ready);

		if (next != NULL)
			switch_to(next);
		else if (sleepers_any() || (CPU_WIRED && any_waits_for_sem()))
			sleepers_idle(state);
		else if (any_left())
			report_deadlock();
		else
			break;
	}
	unguard(state);
	return 0;
}
