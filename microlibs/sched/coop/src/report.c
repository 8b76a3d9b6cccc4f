/* SPDX-License-Identifier: BSD-3-Clause */
/* What a panic says. Needs no libc and no memory: both may be what went wrong. */
#include "threads.h"

#define GUARD_BYTES 4096u /* below a stack, where its allocator leaves a page unmapped */

struct text {
	char *at;
	size_t size;
	size_t used;
};

static char message[240];

static void add(struct text *text, const char *part)
{
	for (; *part != '\0' && text->used < text->size; part++)
		text->at[text->used++] = *part;
}

/* A panic's reason: ends with a zero. */
static _Noreturn void panic_with(struct text *text)
{
	text->at[text->used] = '\0';
	panic_because(text->at);
}

/* A holder that ended with its mutex may be freed. */
static bool exists(const struct sched_thread *thread)
{
	const struct sched_thread *at = threads_all;

	while (at != NULL && at != thread)
		at = at->other;
	return at != NULL;
}

static void add_thread(struct text *text, const struct sched_thread *thread)
{
	static const char *const waits[] = {
		[THREAD_READY] = "is ready",
		[THREAD_RUNNING] = "runs",
		[THREAD_SLEEPING] = "sleeps",
		[THREAD_MUTEX] = "waits for a mutex",
		[THREAD_COND] = "waits for a condition",
		[THREAD_SEM] = "waits for a semaphore",
		[THREAD_JOIN] = "joins",
		[THREAD_DONE] = "is done",
	};

	add(text, thread->name);
	add(text, " ");
	add(text, waits[thread->state]);
	if (thread->target == NULL)
		return;
	add(text, thread->state == THREAD_MUTEX ? " of " : " ");
	add(text, exists(thread->target) ? thread->target->name : "a thread that has ended");
}

/* The thread that is not done and was made after `before`; the first for NULL. NULL when there is none. */
static const struct sched_thread *next_of(const struct sched_thread *before)
{
	const struct sched_thread *next = NULL;

	/* The list begins with the newest. */
	for (const struct sched_thread *at = threads_all; at != before; at = at->other) {
		if (at->state != THREAD_DONE)
			next = at;
	}
	return next;
}

void report_deadlock(void)
{
	struct text text = { message, sizeof message - 1, 0 };

	add(&text, "deadlock: ");
	for (const struct sched_thread *thread = next_of(NULL); thread != NULL;) {
		add_thread(&text, thread);
		thread = next_of(thread);
		add(&text, thread != NULL ? ", " : "");
	}
	panic_with(&text);
}

void report_failure(const char *before, const struct sched_thread *thread, const char *after)
{
	struct text text = { message, sizeof message - 1, 0 };

	add(&text, before);
	add(&text, thread->name);
	add(&text, after);
	panic_with(&text);
}

size_t dump_line(unsigned index, char *text, size_t size)
{
	struct text line = { text, size, 0 };
	const struct sched_thread *thread = next_of(NULL);

	for (; thread != NULL && index > 0; index--)
		thread = next_of(thread);
	if (thread == NULL)
		return 0;
	add(&line, "thread ");
	add_thread(&line, thread);
	return line.used;
}

const char *dump_fault(uint64_t address)
{
	for (const struct sched_thread *thread = threads_all; thread != NULL; thread = thread->other) {
		uint64_t low = (uintptr_t)thread->stack;

		if (address >= low || address < low - GUARD_BYTES)
			continue;

		struct text text = { message, sizeof message - 1, 0 };

		add(&text, "stack overflow in thread '");
		add(&text, thread->name);
		add(&text, "'");
		message[text.used] = '\0';
		return message;
	}
	return NULL;
}
