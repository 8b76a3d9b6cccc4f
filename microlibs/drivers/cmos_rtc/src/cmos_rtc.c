/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "calendar.h"

#define INDEX 0u
#define DATA 1u

#define SECONDS 0x00u
#define MINUTES 0x02u
#define HOURS 0x04u
#define DAY 0x07u
#define MONTH 0x08u
#define YEAR 0x09u
#define STATUS_A 0x0au
#define STATUS_B 0x0bu
#define STATUS_D 0x0du

#define A_UPDATING 0x80u
#define B_24_HOURS 0x02u
#define B_BINARY 0x04u
#define D_VALID 0x80u
#define HOUR_PM 0x80u

#define NS_PER_S 1000000000u
#define POLLS_MOST 10000u /* an update takes 2 ms; a port access at least 200 ns, elsewhere about 1 us */
#define TRIES 8u

enum { AT_SECOND, AT_MINUTE, AT_HOUR, AT_DAY, AT_MONTH, AT_YEAR, AT_CENTURY, FIELDS };

static uint64_t told_ns; /* 0: not known */
static uint64_t base_ns; /* the clock at that moment */

static uint8_t get(unsigned reg)
{
	pio_out8(CONFIG_BASE + INDEX, (uint8_t)reg);
	return pio_in8(CONFIG_BASE + DATA);
}

/* False where the chip is always in an update. */
static bool wait_for_update(void)
{
	for (unsigned i = 0; i < POLLS_MOST; i++) {
		if (!(get(STATUS_A) & A_UPDATING))
			return true;
	}
	return false;
}

/* All fields, between two updates. */
static bool read_once(uint8_t *raw)
{
	static const uint8_t regs[FIELDS] = { SECONDS, MINUTES, HOURS, DAY, MONTH, YEAR, CONFIG_CENTURY };

	if (!wait_for_update())
		return false;
	for (unsigned i = 0; i < FIELDS; i++)
		raw[i] = i == AT_CENTURY && CONFIG_CENTURY == 0 ? 0 : get(regs[i]);
	return true;
}

static bool same(const uint8_t *a, const uint8_t *b)
{
	for (unsigned i = 0; i < FIELDS; i++) {
		if (a[i] != b[i])
			return false;
	}
	return true;
}

/* Twice the same: whoever emulates us may have paused in the middle, so that an update went by. */
static bool read_stable(uint8_t *raw)
{
	uint8_t other[FIELDS];

	for (unsigned i = 0; i < TRIES; i++) {
		if (!read_once(raw) || !read_once(other))
			return false;
		if (same(raw, other))
			return true;
	}
	return false;
}

/* A number as the chip keeps it. What is none in BCD becomes one that no date has. */
static unsigned number(uint8_t raw, uint8_t mode)
{
	if (mode & B_BINARY)
		return raw;
	return raw >> 4 > 9 || (raw & 15) > 9 ? 255 : (raw >> 4) * 10u + (raw & 15);
}

/* 255 where it is none. */
static unsigned hour_of(uint8_t raw, uint8_t mode)
{
	if (mode & B_24_HOURS)
		return number(raw, mode);

	unsigned hour = number((uint8_t)(raw & ~HOUR_PM), mode);

	if (hour < 1 || hour > 12)
		return 255;
	return hour % 12 + (raw & HOUR_PM ? 12 : 0);
}

static bool decode(const uint8_t *raw, uint8_t mode, uint64_t *seconds)
{
	unsigned year = number(raw[AT_YEAR], mode);
	unsigned century = number(raw[AT_CENTURY], mode);

	if (year > 99)
		return false;
	/* A register that was never set says nothing. */
	if (century < 19 || century > 99)
		century = year >= 70 ? 19 : 20;

	const struct calendar date = {
		.year = century * 100 + year,
		.month = number(raw[AT_MONTH], mode),
		.day = number(raw[AT_DAY], mode),
		.hour = hour_of(raw[AT_HOUR], mode),
		.minute = number(raw[AT_MINUTE], mode),
		.second = number(raw[AT_SECOND], mode),
	};

	return calendar_to_unix(&date, seconds);
}

/* A chip that is not there, whose battery is empty or that tells nonsense is no reason not to boot. */
int init(void)
{
	uint8_t raw[FIELDS];
	uint64_t seconds;

	told_ns = 0;
	if (!(get(STATUS_D) & D_VALID) || !read_stable(raw))
		return 0;
	if (decode(raw, get(STATUS_B), &seconds)) {
		base_ns = clock_now_ns();
		told_ns = seconds * NS_PER_S;
	}
	return 0;
}

int wallclock_read(uint64_t *unix_ns)
{
	if (told_ns == 0)
		return -ENODATA;
	*unix_ns = told_ns + (clock_now_ns() - base_ns);
	return 0;
}
