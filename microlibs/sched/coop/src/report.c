/* SPDX-License-Identifier: BSD-3-Clause */
/* What a panic says. Needs no libc and no memory: both may be what went wrong. */
#include "threads.h"

static char text[240];
static size_t used;

static void add(const char *part)
{
	for (; *part != '\0' && used + 1 < sizeof(text); part++)
		text[used++] = *part;
	text[used] = '\0';
}

/* A holder that ended with its mutex may be freed. */
static bool exists(const struct sched_thread *thread)
{
	const struct sched_thread *at = threads_all;

	while (at != NULL && at != thread)
		at = at->other;
	return at != NULL;
}

static void add_thread(const struct sched_thread *thread)
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

	add(thread->name);
	add(" ");
	add(waits[thread->state]);
	if (thread->target == NULL)
		return;
	add(thread->state == THREAD_MUTEX ? " of " : " ");
	add(exists(thread->target) ? thread->target->name : "a thread that has ended");
}

/* Prints into `text` in the order in which threads were made. */
static void add_all(const struct sched_thread *thread)
{
	/* The list is the other way round; a thread may not nest as deep as there are threads. */
	for (const struct sched_thread *end = NULL; end != thread;) {
		const struct sched_thread *oldest = thread;

		while (oldest->other != end)
			oldest = oldest->other;
		if (oldest->state != THREAD_DONE) {
			add(used > sizeof("deadlock: ") - 1 ? ", " : "");
			add_thread(oldest);
		}
		end = oldest;
	}
}

void report_deadlock(void)
{
	used = 0;
	add("deadlock: ");
	add_all(threads_all);
	panic_because(text);
}

void report_failure(const char *before, const struct sched_thread *thread, const char *after)
{
	used = 0;
	add(before);
	add(thread->name);
	add(after);
	panic_because(text);
}
