/* SPDX-License-Identifier: BSD-3-Clause */
/* with: context */
/*
 * Contexts that a timer's interrupts switch between, wherever they are: in leaf functions that use the red zone, in loops of
 * floating point, with interrupts off for a while. Each computes what it does alone.
 */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <context_ports.h>
#include <uniloom/test.h>

#include <signal.h>
#include <time.h>

#define VECTOR 41u
#define CONTEXTS 3u
#define STACK (256u * 1024u)

static _Alignas(16) char stacks[CONTEXTS][STACK];
static void *saved[CONTEXTS + 1];
static size_t running = CONTEXTS;
static bool done[CONTEXTS];
static double results[CONTEXTS];
static unsigned long switches;
static unsigned long rounds;
static volatile unsigned critical;

static void to(size_t next)
{
	size_t from = running;

	running = next;
	if (from != next)
		context_swap(&saved[from], saved[next]);
}

static size_t next_context(void)
{
	for (size_t i = 1; i <= CONTEXTS; i++) {
		size_t next = (running + i) % CONTEXTS;

		if (!done[next])
			return next;
	}
	return CONTEXTS;
}

static void interrupt(void *ctx, unsigned vector)
{
	(void)ctx;
	(void)vector;
	preempt_request();
}

/* As a scheduler does: with interrupts off around the switch. */
static void preempt(void)
{
	CHECK_EQ(critical, 0);

	unsigned long state = cpu_irq_save();

	/* Off: what is interrupted is not interrupted again before it goes on. */
	CHECK_EQ(state, 1);
	if (running < CONTEXTS) {
		switches++;
		to(next_context());
	}
	cpu_irq_restore(state);
}

/* Its locals are below the stack pointer. */
static __attribute__((noinline)) uint64_t leaf(uint64_t x)
{
	volatile uint64_t a[6];

	for (unsigned i = 0; i < 6; i++)
		a[i] = x ^ (i * 0x9e3779b97f4a7c15u);
	return a[0] + a[1] * 3 + a[2] * 5 + a[3] * 7 + a[4] * 11 + a[5] * 13;
}

static double compute(size_t which)
{
	double sum = (double)which;
	uint64_t whole = which;

	for (unsigned long i = 0; i < rounds; i++) {
		sum = sum * 1.0000001 + (double)(i % 97) / 3.0;
		whole = leaf(whole + i);
		if (i % 64 == which) {
			unsigned long state = cpu_irq_save();

			critical++;
			sum += 1.0 / (double)(i + 1);
			critical--;
			cpu_irq_restore(state);
		}
	}
	return sum + (double)(whole >> 11);
}

static void body(void *ctx)
{
	size_t self = (size_t)(uintptr_t)ctx;

	cpu_irq_restore(0);
	results[self] = compute(self);
	(void)cpu_irq_save();
	done[self] = true;
	to(next_context());
	abort();
}

int main(void)
{
	double alone[CONTEXTS];
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = VECTOR };
	struct itimerspec often = { .it_value = { .tv_nsec = 50000 }, .it_interval = { .tv_nsec = 50000 } };
	struct itimerspec never = { 0 };
	timer_t timer;

	rounds = scaled(200000);
	for (size_t i = 0; i < CONTEXTS; i++)
		alone[i] = compute(i);

	REQUIRE(vectors_hook(VECTOR, interrupt, NULL) == 0);
	preempt_attach(preempt);
	REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	for (size_t i = 0; i < CONTEXTS; i++)
		saved[i] = context_prepare(stacks[i] + STACK, body, (void *)(uintptr_t)i);
	REQUIRE(timer_settime(timer, 0, &often, NULL) == 0);

	unsigned long state = cpu_irq_save();

	to(0);
	REQUIRE(timer_settime(timer, 0, &never, NULL) == 0);
	cpu_irq_restore(state);
	for (size_t i = 0; i < CONTEXTS; i++)
		CHECK(results[i] == alone[i]);
	CHECK(switches > 10);
	printf("%lu switches\n", switches);
	return test_done();
}
