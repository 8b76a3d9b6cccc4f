/* SPDX-License-Identifier: BSD-3-Clause */
/* The walk over frame pointers: a good chain, each way in which it can be bad, and garbage. */
/* sources: src/backtrace.c */
#include <ports.h>
#include <uniloom/test.h>

#include "internal.h"

#define WORDS 64u
#define TEXT 0x100000u
#define TEXT_END 0x110000u

static uintptr_t stack[WORDS];
static uint64_t found[WORDS];

static uintptr_t at(size_t word)
{
	return (uintptr_t)stack + word * sizeof stack[0];
}

static size_t walk(uintptr_t frame, size_t limit)
{
	struct panic_bounds bounds = { TEXT, TEXT_END, at(4), (uintptr_t)(stack + WORDS) };

	return panic_backtrace(&bounds, frame, found, limit);
}

static void chain(void)
{
	memset(stack, 0, sizeof stack);
	stack[10] = at(20);
	stack[11] = TEXT + 1;
	stack[20] = at(62);
	stack[21] = TEXT + 2;
	stack[62] = 0;
	stack[63] = TEXT_END;
}

int main(void)
{
	struct test_random random = { 77 };

	chain();
	CHECK_EQ(walk(at(10), WORDS), 3);
	CHECK_EQ(found[0], TEXT + 1);
	CHECK_EQ(found[2], TEXT_END);
	CHECK_EQ(walk(at(10), 2), 2);
	CHECK_EQ(walk(at(10), 0), 0);
	CHECK_EQ(walk(0, WORDS), 0);
	CHECK_EQ(walk(at(0), WORDS), 0);	     /* below the stack */
	CHECK_EQ(walk(at(63), WORDS), 0);	     /* no room for a frame */
	CHECK_EQ(walk(at(63) + 8, WORDS), 0);	     /* above */
	CHECK_EQ(walk(UINTPTR_MAX - 7, WORDS), 0);
	CHECK_EQ(walk(at(10) + 1, WORDS), 0);	     /* not aligned */
	stack[20] = at(10);			     /* a circle */
	CHECK_EQ(walk(at(10), WORDS), 2);
	chain();
	stack[20] = at(20);
	CHECK_EQ(walk(at(10), WORDS), 2);
	chain();
	stack[21] = TEXT;			     /* nothing returns to the first byte of text */
	CHECK_EQ(walk(at(10), WORDS), 1);
	stack[21] = TEXT_END + 1;
	CHECK_EQ(walk(at(10), WORDS), 1);

	/* Garbage: AddressSanitizer sees a read outside of the array. */
	for (unsigned long round = scaled(20000); round > 0; round--) {
		for (size_t i = 0; i < WORDS; i++)
			stack[i] = test_below(&random, 3) ? at(test_below(&random, WORDS + 4)) + test_below(&random, 2) :
							    TEXT + test_below(&random, TEXT_END - TEXT);
		size_t count = walk(at(test_below(&random, WORDS + 4)), WORDS);

		REQUIRE(count <= WORDS / 2);
		for (size_t i = 0; i < count; i++)
			REQUIRE(found[i] > TEXT && found[i] <= TEXT_END);
	}
	return test_done();
}
