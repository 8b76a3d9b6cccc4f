/* SPDX-License-Identifier: BSD-3-Clause */
/* Begin and end of each init and main. Only what has ended is noted, so that a record that is full can go out at once. */
#include <ports.h>
#include <stdatomic.h>

#include "start.h"

static struct {
	struct control_timeline head;
	struct control_timeline_entry entries[CONFIG_TIMELINE];
} record;

_Static_assert(sizeof record <= CONTROL_MAX_PAYLOAD, "one record holds as many entries");

static size_t used;

void start_timeline_begin(void)
{
	record.head.start_ns = start_timeline_now();
}

uint64_t start_timeline_now(void)
{
	return CONTROL_WIRED ? clock_now_ns() : 0;
}

void start_timeline_add(uint32_t index, bool is_main, uint64_t begin_ns)
{
	if (!CONTROL_WIRED)
		return;

	size_t at = used;

	record.entries[at] = (struct control_timeline_entry){
		.index = index,
		.is_main = is_main,
		.begin_ns = begin_ns,
		.end_ns = clock_now_ns(),
	};
	/* Deferred work may tell in between. Then the rows before this one go out twice, and none is lost. */
	atomic_signal_fence(memory_order_seq_cst);
	used = at + 1;
	if (used == CONFIG_TIMELINE)
		start_tell();
}

void start_tell(void)
{
	if (!CONTROL_WIRED || used == 0)
		return;
	control_send(CONTROL_TIMELINE, &record, sizeof record.head + used * sizeof record.entries[0]);
	used = 0;
}
