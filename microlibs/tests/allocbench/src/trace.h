/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TRACE_H
#define TRACE_H

#include <stddef.h>
#include <stdint.h>

/* Allocates `size` bytes for `slot`, which is empty; or frees what is in it, where `size` is 0. */
struct trace_operation {
	uint32_t slot;
	uint32_t size;
};

struct trace {
	const struct trace_operation *operations;
	size_t count;
	size_t slots; /* at most TRACE_SLOTS */
	const char *name;
};

#define TRACE_SLOTS 65536u

/* The trace to replay. What a slot has at the end is freed by the replay. */
struct trace trace_load(void);

#endif
