/* SPDX-License-Identifier: BSD-3-Clause */
/* What interrupt handlers leave for later, first in, first out. */
#include "threads.h"

struct sched_work *work_first;
bool work_used;

static struct sched_work *last;

void work_run(unsigned long state)
{
	while (work_waits()) {
		struct sched_work *work = work_first;

		work_first = work->next;
		/* From here on it may be deferred again. */
		work->queued = false;
		unguard(state);
		work->handler(work->ctx);
		(void)guard();
	}
}

void sched_defer(struct sched_work *work)
{
	unsigned long state = guard();

	if (!work->queued) {
		work_used = true;
		work->queued = true;
		work->next = NULL;
		if (work_first == NULL)
			work_first = work;
		else
			last->next = work;
		last = work;
		if (threads_running != NULL)
			switch_soon(true);
	}
	unguard(state);
}
