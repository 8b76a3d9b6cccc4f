/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COOP_H
#define COOP_H

#include <ports.h>

enum coop_state {
	COOP_READY,
	COOP_RUNNING,
	COOP_SLEEPING,
	COOP_MUTEX, /* waits for one */
	COOP_COND,
	COOP_JOIN,
	COOP_DONE,
};

/* Stands at the high end of its own stack. */
struct sched_thread {
	void *sp;                    /* while it does not run */
	char *stack;                 /* the low end, with the mark */
	sched_entry *entry;
	void *ctx;
	const char *name;            /* never NULL */
	enum coop_state state;
	int status;                  /* once done */
	uint64_t time;               /* cycles that it ran, while it does not; only where wires are counted */
	bool detached;
	bool joined;                 /* somebody waits for it, or has */
	bool timed;                  /* in the list of sleepers */
	bool timed_out;              /* why it woke */
	uint64_t wake_ns;            /* while timed */
	struct sched_thread *next;   /* in the one queue that it is in: ready, or of what it waits for */
	struct sched_thread *later;  /* in the list of sleepers */
	struct sched_thread *other;  /* in the list of all */
	struct sched_queue *queue;   /* the queue that it waits in, NULL while ready */
	struct sched_thread *target; /* the mutex's holder or the thread to join, for the report */
	struct sched_queue joiners;
};

/* The thread that runs; NULL outside of all threads. */
extern struct sched_thread *coop_running;
/* All that are not freed, the newest first. */
extern struct sched_thread *coop_all;

void coop_append(struct sched_queue *queue, struct sched_thread *thread);
/* NULL when the queue is empty. */
struct sched_thread *coop_first(struct sched_queue *queue);

/* The running thread; panics with `what` outside of any. */
struct sched_thread *coop_current(const char *what);

/* Makes `thread` ready, out of any queue and the list of sleepers. */
void coop_wake(struct sched_thread *thread);

/*
 * The running thread waits, as `state` says, in `queue` (NULL: only for time to pass) until it is woken or, unless
 * SCHED_FOREVER, `ns` have passed. Returns whether it was woken before.
 */
bool coop_wait(enum coop_state state, struct sched_queue *queue, uint64_t ns);

/* Gives way to the scheduler's loop. The caller has put the running thread somewhere. */
void coop_switch(void);

/* Wakes sleepers whose time has come. */
void coop_wake_sleepers(void);
/* Whether anybody sleeps. */
bool coop_sleepers(void);
/* Lets time pass until the next sleeper's. */
void coop_idle(void);

/* Panics: names all threads and what each waits for. */
_Noreturn void coop_deadlock(void);
/* Panics: `before`, the thread's name, `after`. */
_Noreturn void coop_fail(const char *before, const struct sched_thread *thread, const char *after);

#endif
