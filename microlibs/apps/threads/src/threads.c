/* SPDX-License-Identifier: BSD-3-Clause */
#include "ring.h"

#define ITEMS ((uint64_t)CONFIG_ITEMS)

static struct ring ring;
static struct sched_mutex next_mutex = SCHED_MUTEX_INIT;
static uint64_t next_item;
static uint64_t sums[CONFIG_CONSUMERS];
static uint64_t counts[CONFIG_CONSUMERS];

/* Draws the next number; false when all are drawn. */
static bool draw(uint64_t *item)
{
	sched_mutex_lock(&next_mutex);

	bool any = next_item < ITEMS;

	if (any)
		*item = next_item++;
	sched_mutex_unlock(&next_mutex);
	return any;
}

static int produce(void *ctx)
{
	uint64_t item;

	(void)ctx;
	while (draw(&item)) {
		ring_put(&ring, item);
		/* Or one producer alone would fill the ring each time. */
		sched_yield();
	}
	return 0;
}

static int consume(void *ctx)
{
	size_t at = (size_t)(uintptr_t)ctx;
	uint64_t item;

	while (ring_take(&ring, &item)) {
		sums[at] += item;
		counts[at]++;
	}
	return 0;
}

/* Spawns `count` threads; returns how many there are memory for. */
static size_t spawn_all(sched_entry *entry, const char *name, struct sched_thread **threads, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (sched_spawn(entry, (void *)(uintptr_t)i, name, &threads[i]) < 0)
			return i;
	}
	return count;
}

static void join_all(struct sched_thread **threads, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void)sched_join(threads[i], NULL);
}

static int summary(void)
{
	uint64_t sum = 0;
	uint64_t count = 0;

	for (size_t i = 0; i < CONFIG_CONSUMERS; i++) {
		sum += sums[i];
		count += counts[i];
	}

	uint64_t wanted = ITEMS * (ITEMS - 1) / 2;
	bool ok = sum == wanted && count == ITEMS;

	out_print("threads: %d producers, %d consumers, %llu items, sum %llu, ", CONFIG_PRODUCERS, CONFIG_CONSUMERS,
		  (unsigned long long)count, (unsigned long long)sum);
	if (ok)
		out_print("ok\n");
	else
		out_print("should be %llu items, sum %llu\n", (unsigned long long)ITEMS, (unsigned long long)wanted);
	return ok ? 0 : 1;
}

/* Context: thread. 0 when every item arrived once. */
int main(void)
{
	static struct sched_thread *producers[CONFIG_PRODUCERS];
	static struct sched_thread *consumers[CONFIG_CONSUMERS];

	if (ring_make(&ring, CONFIG_SLOTS) < 0) {
		out_print("threads: no memory for the ring\n");
		return 1;
	}

	size_t takers = spawn_all(consume, "consumer", consumers, CONFIG_CONSUMERS);
	/* Without anybody to take, producers would wait for ever. */
	size_t makers = takers > 0 ? spawn_all(produce, "producer", producers, CONFIG_PRODUCERS) : 0;

	join_all(producers, makers);
	ring_close(&ring);
	join_all(consumers, takers);
	ring_free(&ring);
	if (makers < CONFIG_PRODUCERS || takers < CONFIG_CONSUMERS) {
		out_print("threads: no memory for all threads\n");
		return 1;
	}
	return summary();
}
