/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef DATE_H
#define DATE_H

#include <stdint.h>

/* A day of the Gregorian calendar, from its number since 1970-01-01. */
struct date {
	unsigned year;
	unsigned month;
	unsigned day;
};

struct date date_of(uint64_t days);

#endif
