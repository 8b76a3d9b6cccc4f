/* SPDX-License-Identifier: BSD-3-Clause */
/* with: timers */
/* config: COUNT=77 */
/* On the timers as they are, over hardware of the test's own: the summary, a timer that is early or late, and the dates. */
#define _DEFAULT_SOURCE /* gmtime_r */
#include <ports.h>
#include <timers_ports.h>
#include <uniloom/test.h>

#include <time.h>

#include "date.h"

int timers_init(void);

static char printed[1024];
static uint64_t now = 1000;
static uint64_t armed = UINT64_MAX;
static oneshot_handler *hardware;
static void *hardware_ctx;
static bool interrupts = true;
static uint64_t lateness = 300;
static int wall_error;
static uint64_t wall_ns = 1700000000123456789u;

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);
	int size = vsnprintf(printed + used, sizeof printed - used, format, arguments);

	REQUIRE(size >= 0 && (size_t)size < sizeof printed - used);
	return size;
}

uint64_t clock_now_ns(void)
{
	return now += 10;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

int oneshot_attach(oneshot_handler *handler, void *ctx)
{
	hardware = handler;
	hardware_ctx = ctx;
	return 0;
}

void oneshot_arm(uint64_t when_ns)
{
	armed = when_ns;
}

void oneshot_disarm(void)
{
	armed = UINT64_MAX;
}

unsigned long cpu_irq_save(void)
{
	unsigned long state = interrupts;

	interrupts = false;
	return state;
}

void cpu_irq_restore(unsigned long state)
{
	interrupts = state;
}

void cpu_idle(void)
{
	CHECK(!interrupts);
	REQUIRE(armed != UINT64_MAX);
	now = (armed > now ? armed : now) + lateness;
	armed = UINT64_MAX;
	hardware(hardware_ctx);
}

uint64_t cpu_cycles(void)
{
	return now;
}

int wall_read(uint64_t *unix_ns)
{
	*unix_ns = wall_ns;
	return wall_error;
}

static void runs(void)
{
	CHECK_EQ(component_main(), 0);
	CHECK(strstr(printed, "it is 2023-11-14 22:13:20 UTC\n") == printed);
	CHECK(strstr(printed, "clockwork: 77 timers, 0 out of order, 0 early, woken 77 times\n") != NULL);
	CHECK(strstr(printed, "lateness, ns: median 320, 99 of 100 320, most 320\n") != NULL);

	printed[0] = '\0';
	wall_error = -ENODATA;
	/* So late that several are due at once: woken less often. */
	lateness = 9000000;
	CHECK_EQ(component_main(), 0);
	CHECK(strstr(printed, "nobody knows what day it is\n") == printed);
	CHECK(strstr(printed, " 0 out of order, 0 early, woken 16 times\n") != NULL);
}

static void dates(void)
{
	struct test_random random = { 6 };

	for (unsigned long i = 0; i < scaled(40000); i++) {
		uint64_t days = i < 40000 ? i : test_below(&random, 1000000);
		time_t seconds = (time_t)days * 86400;
		struct tm date;
		struct date found = date_of(days);

		REQUIRE(gmtime_r(&seconds, &date) != NULL);
		CHECK_EQ(found.year, date.tm_year + 1900);
		CHECK_EQ(found.month, date.tm_mon + 1);
		CHECK_EQ(found.day, date.tm_mday);
	}
}

int main(void)
{
	CHECK_EQ(timers_init(), 0);
	runs();
	dates();
	return test_done();
}
