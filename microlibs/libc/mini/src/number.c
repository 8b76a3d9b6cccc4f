/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include <limits.h>

/* What strtol and strtoul share: blanks, sign, prefix, digits. */
struct number {
	unsigned long magnitude;
	bool negative;
	bool overflow;
};

static unsigned digit(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned)(byte - '0');
	if (byte >= 'a' && byte <= 'z')
		return (unsigned)(byte - 'a') + 10;
	if (byte >= 'A' && byte <= 'Z')
		return (unsigned)(byte - 'A') + 10;
	return UINT_MAX;
}

static bool blank(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static struct number parse(const char *text, char **end, int base)
{
	struct number number = { 0, false, false };
	const char *at = text;
	const char *last = text;

	if (base < 0 || base == 1 || base > 36) {
		if (end)
			*end = (char *)(uintptr_t)text;
		return number;
	}
	while (blank(*at))
		at++;
	if (*at == '+' || *at == '-')
		number.negative = *at++ == '-';
	/* "0x" is a prefix only before a digit; else the 0 is the number. */
	if ((base == 0 || base == 16) && at[0] == '0' && (at[1] == 'x' || at[1] == 'X') && digit(at[2]) < 16) {
		at += 2;
		base = 16;
	} else if (base == 0) {
		base = *at == '0' ? 8 : 10;
	}
	for (; digit(*at) < (unsigned)base; last = ++at) {
		unsigned value = digit(*at);

		if (number.magnitude > (ULONG_MAX - value) / (unsigned)base)
			number.overflow = true;
		else
			number.magnitude = number.magnitude * (unsigned)base + value;
	}
	if (end)
		*end = (char *)(uintptr_t)last;
	return number;
}

long strtol(const char *restrict text, char **restrict end, int base)
{
	struct number number = parse(text, end, base);

	if (number.negative)
		return number.overflow || number.magnitude > (unsigned long)LONG_MAX ? LONG_MIN : -(long)number.magnitude;
	return number.overflow || number.magnitude > (unsigned long)LONG_MAX ? LONG_MAX : (long)number.magnitude;
}

unsigned long strtoul(const char *restrict text, char **restrict end, int base)
{
	struct number number = parse(text, end, base);

	if (number.overflow)
		return ULONG_MAX;
	return number.negative ? 0 - number.magnitude : number.magnitude;
}
