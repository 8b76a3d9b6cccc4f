/* SPDX-License-Identifier: BSD-3-Clause */
/* Contexts that hand over to each other keep their registers, locals, rounding mode and alignment. */
#include <ports.h>
#include <uniloom/test.h>

#include <xmmintrin.h>

#define CONTEXTS 4u
#define STACK 65536u

static _Alignas(16) char stacks[CONTEXTS][STACK];
static void *saved[CONTEXTS + 1];
static unsigned long turns[CONTEXTS];
static unsigned long rounds;

static void to(size_t from, size_t next)
{
	context_swap(&saved[from], saved[next]);
}

static void body(void *ctx)
{
	size_t self = (size_t)(uintptr_t)ctx;
	unsigned long sum = 0;
	static const unsigned modes[CONTEXTS] = { _MM_ROUND_NEAREST, _MM_ROUND_DOWN, _MM_ROUND_UP, _MM_ROUND_TOWARD_ZERO };

	CHECK_EQ((uintptr_t)__builtin_frame_address(0) % 16, 0);
	CHECK_EQ(_MM_GET_ROUNDING_MODE(), _MM_ROUND_NEAREST);
	_MM_SET_ROUNDING_MODE(modes[self]);
	for (unsigned long i = 0; i < rounds; i++) {
		turns[self]++;
		sum += i;
		to(self, (self + 1) % CONTEXTS);
		REQUIRE(sum == i * (i + 1) / 2);
		REQUIRE(_MM_GET_ROUNDING_MODE() == modes[self]);
	}
	to(self, CONTEXTS);
	CHECK(false);
}

int main(void)
{
	rounds = scaled(10000);
	for (size_t i = 0; i < CONTEXTS; i++)
		saved[i] = context_prepare(stacks[i] + STACK, body, (void *)(uintptr_t)i);
	to(CONTEXTS, 0);
	for (size_t i = 0; i < CONTEXTS; i++)
		CHECK_EQ(turns[i], rounds);
	CHECK_EQ(_MM_GET_ROUNDING_MODE(), _MM_ROUND_NEAREST);
	return test_done();
}
