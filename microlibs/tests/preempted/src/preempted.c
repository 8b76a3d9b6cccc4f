/* SPDX-License-Identifier: BSD-3-Clause */
#include "work.h"

#define THREADS ((unsigned)CONFIG_THREADS)
#define PREEMPTIONS ((unsigned long)CONFIG_PREEMPTIONS)
#define ROUNDS 64u
#define WAYS 4u
/* Pieces of work without one preemption, after which nobody will come: the scheduler does not preempt. */
#define PATIENCE 1000000ul

struct results {
	uint64_t leaf;
	uint64_t sse;
	uint64_t x87;
};

static struct results alone[WAYS];
/* Written by whoever runs: who does not find himself was interrupted. */
static volatile unsigned running;
static volatile unsigned long preemptions;
static volatile bool failed;

static struct results work(unsigned way)
{
	struct results all = { leaf_mix(way, ROUNDS), floating_sse(way, ROUNDS), floating_x87(ROUNDS) };

	return all;
}

static bool same(const struct results *a, const struct results *b)
{
	return a->leaf == b->leaf && a->sse == b->sse && a->x87 == b->x87;
}

static int compute(void *ctx)
{
	unsigned self = (unsigned)(uintptr_t)ctx;
	unsigned way = self % WAYS;
	unsigned long waited = 0;
	int status = 0;

	if (POINTER_WIRED)
		pointer_set(&alone[way]);
	running = self;
	while (preemptions < PREEMPTIONS && !failed) {
		struct results now = work(way);

		if (!same(&now, &alone[way]))
			status |= 1;
		if (POINTER_WIRED && pointer_get() != &alone[way])
			status |= 2;
		if (running != self) {
			running = self;
			/* Between two threads an addition can get lost, which only makes for one preemption more. */
			preemptions = preemptions + 1;
			waited = 0;
		} else if (++waited == PATIENCE) {
			status |= 4;
		}
		if (status != 0)
			failed = true;
	}
	return status;
}

/* Context: thread. 0 when nothing was changed by interrupts. */
int main(void)
{
	static struct sched_thread *threads[THREADS];
	int all = 0;

	for (unsigned way = 0; way < WAYS; way++)
		alone[way] = work(way);
	/* Rounding differs, or it would not be seen. */
	if (alone[1].sse == alone[2].sse) {
		out_print("preempted: rounding changes nothing\n");
		return 1;
	}
	for (unsigned i = 0; i < THREADS; i++) {
		if (sched_spawn(compute, (void *)(uintptr_t)i, "computes", &threads[i]) < 0) {
			out_print("preempted: no memory for all threads\n");
			failed = true;
			return 1;
		}
	}
	for (unsigned i = 0; i < THREADS; i++) {
		int status = 0;

		(void)sched_join(threads[i], &status);
		all |= status;
	}
	out_print("preempted: %u threads, %lu preemptions, %s%s%s%s\n", THREADS, preemptions, all == 0 ? "ok" : "",
		  all & 1 ? "a result changed " : "", all & 2 ? "the thread pointer changed " : "",
		  all & 4 ? "nobody is preempted" : "");
	return all == 0 ? 0 : 1;
}
