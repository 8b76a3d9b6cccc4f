/* SPDX-License-Identifier: BSD-3-Clause */
/* Inside of both schedulers, coop and round_robin: round_robin is these sources with two more ports. */
#ifndef THREADS_H
#define THREADS_H

#include <ports.h>

/* Only round_robin has this option; it has also the port `preempt`, and none of its ports is optional but cputime. */
#ifdef CONFIG_QUANTUM_US
#define PREEMPTIVE 1
#define CPU_WIRED 1
#define TIMER_WIRED 1
#else
#define PREEMPTIVE 0
#define CONFIG_QUANTUM_US 0
#endif

/* A timer's interrupt wakes the processor; without one the clock is watched. */
#define TICKLESS (TIMER_WIRED && CPU_WIRED)

enum thread_state {
	THREAD_READY,
	THREAD_RUNNING,
	THREAD_SLEEPING,
	THREAD_MUTEX, /* waits for one */
	THREAD_COND,
	THREAD_SEM,
	THREAD_JOIN,
	THREAD_DONE,
};

/* What is kept while something else runs. */
struct flow {
	void *sp;
	uint64_t time; /* cycles that it ran; only where wires are counted */
	void *pointer; /* only with option THREAD_POINTER */
};

/* Stands at the high end of its own stack: what overflows at the low end does not reach it. */
struct sched_thread {
	struct flow flow;
	char *stack;                 /* the low end, with the mark */
	sched_entry *entry;
	void *ctx;
	const char *name;            /* never NULL */
	enum thread_state state;
	int status;                  /* once done */
	bool detached;
	bool joined;                 /* somebody waits for it, or has */
	bool timed;                  /* in the list of sleepers */
	bool timed_out;              /* why it woke */
	uint64_t wake_ns;            /* while timed */
	struct sched_thread *next;   /* in the one queue that it is in: ready, ended, or of what it waits for */
	struct sched_thread *later;  /* in the list of sleepers */
	struct sched_thread *other;  /* in the list of all */
	struct sched_queue *queue;   /* the queue that it waits in, NULL while ready */
	struct sched_thread *target; /* the mutex's holder or the thread to join, for the report */
	struct sched_queue joiners;
	void *locals[CONFIG_LOCALS];
};

/* The thread that runs; NULL outside of all threads. */
extern struct sched_thread *threads_running;
/* All that are not freed, the newest first. */
extern struct sched_thread *threads_all;

/*
 * What interrupts share with threads is touched between these two, and so is all that threads share where they are
 * preempted. Sections nest. Without a wire at `cpu` nothing interrupts, and they are nothing.
 */
static inline unsigned long guard(void)
{
	return CPU_WIRED ? cpu_irq_save() : 0;
}

static inline void unguard(unsigned long state)
{
	if (CPU_WIRED)
		cpu_irq_restore(state);
}

/* The functions below are called within a section, except where they say otherwise. */

void queue_append(struct sched_queue *queue, struct sched_thread *thread);
void queue_prepend(struct sched_queue *queue, struct sched_thread *thread);
/* Takes the first out; NULL when the queue is empty. */
struct sched_thread *queue_first(struct sched_queue *queue);
/* Takes out `thread`, which is in it. */
void queue_remove(struct sched_queue *queue, struct sched_thread *thread);

/* The running thread; panics with `what` outside of any. Needs no section. */
struct sched_thread *thread_current(const char *what);
/* Makes `thread`, which is in no queue, ready. */
void thread_wake(struct sched_thread *thread);
/* Wakes all that wait in `queue`. */
void thread_wake_all(struct sched_queue *queue);
/*
 * The running thread waits, as `state` says, in `queue` (NULL: only for time to pass) until it is woken or, unless
 * SCHED_FOREVER, `ns` have passed. Returns whether it was woken before.
 */
bool thread_wait(enum thread_state state, struct sched_queue *queue, uint64_t ns);
/* Frees what is left of a thread that is done. Outside of sections. */
void thread_free(struct sched_thread *thread);
/* Panics when the low end of the stack was written over. */
void thread_check_stack(const struct sched_thread *thread);

/* The next ready thread goes on. The caller has put the running one somewhere, or it has ended. */
void switch_away(void);
/* The running thread has ended and is freed. Does not return. */
_Noreturn void switch_ended(void);
/* First thing on a new stack: ends the section in which it was switched to. */
void switch_begun(void);
/* A thread that runs has to share the processor, or to let deferred work run: see to it that it is interrupted. */
void switch_soon(bool now);

/* What is deferred, in its order. */
extern struct sched_work *work_first;
/* Never taken back: where nothing is linked that defers, compilers see that, and leave out all that looks for work. */
extern bool work_used;

/* Whether anything is deferred. */
static inline bool work_waits(void)
{
	return work_used && work_first != NULL;
}

/* Runs what is deferred, each outside of the section, which began with `state`. */
void work_run(unsigned long state);

/* Where no timer does it: wakes sleepers whose time has come. */
void sleepers_watch(void);
/* Whether anybody sleeps. */
bool sleepers_any(void);
/* With interrupts as they were at `state`: lets time pass until the next sleeper's, or until an interrupt. */
void sleepers_idle(unsigned long state);
/*
 * Outside of threads: takes one from `sem` (NULL: only lets time pass), waiting for at most `ns`. Idles meanwhile and
 * runs what is deferred. 0 or -ETIMEDOUT. Outside of sections.
 */
int wait_outside(struct sched_sem *sem, uint64_t ns);

/* Panics: names all threads and what each waits for. */
_Noreturn void report_deadlock(void);
/* Panics: `before`, the thread's name, `after`. */
_Noreturn void report_failure(const char *before, const struct sched_thread *thread, const char *after);

#endif
