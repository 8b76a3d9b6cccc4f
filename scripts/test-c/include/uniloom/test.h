/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a C test is made of: checks that count, a seeded generator, and how much to do. One program is one file, so
 * everything here is static. `main` ends with `return test_done();`.
 */
#ifndef UNILOOM_TEST_H
#define UNILOOM_TEST_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long test_checks;
static unsigned long test_failures;

/* Prints the summary that the runner reads. 0 when there were checks and all of them held. */
static inline int test_done(void)
{
	printf("uniloom-test: %lu checks, %lu failed\n", test_checks, test_failures);
	(void)fflush(stdout);
	return test_checks > 0 && test_failures == 0 ? 0 : 1;
}

static inline __attribute__((format(printf, 4, 5))) int test_note(int holds, const char *file, int line,
								  const char *format, ...)
{
	test_checks++;
	if (!holds) {
		va_list arguments;

		test_failures++;
		printf("%s:%d: ", file, line);
		va_start(arguments, format);
		(void)vprintf(format, arguments);
		va_end(arguments);
		putchar('\n');
		(void)fflush(stdout);
	}
	return holds;
}

/* Notes whether `condition` holds, and goes on. Its value is the condition's. */
#define CHECK(condition) test_note((condition) ? 1 : 0, __FILE__, __LINE__, "does not hold: %s", #condition)

/* As CHECK, and ends the program where going on makes no sense. */
#define REQUIRE(condition)                     \
	do {                                   \
		if (!CHECK(condition))         \
			exit(test_done() | 1); \
	} while (0)

static inline int test_equal(long long a, long long b, const char *text, const char *file, int line)
{
	return test_note(a == b, file, line, "%s: %lld (0x%llx) is not %lld (0x%llx)", text, a, (unsigned long long)a,
			 b, (unsigned long long)b);
}

/* Whole numbers; both are printed when they differ. */
#define CHECK_EQ(a, b) test_equal((long long)(a), (long long)(b), #a " == " #b, __FILE__, __LINE__)

static inline int test_same_text(const char *a, const char *b, const char *file, int line)
{
	return test_note(strcmp(a, b) == 0, file, line, "'%s' is not '%s'", a, b);
}

/* Strings. */
#define CHECK_STR(a, b) test_same_text((a), (b), __FILE__, __LINE__)

/* UNILOOM_TEST_SCALE times `count`, at least 1: how many rounds a randomised test does. */
static inline unsigned long scaled(unsigned long count)
{
	const char *text = getenv("UNILOOM_TEST_SCALE");
	double result = (double)count * (text != NULL ? strtod(text, NULL) : 1.0);

	return result < 1.0 ? 1 : (unsigned long)(result + 0.5);
}

/* splitmix64 (Steele, Lea, Flood 2014). The same seed gives the same numbers everywhere. */
struct test_random {
	uint64_t state;
};

static inline uint64_t test_next(struct test_random *random)
{
	uint64_t z = (random->state += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

/* 0 to `limit` - 1; `limit` is not 0. */
static inline uint64_t test_below(struct test_random *random, uint64_t limit)
{
	return test_next(random) % limit;
}

#endif
