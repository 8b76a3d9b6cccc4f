/* SPDX-License-Identifier: BSD-3-Clause */
#include "calendar.h"

#define FIRST_YEAR 1970u
#define LAST_YEAR 9999u

static bool is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned days_in(unsigned month, unsigned year)
{
	static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Leap years before `year`. */
static unsigned leap_years(unsigned year)
{
	return (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
}

bool calendar_to_unix(const struct calendar *date, uint64_t *out)
{
	if (date->year < FIRST_YEAR || date->year > LAST_YEAR || date->month < 1 || date->month > 12 || date->day < 1 ||
	    date->day > days_in(date->month, date->year) || date->hour > 23 || date->minute > 59 || date->second > 59)
		return false;

	uint64_t days = (date->year - FIRST_YEAR) * 365u + leap_years(date->year) - leap_years(FIRST_YEAR) + date->day - 1;

	for (unsigned month = 1; month < date->month; month++)
		days += days_in(month, date->year);
	*out = ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
	return true;
}
