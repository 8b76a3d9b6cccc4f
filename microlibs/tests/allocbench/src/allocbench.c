/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "trace.h"

static void *slots[TRACE_SLOTS];

/* Replays the trace once; returns how many requests were refused. Each block is written to at both ends, as a user would. */
static unsigned long replay(const struct trace *trace)
{
	unsigned long refused = 0;

	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_operation *operation = &trace->operations[i];

		if (operation->size == 0) {
			heap_free(slots[operation->slot]);
			slots[operation->slot] = NULL;
			continue;
		}

		char *block = heap_malloc(operation->size);

		slots[operation->slot] = block;
		if (block == NULL) {
			refused++;
			continue;
		}
		block[0] = 1;
		block[operation->size - 1] = 1;
	}
	return refused;
}

static void free_rest(const struct trace *trace)
{
	/* Newest first, which is what a bump allocator can take back. */
	for (size_t i = trace->slots; i > 0; i--) {
		heap_free(slots[i - 1]);
		slots[i - 1] = NULL;
	}
}

/* Context: thread. */
int main(void)
{
	struct trace trace = trace_load();
	uint64_t best = UINT64_MAX;
	unsigned long refused = 0;

	for (int round = 0; round < CONFIG_ROUNDS; round++) {
		uint64_t begin = clock_now_ns();

		refused = replay(&trace);

		uint64_t took = clock_now_ns() - begin;

		if (took < best)
			best = took;
		free_rest(&trace);
	}
	out_print("allocbench: %s, %s trace, %zu operations, %llu ps each, %lu refused\n", CONFIG_NAME, trace.name,
		  trace.count, (unsigned long long)(best * 1000 / trace.count), refused);
	return 0;
}
