/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef CALENDAR_H
#define CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/* UTC in the Gregorian calendar. */
struct calendar {
	unsigned year;
	unsigned month; /* 1 to 12 */
	unsigned day;   /* 1 to 31 */
	unsigned hour;
	unsigned minute;
	unsigned second;
};

/* Seconds from 1970-01-01 00:00 in `*out`. False for what is no date from then on. */
bool calendar_to_unix(const struct calendar *date, uint64_t *out);

#endif
