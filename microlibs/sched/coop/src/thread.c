/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads from the first to the last: made, joined, left alone, freed; and the values that each has of its own. */
#include "threads.h"

#define STACK_BYTES ((size_t)CONFIG_STACK_KB * 1024u)
#define MARK 0x6b61747320646e65u /* at the low end of each stack */
#define MARKS 4u

struct sched_thread *threads_all;

static void *outside_locals[CONFIG_LOCALS];
static int locals_used;

_Static_assert(sizeof(struct sched_thread) < 512, "most of a stack is for the thread");

static void set_marks(char *stack)
{
	for (size_t i = 0; i < MARKS; i++)
		((uint64_t *)(void *)stack)[i] = MARK;
}

void thread_check_stack(const struct sched_thread *thread)
{
	const uint64_t *marks = (const uint64_t *)(const void *)thread->stack;

	for (size_t i = 0; i < MARKS; i++) {
		if (marks[i] != MARK)
			report_failure("stack overflow in thread '", thread, "' (option STACK_KB)");
	}
}

void thread_free(struct sched_thread *thread)
{
	unsigned long state = guard();
	struct sched_thread **link = &threads_all;

	while (*link != thread)
		link = &(*link)->other;
	*link = thread->other;
	unguard(state);
	stacks_free(thread->stack);
}

/* First code on a new stack. */
static void begin(void *ctx)
{
	struct sched_thread *thread = ctx;

	switch_begun();

	int status = thread->entry(thread->ctx);

	(void)guard();
	thread->status = status;
	thread->state = THREAD_DONE;
	thread_wake_all(&thread->joiners);
	if (thread->detached)
		switch_ended();
	switch_away();
}

struct sched_thread *thread_current(const char *what)
{
	if (threads_running == NULL)
		panic_because(what);
	return threads_running;
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
	};
	if (CONFIG_CHECK_STACKS)
		set_marks(stack);
	thread->flow.sp = context_prepare(thread, begin, thread);
	if (out != NULL)
		*out = thread;

	unsigned long state = guard();

	thread->other = threads_all;
	threads_all = thread;
	thread_wake(thread);
	unguard(state);
	return 0;
}

int sched_join(struct sched_thread *thread, int *status)
{
	struct sched_thread *self = thread_current("join outside of a thread");

	if (thread == self)
		return -EDEADLK;

	unsigned long state = guard();

	if (thread->detached || thread->joined)
		report_failure("thread '", thread, "' is joined twice, or detached");
	thread->joined = true;
	if (thread->state != THREAD_DONE) {
		self->target = thread;
		(void)thread_wait(THREAD_JOIN, &thread->joiners, SCHED_FOREVER);
	}
	unguard(state);
	if (status != NULL)
		*status = thread->status;
	thread_free(thread);
	return 0;
}

int sched_detach(struct sched_thread *thread)
{
	unsigned long state = guard();
	bool taken = thread->detached || thread->joined;
	bool done = thread->state == THREAD_DONE;

	if (!taken)
		thread->detached = true;
	unguard(state);
	if (taken)
		return -EINVAL;
	if (done)
		thread_free(thread);
	return 0;
}

struct sched_thread *sched_self(void)
{
	return threads_running;
}

int sched_local_key(void)
{
	unsigned long state = guard();
	int key = locals_used < CONFIG_LOCALS ? locals_used++ : -ENOSPC;

	unguard(state);
	return key;
}

static void **locals(void)
{
	return threads_running != NULL ? threads_running->locals : outside_locals;
}

void *sched_local_get(unsigned key)
{
	return key < CONFIG_LOCALS ? locals()[key] : NULL;
}

void sched_local_set(unsigned key, void *value)
{
	if (key >= CONFIG_LOCALS)
		panic_because("a thread's value is set by a key that does not exist");
	locals()[key] = value;
}
