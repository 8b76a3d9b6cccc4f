/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <signal.h>
#include <time.h>

#define FIRST_VECTOR 40u
#define LAST_VECTOR 64u
#define NS_PER_S 1000000000u
#define LONGEST_NS (86400ull * NS_PER_S) /* may fire early; the owner asks the clock */

static oneshot_handler *owner;
static void *owner_ctx;
static timer_t timer;
static bool armed;

static void fired(void *ctx, unsigned vector)
{
	(void)ctx;
	(void)vector;
	/* The signal of one that was disarmed may still come. */
	if (!armed)
		return;
	armed = false;
	owner(owner_ctx);
}

static void program(uint64_t ns)
{
	struct itimerspec spec = { .it_value = { .tv_sec = (time_t)(ns / NS_PER_S), .tv_nsec = (long)(ns % NS_PER_S) } };

	(void)timer_settime(timer, 0, &spec, NULL);
}

/* -EAGAIN: the operating system gives no timer. */
int oneshot_attach(oneshot_handler *handler, void *ctx)
{
	unsigned vector = FIRST_VECTOR;
	int error = -EBUSY;

	if (!handler)
		return -EINVAL;
	if (owner)
		return -EBUSY;
	for (; vector <= LAST_VECTOR && error == -EBUSY; vector++)
		error = vectors_hook(vector, fired, NULL);
	if (error < 0)
		return error;

	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = (int)vector - 1 };

	if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
		return -EAGAIN;
	owner_ctx = ctx;
	owner = handler;
	return 0;
}

void oneshot_arm(uint64_t when_ns)
{
	uint64_t now = clock_now_ns();
	uint64_t ns = when_ns > now ? when_ns - now : 1; /* 0 would stop it */

	armed = true;
	program(ns < LONGEST_NS ? ns : LONGEST_NS);
}

void oneshot_disarm(void)
{
	armed = false;
	program(0);
}
