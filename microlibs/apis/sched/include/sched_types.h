/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_SCHED_TYPES_H
#define UNILOOM_SCHED_TYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef int sched_entry(void *ctx);

/* A handle: only its scheduler knows what is inside. */
struct sched_thread;

/* First in, first out. Owned by whoever declared the mutex or condition; the scheduler links its threads through it. */
struct sched_queue {
	struct sched_thread *first;
	struct sched_thread *last;
};

struct sched_mutex {
	struct sched_thread *holder;
	struct sched_queue waiting;
};

struct sched_cond {
	struct sched_queue waiting;
};

struct sched_sem {
	uint64_t count;
	struct sched_queue waiting;
};

/* Runs in deferred context: does not wait. */
typedef void sched_work_handler(void *ctx);

/* Fields past `ctx` are the scheduler's. */
struct sched_work {
	sched_work_handler *handler;
	void *ctx;
	struct sched_work *next;
	bool queued;
};

#define SCHED_SEM_INIT(count) { (count), { 0, 0 } }
#define SCHED_WORK_INIT(handler, ctx) { (handler), (ctx), 0, false }
#define SCHED_MUTEX_INIT { 0, { 0, 0 } }
#define SCHED_COND_INIT { { 0, 0 } }
#define SCHED_FOREVER UINT64_MAX

#endif
