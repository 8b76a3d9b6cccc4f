/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "start.h"

static struct {
	struct control_timeline head;
	struct control_timeline_entry entries[CONFIG_TIMELINE];
} record;

_Static_assert(sizeof record <= CONTROL_MAX_PAYLOAD, "one record holds the timeline");

static size_t used;

int start_timeline_begin(uint32_t index, bool is_main)
{
	if (!CONTROL_WIRED || used == CONFIG_TIMELINE)
		return -1;
	record.entries[used] = (struct control_timeline_entry){ .index = index, .is_main = is_main, .begin_ns = clock_now_ns() };
	return (int)used++;
}

void start_timeline_end(int place)
{
	if (place >= 0)
		record.entries[place].end_ns = clock_now_ns();
}

void start_timeline_send(uint64_t start_ns)
{
	if (!CONTROL_WIRED)
		return;
	record.head.start_ns = start_ns;
	control_send(CONTROL_TIMELINE, &record, sizeof record.head + used * sizeof record.entries[0]);
}
