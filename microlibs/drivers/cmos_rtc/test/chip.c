/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The chip as a model: every way of counting, updates in progress and in between, and chips that tell nonsense, lie still,
 * or are always in an update. The host's gmtime is the reference.
 */
#define _DEFAULT_SOURCE /* gmtime_r */
#include <ports.h>
#include <uniloom/test.h>

#include <time.h>

#include "calendar.h"

enum { BCD = 1, TWELVE = 2, NO_CENTURY = 4 };

static unsigned mode;
static time_t chip_time;
static bool valid = true;
static unsigned selected;
static unsigned long accesses;
static unsigned updating_for; /* how many more reads of status A say so */
static unsigned long tick_after; /* an update goes by at this access; 0: never */
static unsigned long tick_every;
static int broken_reg = -1; /* its value is nonsense */
static uint8_t broken_value;
static uint64_t now;

static uint8_t coded(unsigned value)
{
	return (uint8_t)(mode & BCD ? value / 10 * 16 + value % 10 : value);
}

static uint8_t hour(unsigned value)
{
	if (!(mode & TWELVE))
		return coded(value);
	return coded((value + 11) % 12 + 1) | (value >= 12 ? 0x80 : 0);
}

static uint8_t field(unsigned reg)
{
	struct tm date;

	REQUIRE(gmtime_r(&chip_time, &date) != NULL);
	if ((int)reg == broken_reg)
		return broken_value;
	switch (reg) {
	case 0:
		return coded((unsigned)date.tm_sec);
	case 2:
		return coded((unsigned)date.tm_min);
	case 4:
		return hour((unsigned)date.tm_hour);
	case 7:
		return coded((unsigned)date.tm_mday);
	case 8:
		return coded((unsigned)date.tm_mon + 1);
	case 9:
		return coded((unsigned)date.tm_year % 100);
	case 0x0a:
		if (updating_for == 0)
			return 0x26;
		updating_for -= updating_for != UINT32_MAX;
		return 0xa6;
	case 0x0b:
		return (uint8_t)((mode & BCD ? 0 : 4) | (mode & TWELVE ? 0 : 2));
	case 0x0d:
		return valid ? 0x80 : 0;
	case 0x32:
		return mode & NO_CENTURY ? 0 : coded((unsigned)(date.tm_year + 1900) / 100);
	default:
		REQUIRE(false);
		return 0;
	}
}

uint8_t pio_in8(uint16_t port)
{
	accesses++;
	if (accesses == tick_after) {
		chip_time++;
		tick_after += tick_every;
	}
	REQUIRE(port == 0x71);
	return field(selected);
}

void pio_out8(uint16_t port, uint8_t value)
{
	REQUIRE(port == 0x70);
	selected = value;
}

uint16_t pio_in16(uint16_t port)
{
	(void)port;
	return 0xffff;
}

uint32_t pio_in32(uint16_t port)
{
	(void)port;
	return 0xffffffff;
}

void pio_out16(uint16_t port, uint16_t value)
{
	(void)port;
	(void)value;
}

void pio_out32(uint16_t port, uint32_t value)
{
	(void)port;
	(void)value;
}

uint64_t clock_now_ns(void)
{
	return now;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

/* What `read` says after init; 0 for nothing. */
static uint64_t told(void)
{
	uint64_t ns = 0;

	accesses = 0;
	CHECK_EQ(component_init(), 0);
	CHECK(accesses < 50000);
	return wallclock_read(&ns) == 0 ? ns / 1000000000u : 0;
}

static void ways_of_counting(void)
{
	struct test_random random = { 11 };
	static const time_t special[] = { 0, 951782400 /* 2000-02-29 */, 951868799, 946684799, 946684800, 1709164800 /* 2024-02-29 */,
					  4107542399 /* 2100-02-28 */, 4107542400, 1735689599, 1735689600 };
	size_t count = sizeof special / sizeof special[0];

	for (unsigned long i = 0; i < scaled(4000); i++) {
		mode = i % 8;
		chip_time = i < count ? special[i] : (time_t)test_below(&random, 200ull * 365 * 86400);
		/* Without a century register, and with two digits, nothing tells 1970 from 2070. */
		if (mode & NO_CENTURY)
			chip_time %= 100ull * 365 * 86400;
		updating_for = (unsigned)test_below(&random, 20);
		if (chip_time != 0)
			CHECK_EQ(told(), chip_time);
	}
	mode = 0;
}

static void between_updates(void)
{
	/* An update at each access in turn: the result is the second before or after it, never a mixture. */
	for (unsigned long at = 1; at < 40; at++) {
		chip_time = 946684799; /* the end of 1999 */
		tick_after = at;

		uint64_t found = told();

		CHECK(found == 946684799 || found == 946684800);
	}
	/* One that always changes is given up on. */
	tick_after = 1;
	tick_every = 3;
	CHECK_EQ(told(), 0);
	tick_after = 0;
	tick_every = 0;
}

static void nonsense(void)
{
	static const struct {
		int reg;
		uint8_t value;
	} broken[] = { { 0, 60 }, { 2, 99 }, { 4, 24 }, { 7, 0 }, { 7, 32 }, { 8, 0 }, { 8, 13 }, { 9, 100 }, { 9, 0xff } };

	chip_time = 1700000000;
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		broken_reg = broken[i].reg;
		broken_value = broken[i].value;
		CHECK_EQ(told(), 0);
	}
	mode = BCD;
	broken_reg = 2;
	broken_value = 0x5a;
	CHECK_EQ(told(), 0);
	mode = TWELVE;
	broken_reg = 4;
	broken_value = 0;
	CHECK_EQ(told(), 0);
	broken_value = 0x80 | 13;
	CHECK_EQ(told(), 0);
	mode = 0;
	broken_reg = -1;
	valid = false;
	CHECK_EQ(told(), 0);
	valid = true;
	updating_for = UINT32_MAX;
	CHECK_EQ(told(), 0);
	updating_for = 0;
	/* An empty bus. */
	broken_reg = 0x0a;
	broken_value = 0xff;
	CHECK_EQ(told(), 0);
	broken_reg = -1;
}

static void goes_on(void)
{
	uint64_t ns;

	chip_time = 1700000000;
	now = 77;
	CHECK_EQ(told(), 1700000000);
	now += 1500000001;
	CHECK_EQ(wallclock_read(&ns), 0);
	CHECK_EQ(ns, 1700000001500000001);
}

int main(void)
{
	uint64_t seconds;

	ways_of_counting();
	between_updates();
	nonsense();
	goes_on();
	CHECK(!calendar_to_unix(&(struct calendar){ 1969, 12, 31, 23, 59, 59 }, &seconds));
	CHECK(!calendar_to_unix(&(struct calendar){ 2023, 2, 29, 0, 0, 0 }, &seconds));
	CHECK(calendar_to_unix(&(struct calendar){ 9999, 12, 31, 23, 59, 59 }, &seconds));
	CHECK_EQ(seconds, 253402300799);
	return test_done();
}
