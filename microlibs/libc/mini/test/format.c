/* SPDX-License-Identifier: BSD-3-Clause */
/* vsnprintf against the host's, with generated conversions; and the buffer's end. */
#include <ports.h>
#include <uniloom/test.h>

#include <limits.h>

static __attribute__((format(printf, 3, 4))) int ours(char *to, size_t size, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int result = ul_vsnprintf(to, size, format, arguments);
	va_end(arguments);
	return result;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat-truncation"

/* One conversion of both, into buffers of `size`. The arguments are evaluated twice. */
#define COMPARE(size, format, ...)                                                         \
	do {                                                                               \
		char a[256], b[256];                                                       \
		memset(a, '#', sizeof a);                                                  \
		memset(b, '#', sizeof b);                                                  \
		int x = ours(a, size, format, __VA_ARGS__);                                \
		int y = snprintf(b, size, format, __VA_ARGS__);                            \
		if (x != y || memcmp(a, b, sizeof a) != 0) {                               \
			test_note(0, __FILE__, __LINE__, "'%s': %d '%.200s' is not %d '%.200s'", format, x, a, y, b); \
			return;                                                            \
		}                                                                          \
		test_checks++;                                                             \
	} while (0)

static uint64_t interesting(struct test_random *random)
{
	static const uint64_t values[] = { 0, 1, 7, 8, 9, 10, 15, 16, 255, 256, INT_MAX, (uint64_t)INT_MIN, UINT32_MAX,
					   INT64_MAX, (uint64_t)INT64_MIN, UINT64_MAX };

	if (test_below(random, 2))
		return values[test_below(random, sizeof values / sizeof values[0])];
	return test_next(random) >> test_below(random, 64);
}

static void number(struct test_random *random, char *format, size_t used, size_t size)
{
	static const char conversions[] = "diuoxX";
	static const char *const lengths[] = { "", "hh", "h", "l", "ll", "z", "j", "t" };
	const char *length = lengths[test_below(random, 8)];
	uint64_t value = interesting(random);

	snprintf(format + used, 16, "%s%c>", length, conversions[test_below(random, 6)]);
	if (length[0] == '\0' || length[0] == 'h')
		COMPARE(size, format, (int)value);
	else
		COMPARE(size, format, (long long)value);
}

static void text(struct test_random *random, char *format, size_t used, size_t size)
{
	static const char *const texts[] = { "", "a", "hello", "a longer text, with blanks" };
	const char *string = texts[test_below(random, 4)];
	int byte = (int)test_below(random, 127) + 1;
	void *pointer = (void *)(uintptr_t)interesting(random);

	switch (test_below(random, 3)) {
	case 0:
		strcpy(format + used, "s>");
		COMPARE(size, format, string);
		return;
	case 1:
		strcpy(format + used, "c>");
		COMPARE(size, format, byte);
		return;
	default:
		strcpy(format + used, "p>");
		COMPARE(size, format, pointer);
	}
}

static void one(struct test_random *random)
{
	/* Of the flags only those that ISO C defines for the conversion: the rest may differ. */
	bool numeric = test_below(random, 3) != 0;
	const char *flags = numeric ? "-0" : "-";
	char format[64] = "<%";
	size_t used = 2;
	size_t size = test_below(random, 8) == 0 ? test_below(random, 30) : 200;

	for (uint64_t count = test_below(random, 3); count > 0; count--)
		format[used++] = flags[test_below(random, strlen(flags))];
	if (test_below(random, 2))
		used += (size_t)sprintf(format + used, "%u", (unsigned)test_below(random, 40) + 1);
	if (numeric && test_below(random, 2))
		used += (size_t)sprintf(format + used, ".%u", (unsigned)test_below(random, 40));
	if (numeric)
		number(random, format, used, size);
	else
		text(random, format, used, size);
}

static void fixed(void)
{
	COMPARE(200, "%+d % d %+d % i", 5, 5, -5, 0);
	COMPARE(200, "%#x %#X %#o %#x %#o", 255u, 255u, 8u, 0u, 0u);
	COMPARE(200, "%#.5o %#8x %#08x", 8u, 8u, 8u);
	COMPARE(200, "%*d %-*d %.*d", 6, 42, 6, 42, 5, 42);
	COMPARE(200, "%*d|%.*d", -6, 42, -1, 42);
	COMPARE(200, "%.*s|%.3s|%.0s", 2, "abc", "abcdef", "x");
	COMPARE(200, "%.0d|%.0x|%5.0d|", 0, 0u, 0);
	COMPARE(200, "100%% %c", 'x');
	COMPARE(200, "%zu %td %jd", (size_t)7, (ptrdiff_t)-7, (intmax_t)-8);
	COMPARE(0, "%s", "nothing is stored");
	COMPARE(1, "%s", "only the end");

	/* Not ours to know: the text ends there. */
	char to[32];
	const char *volatile none = NULL;

	CHECK_EQ(ours(to, sizeof to, "%s", none), 6);
	CHECK_STR(to, "(null)");
}

/* Formats that are nonsense: bounded output, and the count is right. Only conversions without a pointer. */
static void nonsense(struct test_random *random)
{
	static const char alphabet[] = "%%%%dxc0123.-+# lhzq*";
	char format[24];
	char to[64];
	size_t size = test_below(random, sizeof format);

	for (size_t i = 0; i < size; i++)
		format[i] = alphabet[test_below(random, sizeof alphabet - 1)];
	format[size] = '\0';
	/* A width of thousands is right, and slow. */
	if (strspn(format, "%dxc0123.-+# lhzq*") != size || strstr(format, "00") || strlen(format) > 12)
		return;
	memset(to, '#', sizeof to);
	int length = ours(to, 32, format, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);

	CHECK(length >= 0);
	CHECK_EQ(to[length < 31 ? length : 31], '\0');
	for (size_t i = 32; i < sizeof to; i++)
		REQUIRE(to[i] == '#');
}

#pragma GCC diagnostic pop

int main(void)
{
	struct test_random random = { 1999 };

	fixed();
	for (unsigned long round = scaled(20000); round > 0; round--)
		one(&random);
	for (unsigned long round = scaled(2000); round > 0; round--)
		nonsense(&random);
	return test_done();
}
