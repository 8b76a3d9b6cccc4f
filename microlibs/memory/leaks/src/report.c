/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "leaks.h"

#define ROWS (CONTROL_MAX_PAYLOAD / sizeof(struct control_leak))

static struct control_leak rows[ROWS];
static size_t used;

static void send(void)
{
	if (CONTROL_WIRED && used > 0)
		(void)control_send(CONTROL_LEAKS, rows, used * sizeof(rows[0]));
	used = 0;
}

/* All blocks of the first one's caller, which are then told. */
static struct control_leak gather(struct leaks_header *from)
{
	struct control_leak row = { .caller = (uintptr_t)from->caller };

	for (struct leaks_header *one = from; one != NULL; one = one->next) {
		if (one->caller != from->caller || one->told)
			continue;
		one->told = 1;
		row.bytes += one->size;
		row.blocks++;
	}
	return row;
}

void leaks_report(struct leaks_header *first)
{
	unsigned long long bytes = 0;
	unsigned long long blocks = 0;
	int lines = 0;

	for (struct leaks_header *one = first; one != NULL; one = one->next) {
		one->told = 0;
		bytes += one->size;
		blocks++;
	}
	if (blocks == 0)
		return;
	out_print("leaks: %llu block%s, %llu byte%s not freed\n", blocks, blocks == 1 ? "" : "s", bytes,
		  bytes == 1 ? "" : "s");
	for (struct leaks_header *one = first; one != NULL; one = one->next) {
		if (one->told)
			continue;
		rows[used++] = gather(one);
		if (lines++ < CONFIG_LINES)
			out_print("  %llu of %llu bytes in all, from 0x%llx\n", (unsigned long long)rows[used - 1].blocks,
				  (unsigned long long)rows[used - 1].bytes,
				  (unsigned long long)rows[used - 1].caller);
		if (used == ROWS)
			send();
	}
	send();
}
