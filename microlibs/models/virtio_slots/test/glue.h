/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of virtio drivers on the model: the many port `device` as a table, memory, and a scheduler of one thread whose deferred
 * work runs when it waits. A test defines TEST_DEVICES, a list of ports, before it includes this.
 */
#ifndef GLUE_H
#define GLUE_H

#include <ports.h>
#include <sched_types.h>
#include <uniloom/test.h>

#define GLUE_FOR_EACH(use) TEST_DEVICES(use)
#define GLUE_COUNT(port) +1
#define GLUE_TYPE(port) port##_type,
#define GLUE_FEATURES(port) port##_features,
#define GLUE_ACCEPT(port) port##_accept,
#define GLUE_QUEUES(port) port##_queues,
#define GLUE_CONFIG(port) port##_config,
#define GLUE_CHANGED(port) port##_changed,
#define GLUE_SERVE(port) port##_serve,

size_t device_count(void)
{
	return 0 GLUE_FOR_EACH(GLUE_COUNT);
}

unsigned device_type(size_t at)
{
	static unsigned (*const calls[])(void) = { GLUE_FOR_EACH(GLUE_TYPE) };

	return calls[at]();
}

uint64_t device_features(size_t at)
{
	static uint64_t (*const calls[])(void) = { GLUE_FOR_EACH(GLUE_FEATURES) };

	return calls[at]();
}

void device_accept(size_t at, uint64_t features)
{
	static void (*const calls[])(uint64_t) = { GLUE_FOR_EACH(GLUE_ACCEPT) };

	calls[at](features);
}

unsigned device_queues(size_t at)
{
	static unsigned (*const calls[])(void) = { GLUE_FOR_EACH(GLUE_QUEUES) };

	return calls[at]();
}

uint8_t device_config(size_t at, size_t offset)
{
	static uint8_t (*const calls[])(size_t) = { GLUE_FOR_EACH(GLUE_CONFIG) };

	return calls[at](offset);
}

bool device_changed(size_t at)
{
	static bool (*const calls[])(void) = { GLUE_FOR_EACH(GLUE_CHANGED) };

	return calls[at]();
}

long device_serve(size_t at, unsigned queue, const struct virtdev_piece *pieces, unsigned readable, unsigned writable)
{
	static long (*const calls[])(unsigned, const struct virtdev_piece *, unsigned, unsigned) = { GLUE_FOR_EACH(
		GLUE_SERVE) };

	return calls[at](queue, pieces, readable, writable);
}

void below_idle(void)
{
}

uint64_t below_cycles(void)
{
	return 0;
}

#endif
