/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads and the loop that runs them. The loop has the stack of whoever called `run`; threads switch to it and from it. */
#include "coop.h"

#define STACK_BYTES ((size_t)CONFIG_STACK_KB * 1024u)
#define MARK 0x6b61747320646e65u /* at the low end of each stack */
#define MARKS 4u

struct sched_thread *coop_running;
struct sched_thread *coop_all;

static struct sched_queue ready;
static void *loop_sp;

_Static_assert(sizeof(struct sched_thread) < 512, "most of a stack is for the thread");

static void set_marks(char *stack)
{
	for (size_t i = 0; i < MARKS; i++)
		((uint64_t *)(void *)stack)[i] = MARK;
}

static void check_marks(const struct sched_thread *thread)
{
	const uint64_t *marks = (const uint64_t *)(const void *)thread->stack;

	for (size_t i = 0; i < MARKS; i++) {
		if (marks[i] != MARK)
			coop_fail("stack overflow in thread '", thread, "' (coop's option STACK_KB)");
	}
}

static void forget(struct sched_thread *thread)
{
	struct sched_thread **link = &coop_all;

	while (*link != thread)
		link = &(*link)->other;
	*link = thread->other;
	stacks_free(thread->stack);
}

/* First code on a new stack. */
static void begin(void *ctx)
{
	struct sched_thread *thread = ctx;

	thread->status = thread->entry(thread->ctx);
	thread->state = COOP_DONE;
	for (struct sched_thread *joiner = coop_first(&thread->joiners); joiner != NULL;
	     joiner = coop_first(&thread->joiners))
		coop_wake(joiner);
	coop_switch();
}

void coop_switch(void)
{
	context_swap(&coop_running->sp, loop_sp);
}

struct sched_thread *coop_current(const char *what)
{
	if (coop_running == NULL)
		panic_because(what);
	return coop_running;
}

void coop_wake(struct sched_thread *thread)
{
	thread->state = COOP_READY;
	thread->target = NULL;
	coop_append(&ready, thread);
}

int sched_spawn(sched_entry *entry, void *ctx, const char *name, struct sched_thread **out)
{
	char *stack = stacks_malloc(STACK_BYTES);
	if (stack == NULL)
		return -ENOMEM;

	/* Aligned to 16 as the stack is, so that the thread's own stack begins right below. */
	size_t record = (sizeof(struct sched_thread) + 15) & ~(size_t)15;
	struct sched_thread *thread = (struct sched_thread *)(void *)(stack + STACK_BYTES - record);

	*thread = (struct sched_thread){
		.stack = stack,
		.entry = entry,
		.ctx = ctx,
		.name = name != NULL ? name : "?",
		.detached = out == NULL,
		.other = coop_all,
	};
	set_marks(stack);
	thread->sp = context_prepare(thread, begin, thread);
	coop_all = thread;
	coop_wake(thread);
	if (out != NULL)
		*out = thread;
	return 0;
}

int sched_join(struct sched_thread *thread, int *status)
{
	struct sched_thread *self = coop_current("join outside of a thread");

	if (thread == self)
		return -EDEADLK;
	if (thread->detached || thread->joined)
		coop_fail("thread '", thread, "' is joined twice, or detached");
	thread->joined = true;
	if (thread->state != COOP_DONE) {
		self->target = thread;
		(void)coop_wait(COOP_JOIN, &thread->joiners, SCHED_FOREVER);
	}
	if (status != NULL)
		*status = thread->status;
	forget(thread);
	return 0;
}

struct sched_thread *sched_self(void)
{
	return coop_running;
}

void sched_yield(void)
{
	if (coop_running == NULL)
		return;
	coop_wake(coop_running);
	coop_switch();
}

static void run_one(struct sched_thread *thread)
{
	thread->state = COOP_RUNNING;
	coop_running = thread;
	uint64_t loop_time = CPUTIME_WIRED ? cputime_swap(thread->time) : 0;

	context_swap(&loop_sp, thread->sp);
	if (CPUTIME_WIRED)
		thread->time = cputime_swap(loop_time);
	coop_running = NULL;
	check_marks(thread);
	if (thread->state == COOP_DONE && thread->detached)
		forget(thread);
}

/* Whether some thread is not done. Those that are wait to be joined. */
static bool any_left(void)
{
	for (struct sched_thread *thread = coop_all; thread != NULL; thread = thread->other) {
		if (thread->state != COOP_DONE)
			return true;
	}
	return false;
}

int sched_run(void)
{
	if (coop_running != NULL)
		panic_because("run is called by a thread");
	for (;;) {
		coop_wake_sleepers();

		struct sched_thread *thread = coop_first(&ready);

		if (thread != NULL)
			run_one(thread);
		else if (coop_sleepers())
			coop_idle();
		else if (any_left())
			coop_deadlock();
		else
			return 0;
	}
}
