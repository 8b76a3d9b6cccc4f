/* SPDX-License-Identifier: BSD-3-Clause */
/* Times of the disk, which are UTC here: years from 1980, two seconds at a time. */
#include "fat.h"

#define NS_PER_S 1000000000ull
#define DAY_S 86400u
#define BEGIN_YEAR 1980u
#define END_YEAR 2107u
#define BEGIN_DATE 0x21u       /* 1980-01-01 */
#define BEGIN_DAYS 3652u       /* from 1970 */
#define END_STAMP 0xff9fbf7du  /* 2107-12-31 23:59:58 */

static bool is_leap(uint32_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint32_t days_in(uint32_t year, uint32_t month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u);
}

uint64_t time_to_ns(uint32_t date, uint32_t time)
{
	uint32_t year = BEGIN_YEAR + (date >> 9);
	uint32_t month = date >> 5 & 15;
	uint32_t day = date & 31;
	uint64_t days = BEGIN_DAYS;

	/* None was kept, or what cannot be. */
	if (month < 1 || month > 12 || day < 1)
		return 0;
	for (uint32_t i = BEGIN_YEAR; i < year; i++)
		days += is_leap(i) ? 366 : 365;
	for (uint32_t i = 1; i < month; i++)
		days += days_in(year, i);
	days += day - 1;
	return (days * DAY_S + (uint64_t)(time >> 11) * 3600 + (uint64_t)(time >> 5 & 63) * 60 + (uint64_t)(time & 31) * 2) * NS_PER_S;
}

static uint32_t to_stamp(uint64_t seconds)
{
	uint64_t days = seconds / DAY_S;
	uint32_t left = (uint32_t)(seconds % DAY_S);
	uint32_t year = BEGIN_YEAR;
	uint32_t month = 1;

	if (days < BEGIN_DAYS)
		return BEGIN_DATE << 16;
	days -= BEGIN_DAYS;
	for (; year <= END_YEAR && days >= (is_leap(year) ? 366u : 365u); year++)
		days -= is_leap(year) ? 366 : 365;
	if (year > END_YEAR)
		return END_STAMP;
	for (; days >= days_in(year, month); month++)
		days -= days_in(year, month);
	return ((year - BEGIN_YEAR) << 9 | month << 5 | ((uint32_t)days + 1)) << 16 | (left / 3600) << 11 | (left / 60 % 60) << 5 |
	       left % 60 / 2;
}

uint32_t time_now(void)
{
	uint64_t ns;

	if (!WALL_WIRED || wall_read(&ns) < 0)
		return BEGIN_DATE << 16;
	return to_stamp(ns / NS_PER_S);
}
