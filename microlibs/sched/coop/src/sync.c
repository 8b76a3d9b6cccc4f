/* SPDX-License-Identifier: BSD-3-Clause */
/* Mutexes, conditions, sleeping. Nothing preempts a thread, so that plain fields are enough. */
#include "coop.h"

void sched_sleep_ns(uint64_t ns)
{
	if (coop_running == NULL)
		clock_spin_ns(ns);
	else
		(void)coop_wait(COOP_SLEEPING, NULL, ns == SCHED_FOREVER ? ns - 1 : ns);
}

void sched_mutex_lock(struct sched_mutex *mutex)
{
	struct sched_thread *self = coop_current("mutex_lock outside of a thread");

	if (mutex->holder == NULL) {
		mutex->holder = self;
		return;
	}
	if (mutex->holder == self)
		coop_fail("thread '", self, "' takes a mutex that it holds");
	self->target = mutex->holder;
	/* Whoever unlocks makes this thread the holder. */
	(void)coop_wait(COOP_MUTEX, &mutex->waiting, SCHED_FOREVER);
}

int sched_mutex_trylock(struct sched_mutex *mutex)
{
	struct sched_thread *self = coop_current("mutex_trylock outside of a thread");

	if (mutex->holder != NULL)
		return -EBUSY;
	mutex->holder = self;
	return 0;
}

void sched_mutex_unlock(struct sched_mutex *mutex)
{
	struct sched_thread *self = coop_current("mutex_unlock outside of a thread");

	if (mutex->holder != self)
		coop_fail("thread '", self, "' frees a mutex that it does not hold");

	struct sched_thread *next = coop_first(&mutex->waiting);

	mutex->holder = next;
	if (next == NULL)
		return;
	for (struct sched_thread *other = mutex->waiting.first; other != NULL; other = other->next)
		other->target = next;
	coop_wake(next);
}

int sched_cond_wait(struct sched_cond *cond, struct sched_mutex *mutex, uint64_t timeout_ns)
{
	sched_mutex_unlock(mutex);

	bool signalled = coop_wait(COOP_COND, &cond->waiting, timeout_ns);

	sched_mutex_lock(mutex);
	return signalled ? 0 : -ETIMEDOUT;
}

void sched_cond_signal(struct sched_cond *cond)
{
	struct sched_thread *thread = coop_first(&cond->waiting);

	if (thread != NULL)
		coop_wake(thread);
}

void sched_cond_broadcast(struct sched_cond *cond)
{
	for (struct sched_thread *thread = coop_first(&cond->waiting); thread != NULL;
	     thread = coop_first(&cond->waiting))
		coop_wake(thread);
}
