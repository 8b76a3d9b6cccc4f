/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who is in the core. Threads wait for each other. Deferred work, which must not wait, finds nobody in it, or leaves word
 * and is done by whoever leaves.
 */
#include "lwip.h"

/* Batches in a row. Where frames come faster than they are looked at threads would have no turn any more. */
#define ROUNDS 16u

static bool busy;
static bool called;
static unsigned waiters;
static struct sched_sem turn = SCHED_SEM_INIT(0);

static unsigned long guard(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void unguard(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

void core_enter(void)
{
	unsigned long state = guard();

	while (busy) {
		waiters++;
		unguard(state);
		(void)sched_sem_wait(&turn, SCHED_FOREVER);
		state = guard();
		waiters--;
	}
	busy = true;
	unguard(state);
}

void core_serve(void)
{
	unsigned rounds = 0;

	while (rounds < ROUNDS && receive_all())
		rounds++;
	/* Links come and go without frames. One that does it among frames is seen with the next tick. */
	if (rounds == 0)
		interfaces_look();
	ticks_run(rounds == ROUNDS);
}

void core_leave(void)
{
	for (;;) {
		if (LWIP_NETIF_LOOPBACK)
			interfaces_loop();
		send_flush();
		ticks_arm();

		unsigned long state = guard();

		if (!called) {
			bool wanted = waiters != 0;

			busy = false;
			unguard(state);
			if (wanted)
				sched_sem_post(&turn);
			return;
		}
		called = false;
		unguard(state);
		core_serve();
	}
}

void core_call(void)
{
	unsigned long state = guard();
	bool enter = !busy;

	if (enter)
		busy = true;
	else
		called = true;
	unguard(state);
	if (!enter)
		return;
	core_serve();
	core_leave();
}
