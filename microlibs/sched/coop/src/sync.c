/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutexes, conditions, semaphores, sleeping. */
#include "threads.h"

void sched_sleep_ns(uint64_t ns)
{
	if (threads_running == NULL) {
		(void)wait_outside(NULL, ns == SCHED_FOREVER ? ns - 1 : ns);
		return;
	}

	unsigned long state = guard();

	(void)thread_wait(THREAD_SLEEPING, NULL, ns == SCHED_FOREVER ? ns - 1 : ns);
	unguard(state);
}

void sched_mutex_lock(struct sched_mutex *mutex)
{
	struct sched_thread *self = thread_current("mutex_lock outside of a thread");
	unsigned long state = guard();

	if (mutex->holder == NULL) {
		mutex->holder = self;
	} else {
		if (mutex->holder == self)
			report_failure("thread '", self, "' takes a mutex that it holds");
		self->target = mutex->holder;
		/* Whoever unlocks makes this thread the holder. */
		(void)thread_wait(THREAD_MUTEX, &mutex->waiting, SCHED_FOREVER);
	}
	unguard(state);
}

int sched_mutex_trylock(struct sched_mutex *mutex)
{
	struct sched_thread *self = thread_current("mutex_trylock outside of a thread");
	unsigned long state = guard();
	bool free = mutex->holder == NULL;

	if (free)
		mutex->holder = self;
	unguard(state);
	return free ? 0 : -EBUSY;
}

void sched_mutex_unlock(struct sched_mutex *mutex)
{
	struct sched_thread *self = thread_current("mutex_unlock outside of a thread");

	if (mutex->holder != self)
		report_failure("thread '", self, "' frees a mutex that it does not hold");

	unsigned long state = guard();
	struct sched_thread *next = queue_first(&mutex->waiting);

	mutex->holder = next;
	if (next != NULL) {
		for (struct sched_thread *other = mutex->waiting.first; other != NULL; other = other->next)
			other->target = next;
		thread_wake(next);
	}
	unguard(state);
}

int sched_cond_wait(struct sched_cond *cond, struct sched_mutex *mutex, uint64_t timeout_ns)
{
	/* One section from freeing the mutex to waiting: a signal in between is not missed. */
	unsigned long state = guard();

	sched_mutex_unlock(mutex);

	bool signalled = thread_wait(THREAD_COND, &cond->waiting, timeout_ns);

	unguard(state);
	sched_mutex_lock(mutex);
	return signalled ? 0 : -ETIMEDOUT;
}

void sched_cond_signal(struct sched_cond *cond)
{
	unsigned long state = guard();
	struct sched_thread *thread = queue_first(&cond->waiting);

	if (thread != NULL)
		thread_wake(thread);
	unguard(state);
}

void sched_cond_broadcast(struct sched_cond *cond)
{
	unsigned long state = guard();

	thread_wake_all(&cond->waiting);
	unguard(state);
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	if (threads_running == NULL)
		return wait_outside(sem, timeout_ns);

	unsigned long state = guard();
	bool got = sem->count > 0;

	if (got)
		sem->count--;
	else if (timeout_ns != 0)
		got = thread_wait(THREAD_SEM, &sem->waiting, timeout_ns);
	unguard(state);
	return got ? 0 : -ETIMEDOUT;
}

void sched_sem_post(struct sched_sem *sem)
{
	unsigned long state = guard();
	struct sched_thread *thread = queue_first(&sem->waiting);

	if (thread != NULL)
		thread_wake(thread);
	else
		sem->count++;
	unguard(state);
}
