/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

struct sched_thread {
	int status;
	bool taken; /* a handle that was not joined yet */
	bool done;
};

static struct sched_thread handles[CONFIG_HANDLES];
/* Whoever is not within a spawned entry: the inits, and mains without threads. */
static struct sched_thread outside;
static struct sched_thread *current;

static struct sched_thread *caller(void)
{
	return current != NULL ? current : &outside;
}

static struct sched_thread *free_handle(void)
{
	for (size_t i = 0; i < CONFIG_HANDLES; i++) {
		if (!handles[i].taken)
			return &handles[i];
	}
	return NULL;
}

int sched_spawn(sched_entry *entry, void *ctx, const char *name, struct sched_thread **out)
{
	struct sched_thread detached = { 0 };
	struct sched_thread *thread = out != NULL ? free_handle() : &detached;
	struct sched_thread *before = current;

	(void)name;
	if (thread == NULL)
		return -ENOMEM;
	*thread = (struct sched_thread){ .taken = true };
	if (out != NULL)
		*out = thread;
	current = thread;
	thread->status = entry(ctx);
	thread->done = true;
	current = before;
	return 0;
}

int sched_join(struct sched_thread *thread, int *status)
{
	/* Itself, or one that has called it: neither can end before this returns. */
	if (!thread->done)
		return -EDEADLK;
	if (!thread->taken)
		panic_because("thread is joined twice");
	if (status != NULL)
		*status = thread->status;
	thread->taken = false;
	return 0;
}

struct sched_thread *sched_self(void)
{
	return current;
}

void sched_yield(void)
{
}

void sched_sleep_ns(uint64_t ns)
{
	clock_spin_ns(ns);
}

int sched_run(void)
{
	return 0;
}

void sched_mutex_lock(struct sched_mutex *mutex)
{
	if (mutex->holder != NULL)
		panic_because("waits for a mutex that nobody else can free: there are no threads");
	mutex->holder = caller();
}

int sched_mutex_trylock(struct sched_mutex *mutex)
{
	if (mutex->holder != NULL)
		return -EBUSY;
	mutex->holder = caller();
	return 0;
}

void sched_mutex_unlock(struct sched_mutex *mutex)
{
	if (mutex->holder != caller())
		panic_because("frees a mutex that it does not hold");
	mutex->holder = NULL;
}

int sched_cond_wait(struct sched_cond *cond, struct sched_mutex *mutex, uint64_t timeout_ns)
{
	(void)cond;
	if (mutex->holder != caller())
		panic_because("waits for a condition without its mutex");
	if (timeout_ns == SCHED_FOREVER)
		panic_because("waits for a condition that nobody else can signal: there are no threads");
	clock_spin_ns(timeout_ns);
	return -ETIMEDOUT;
}

void sched_cond_signal(struct sched_cond *cond)
{
	(void)cond;
}

void sched_cond_broadcast(struct sched_cond *cond)
{
	(void)cond;
}
