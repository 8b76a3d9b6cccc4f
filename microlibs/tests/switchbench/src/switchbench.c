/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define ROUNDS ((unsigned)CONFIG_ROUNDS)
#define SLEEP_NS (CONFIG_SLEEP_US * UINT64_C(1000))
#define WAKES 101u

static int yields(void *side)
{
	(void)side;
	for (unsigned i = 0; i < ROUNDS; i++)
		sched_yield();
	return 0;
}

static struct sched_sem sems[2];

static int takes_and_posts(void *side)
{
	unsigned self = (unsigned)(uintptr_t)side;

	for (unsigned i = 0; i < ROUNDS; i++) {
		(void)sched_sem_wait(&sems[self], SCHED_FOREVER);
		sched_sem_post(&sems[1 - self]);
	}
	return 0;
}

static struct sched_mutex mutex = SCHED_MUTEX_INIT;
static struct sched_cond cond = SCHED_COND_INIT;
static unsigned turn;

static int takes_turns(void *side)
{
	unsigned self = (unsigned)(uintptr_t)side;

	for (unsigned i = 0; i < ROUNDS; i++) {
		sched_mutex_lock(&mutex);
		while (turn != self)
			(void)sched_cond_wait(&cond, &mutex, SCHED_FOREVER);
		turn = 1 - self;
		sched_cond_signal(&cond);
		sched_mutex_unlock(&mutex);
	}
	return 0;
}

/* Nanoseconds of one switch, of two threads that run `side`; 0 where there is no memory for both. */
static uint64_t measure(sched_entry *side)
{
	struct sched_thread *threads[2];

	sems[0] = (struct sched_sem)SCHED_SEM_INIT(1);
	sems[1] = (struct sched_sem)SCHED_SEM_INIT(0);
	turn = 0;

	uint64_t begin = clock_now_ns();

	for (unsigned i = 0; i < 2; i++) {
		if (sched_spawn(side, (void *)(uintptr_t)i, "side", &threads[i]) < 0)
			return 0;
	}
	for (unsigned i = 0; i < 2; i++)
		(void)sched_join(threads[i], NULL);
	return (clock_now_ns() - begin) / (2 * (uint64_t)ROUNDS);
}

/* How late a sleeper wakes, sorted. */
static void measure_wakes(uint64_t *late)
{
	for (unsigned i = 0; i < WAKES; i++) {
		uint64_t until = clock_now_ns() + SLEEP_NS;

		sched_sleep_ns(SLEEP_NS);

		uint64_t now = clock_now_ns();
		uint64_t by = now > until ? now - until : 0;
		unsigned at = i;

		for (; at > 0 && late[at - 1] > by; at--)
			late[at] = late[at - 1];
		late[at] = by;
	}
}

/* Context: thread. 1 where there is no memory for two threads. */
int main(void)
{
	static const struct {
		const char *name;
		sched_entry *side;
	} ways[] = { { "yield", yields }, { "semaphore", takes_and_posts }, { "condition", takes_turns } };
	static uint64_t late[WAKES];

	for (unsigned i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		uint64_t ns = measure(ways[i].side);

		if (ns == 0)
			return 1;
		out_print("switch %s %llu\n", ways[i].name, (unsigned long long)ns);
	}
	measure_wakes(late);
	out_print("wake median %llu worst %llu\n", (unsigned long long)late[WAKES / 2], (unsigned long long)late[WAKES - 1]);
	return 0;
}
