/* SPDX-License-Identifier: BSD-3-Clause */
#include "date.h"

#define DAYS_400_YEARS 146097u
#define DAYS_TO_1970 719468u /* from March 1 of the year 0, so that a leap day is a year's last */
#define SECONDS_A_DAY 86400u
#define SECONDS_TO_10000 253402300800u

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char weekdays[] = "ThuFriSatSunMonTueWed"; /* 1970 began on a Thursday */

static void put_two(char *out, unsigned value)
{
	out[0] = (char)('0' + value / 10);
	out[1] = (char)('0' + value % 10);
}

void date_write(uint64_t seconds, char *out)
{
	if (seconds >= SECONDS_TO_10000)
		seconds = SECONDS_TO_10000 - 1;

	uint32_t days = (uint32_t)(seconds / SECONDS_A_DAY);
	uint32_t of_day = (uint32_t)(seconds % SECONDS_A_DAY);
	uint32_t from_march = days + DAYS_TO_1970;
	unsigned left = from_march % DAYS_400_YEARS;
	/* A day that is the last of 4 or 400 years, or not the last of 100, belongs to the year before. */
	unsigned within = (left - left / 1460 + left / 36524 - left / 146096) / 365;
	unsigned of_year = left - (within * 365 + within / 4 - within / 100);
	/* Months from March on: five of them have 153 days, again and again. */
	unsigned month = (of_year * 5 + 2) / 153;
	unsigned day = of_year - (month * 153 + 2) / 5 + 1;
	unsigned year = from_march / DAYS_400_YEARS * 400 + within + (month >= 10);

	month = month < 10 ? month + 2 : month - 10;
	memcpy(out, weekdays + days % 7 * 3, 3);
	memcpy(out + 3, ", ", 2);
	put_two(out + 5, day);
	out[7] = ' ';
	memcpy(out + 8, months + month * 3, 3);
	out[11] = ' ';
	put_two(out + 12, year / 100);
	put_two(out + 14, year % 100);
	out[16] = ' ';
	put_two(out + 17, of_day / 3600);
	out[19] = ':';
	put_two(out + 20, of_day / 60 % 60);
	out[22] = ':';
	put_two(out + 23, of_day % 60);
	memcpy(out + 25, " GMT", 4);
}

struct scan {
	const char *at;
	const char *end;
	bool failed;
};

static void scan_text(struct scan *scan, const char *text)
{
	size_t size = strlen(text);

	if (scan->failed || (size_t)(scan->end - scan->at) < size || memcmp(scan->at, text, size) != 0)
		scan->failed = true;
	else
		scan->at += size;
}

static unsigned scan_number(struct scan *scan, size_t digits)
{
	unsigned value = 0;

	if (scan->failed || (size_t)(scan->end - scan->at) < digits) {
		scan->failed = true;
		return 0;
	}
	for (size_t i = 0; i < digits; i++) {
		unsigned digit = (unsigned)(*scan->at++ - '0');

		if (digit > 9)
			scan->failed = true;
		value = value * 10 + digit;
	}
	return value;
}

/* 0 to 11. */
static unsigned scan_month(struct scan *scan)
{
	if (!scan->failed && scan->end - scan->at >= 3) {
		for (unsigned i = 0; i < 12; i++) {
			if (memcmp(scan->at, months + i * 3, 3) == 0) {
				scan->at += 3;
				return i;
			}
		}
	}
	scan->failed = true;
	return 0;
}

static unsigned scan_time(struct scan *scan)
{
	unsigned hour = scan_number(scan, 2);

	scan_text(scan, ":");

	unsigned minute = scan_number(scan, 2);

	scan_text(scan, ":");

	unsigned second = scan_number(scan, 2);

	/* 60: a leap second. */
	if (hour > 23 || minute > 59 || second > 60)
		scan->failed = true;
	return hour * 3600 + minute * 60 + second;
}

/* Since 1970, of a year from 1970 on. */
static uint64_t days_of(unsigned year, unsigned month, unsigned day)
{
	uint64_t from_march = month < 2 ? year - 1u : year;
	unsigned shifted = month < 2 ? month + 10 : month - 2;

	return from_march * 365 + from_march / 4 - from_march / 100 + from_march / 400 + (shifted * 153 + 2) / 5 + day - 1 -
	       DAYS_TO_1970;
}

bool date_read(const char *text, size_t size, uint64_t *seconds)
{
	const char *comma = memchr(text, ',', size);
	struct scan scan = { comma != NULL ? comma : text, text + size, false };
	unsigned day;
	unsigned month;
	unsigned year;
	unsigned of_day;

	if (comma == NULL) {
		/* asctime's: "Sun Nov  6 08:49:37 1994" */
		if (size < 4)
			return false;
		scan.at += 3;
		scan_text(&scan, " ");
		month = scan_month(&scan);
		scan_text(&scan, " ");
		if (scan.at < scan.end && *scan.at == ' ') {
			scan.at++;
			day = scan_number(&scan, 1);
		} else {
			day = scan_number(&scan, 2);
		}
		scan_text(&scan, " ");
		of_day = scan_time(&scan);
		scan_text(&scan, " ");
		year = scan_number(&scan, 4);
	} else {
		scan_text(&scan, ", ");
		day = scan_number(&scan, 2);

		bool old = scan.at < scan.end && *scan.at == '-'; /* RFC 850's: "Sunday, 06-Nov-94 08:49:37 GMT" */

		scan_text(&scan, old ? "-" : " ");
		month = scan_month(&scan);
		scan_text(&scan, old ? "-" : " ");
		year = scan_number(&scan, old ? 2 : 4);
		if (old)
			year += year < 70 ? 2000 : 1900;
		scan_text(&scan, " ");
		of_day = scan_time(&scan);
		scan_text(&scan, " GMT");
	}
	if (scan.failed || scan.at != scan.end || day < 1 || day > 31 || year < 1970)
		return false;
	*seconds = days_of(year, month, day) * SECONDS_A_DAY + of_day;
	return true;
}
