/* SPDX-License-Identifier: BSD-3-Clause */
#include "date.h"

#define DAYS_400_YEARS 146097u
#define DAYS_TO_1970 719468u /* from March 1 of the year 0, so that a leap day is a year's last */

struct date date_of(uint64_t days)
{
	days += DAYS_TO_1970;

	unsigned year = (unsigned)(days / DAYS_400_YEARS) * 400;
	unsigned left = (unsigned)(days % DAYS_400_YEARS);
	/* A day that is the last of 4 or 400 years, or not the last of 100, belongs to the year before. */
	unsigned within = (left - left / 1460 + left / 36524 - left / 146096) / 365;
	unsigned of_year = left - (within * 365 + within / 4 - within / 100);
	/* Months from March on: five of them have 153 days, again and again. */
	unsigned month = (of_year * 5 + 2) / 153;

	return (struct date){
		.year = year + within + (month >= 10),
		.month = month < 10 ? month + 3 : month - 9,
		.day = of_year - (month * 153 + 2) / 5 + 1,
	};
}
