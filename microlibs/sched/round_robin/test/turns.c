/* SPDX-License-Identifier: BSD-3-Clause */
/* with: context */
/* config: STACK_KB=64 */
/* config: QUANTUM_US=20 */
/* Turns: who has to give way when, and what is not interrupted. */
#include <ports.h>
#include <uniloom/panics.h>

#include "machine.inc"

#define QUANTUM 20000u

static char trace[256];
static size_t traced;

static void note(char what)
{
	if (traced < sizeof trace - 1)
		trace[traced++] = what;
}

static void expect(const char *what)
{
	CHECK_STR(trace, what);
	memset(trace, 0, sizeof trace);
	traced = 0;
}

/* Computes four turns and never gives way. */
static int greedy(void *ctx)
{
	for (int i = 0; i < 4; i++) {
		note(*(char *)ctx);
		compute(QUANTUM);
	}
	return 0;
}

static void nobody_starves(void)
{
	sched_spawn(greedy, "a", "a", NULL);
	sched_spawn(greedy, "b", "b", NULL);
	sched_spawn(greedy, "c", "c", NULL);
	CHECK_EQ(sched_run(), 0);
	/* The first begins between two ticks, and has the rest of that turn and one more. */
	expect("aabcabcabcbc");
	CHECK_EQ(stacks_live, 0);
}

static int alone(void *ctx)
{
	unsigned before = timer_sets;

	(void)ctx;
	compute(50 * QUANTUM);
	/* One tick may be left from when there were others. */
	CHECK(timer_sets - before <= 1);
	return 0;
}

static void nothing_ticks_alone(void)
{
	unsigned before = preemptions;

	sched_spawn(alone, NULL, "alone", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK_EQ(preemptions, before);
}

static struct sched_sem sem = SCHED_SEM_INIT(0);

static void works(void *ctx)
{
	(void)ctx;
	CHECK(sched_self() == NULL);
	CHECK_EQ(irq_off, 0);
	note('w');
	sched_sem_post(&sem);
}

static struct sched_work work = SCHED_WORK_INIT(works, NULL);

static void device(void)
{
	sched_defer(&work);
}

static int computes(void *ctx)
{
	(void)ctx;
	note('1');
	compute(10);
	interrupted_by(device);
	/* Deferred work takes no turn away. */
	note('2');
	compute(10);
	note('3');
	compute(2 * QUANTUM);
	note('4');
	return 0;
}

static int waits(void *ctx)
{
	(void)ctx;
	note('(');
	CHECK_EQ(sched_sem_wait(&sem, SCHED_FOREVER), 0);
	note(')');
	return 0;
}

static void work_is_run_at_once(void)
{
	sched_spawn(waits, NULL, "waits", NULL);
	sched_spawn(computes, NULL, "computes", NULL);
	CHECK_EQ(sched_run(), 0);
	expect("(1w23)4");
}

/* A thread defers, alone, and never gives way. */
static int defers(void *ctx)
{
	(void)ctx;
	note('d');
	sched_defer(&work);
	compute(2 * QUANTUM);
	note('e');
	CHECK_EQ(sched_sem_wait(&sem, 0), 0);
	return 0;
}

static void threads_defer(void)
{
	sched_spawn(defers, NULL, "defers", NULL);
	CHECK_EQ(sched_run(), 0);
	expect("dwe");
}

static struct sched_mutex mutex = SCHED_MUTEX_INIT;
static unsigned inside;
static unsigned rounds;

static int guarded(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < 20; i++) {
		sched_mutex_lock(&mutex);
		CHECK_EQ(inside, 0);
		inside++;
		compute(QUANTUM * (uint64_t)(i % 3));
		inside--;
		rounds++;
		sched_mutex_unlock(&mutex);
		compute(QUANTUM);
	}
	return 0;
}

static void mutexes_hold(void)
{
	unsigned before = preemptions;

	for (int i = 0; i < 5; i++)
		sched_spawn(guarded, NULL, "guarded", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK_EQ(rounds, 100);
	CHECK(preemptions > before + 10);
}

static int times_out(void *ctx)
{
	uint64_t before = now;

	(void)ctx;
	CHECK_EQ(sched_sem_wait(&sem, 3 * QUANTUM), -ETIMEDOUT);
	CHECK(now - before >= 3 * QUANTUM);
	/* Ready then, it gets its turn as anybody. */
	CHECK(now - before <= 6 * QUANTUM);
	note('t');
	return 0;
}

static void time_outs_interrupt(void)
{
	sched_spawn(times_out, NULL, "times out", NULL);
	sched_spawn(greedy, "g", "greedy", NULL);
	sched_spawn(greedy, "h", "greedy", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK(strchr(trace, 't') != NULL);
	CHECK(strchr(trace, 't') < strrchr(trace, 'h'));
}

int main(void)
{
	nobody_starves();
	nothing_ticks_alone();
	work_is_run_at_once();
	threads_defer();
	mutexes_hold();
	time_outs_interrupt();
	return test_done();
}
