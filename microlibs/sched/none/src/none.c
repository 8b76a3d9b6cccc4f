/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

/* With both, a timer's interrupt ends waiting; without, the clock is watched. */
#define TICKLESS (TIMER_WIRED && CPU_WIRED)
/* How long the clock is watched at a time: what is deferred runs in between. */
#define WATCH_NS 20000u

struct sched_thread {
	void *locals[CONFIG_LOCALS];
	int status;
	bool detached;
	bool taken; /* a handle that was not joined yet */
	bool done;
};

static struct sched_thread handles[CONFIG_HANDLES];
/* Whoever is not within a spawned entry: the inits, and mains without threads. */
static struct sched_thread outside;
static struct sched_thread *current;
static int locals_used;
static struct sched_work *first_work;
static struct sched_work *last_work;
static bool working;

/* What interrupts touch as well is touched in between; sections nest. */
static unsigned long guard(void)
{
	return CPU_WIRED ? cpu_irq_save() : 0;
}

static void unguard(unsigned long state)
{
	if (CPU_WIRED)
		cpu_irq_restore(state);
}

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
	struct sched_thread nobodys = { 0 };
	struct sched_thread *thread = out != NULL ? free_handle() : &nobodys;
	struct sched_thread *before = current;

	(void)name;
	if (thread == NULL)
		return -ENOMEM;
	*thread = (struct sched_thread){ .taken = true, .detached = out == NULL };
	if (out != NULL)
		*out = thread;
	current = thread;
	thread->status = entry(ctx);
	thread->done = true;
	thread->taken = !thread->detached;
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

int sched_detach(struct sched_thread *thread)
{
	if (!thread->taken || thread->detached)
		return -EINVAL;
	thread->detached = true;
	if (thread->done)
		thread->taken = false;
	return 0;
}

struct sched_thread *sched_self(void)
{
	return current;
}

void sched_defer(struct sched_work *work)
{
	unsigned long state = guard();

	if (!work->queued) {
		work->queued = true;
		work->next = NULL;
		if (first_work == NULL)
			first_work = work;
		else
			last_work->next = work;
		last_work = work;
	}
	unguard(state);
}

/* Runs what is deferred, each outside of the section, which began with `state`. */
static void run_work(unsigned long state)
{
	/* A handler that asks for a semaphore comes by here again. */
	if (working)
		return;
	working = true;
	while (first_work != NULL) {
		struct sched_work *work = first_work;

		first_work = work->next;
		/* From here on it may be deferred again. */
		work->queued = false;
		unguard(state);
		work->handler(work->ctx);
		(void)guard();
	}
	working = false;
}

/* The interrupt alone is what is waited for. */
static void ring(void *ctx)
{
	(void)ctx;
}

static struct timer alarm = TIMER_INIT(ring, NULL);

/* Within a section: an interrupt that comes after the last look still ends idling. */
static void idle(uint64_t until, unsigned long state)
{
	if (TICKLESS || (CPU_WIRED && until == UINT64_MAX)) {
		if (TICKLESS && until != UINT64_MAX)
			timer_set(&alarm, until);
		cpu_idle();
		return;
	}
	if (until == UINT64_MAX)
		panic_because("waits for a semaphore that nothing can post: there are no threads");
	unguard(state);

	uint64_t now = clock_now_ns();
	uint64_t left = until > now ? until - now : 0;

	clock_spin_ns(left < WATCH_NS ? left : WATCH_NS);
	(void)guard();
}

/* Takes one from `sem`, or lets time pass where that is NULL. */
static bool wait(struct sched_sem *sem, uint64_t ns)
{
	uint64_t now = ns == SCHED_FOREVER ? 0 : clock_now_ns();
	uint64_t until = ns < UINT64_MAX - now ? now + ns : UINT64_MAX;
	unsigned long state = guard();
	bool taken = false;

	for (;;) {
		run_work(state);
		taken = sem != NULL && sem->count > 0;
		if (taken || ns == 0 || (until != UINT64_MAX && clock_now_ns() >= until))
			break;
		idle(until, state);
	}
	if (TICKLESS && ns != SCHED_FOREVER)
		(void)timer_cancel(&alarm);
	if (taken)
		sem->count--;
	unguard(state);
	return taken;
}

void sched_yield(void)
{
	unsigned long state = guard();

	run_work(state);
	unguard(state);
}

void sched_sleep_ns(uint64_t ns)
{
	(void)wait(NULL, ns);
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	return wait(sem, timeout_ns) ? 0 : -ETIMEDOUT;
}

void sched_sem_post(struct sched_sem *sem)
{
	unsigned long state = guard();

	sem->count++;
	unguard(state);
}

int sched_local_key(void)
{
	return locals_used < CONFIG_LOCALS ? locals_used++ : -ENOSPC;
}

void *sched_local_get(unsigned key)
{
	return key < CONFIG_LOCALS ? caller()->locals[key] : NULL;
}

void sched_local_set(unsigned key, void *value)
{
	if (key >= CONFIG_LOCALS)
		panic_because("a thread's value is set by a key that does not exist");
	caller()->locals[key] = value;
}

int sched_run(void)
{
	sched_yield();
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
	(void)wait(NULL, timeout_ns);
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
