/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For microlibs with a port `panic`: the port's functions, which end the call under test instead of the program.
 * Include after <ports.h>, in one file.
 */
#ifndef UNILOOM_PANICS_H
#define UNILOOM_PANICS_H

#include <setjmp.h>
#include <uniloom/test.h>

static jmp_buf test_panic_return;
static int test_panic_expected;
static const char *test_panic_reason = "";

_Noreturn void panic_because(const char *reason)
{
	if (!test_panic_expected) {
		printf("panic: %s\n", reason);
		test_failures++;
		exit(test_done() | 1);
	}
	test_panic_reason = reason;
	longjmp(test_panic_return, 1);
}

_Noreturn void panic_exception(const struct panic_frame *frame)
{
	(void)frame;
	panic_because("exception");
}

/* `statement` panics, with a reason in which `part` occurs. */
#define CHECK_PANICS(statement, part)                                                      \
	do {                                                                               \
		test_panic_expected = 1;                                                   \
		if (setjmp(test_panic_return) == 0) {                                      \
			statement;                                                         \
			test_note(0, __FILE__, __LINE__, "does not panic: %s", #statement); \
		} else {                                                                   \
			CHECK(strstr(test_panic_reason, part) != NULL);                    \
		}                                                                          \
		test_panic_expected = 0;                                                   \
	} while (0)

#endif
