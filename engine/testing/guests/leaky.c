/* SPDX-License-Identifier: BSD-3-Clause */
/* Loses blocks in two places. */
#include <ports.h>

static void *volatile kept;

static __attribute__((noinline)) void forget_one(size_t size)
{
	kept = alloc_malloc(size); /* forgotten here */
}

static __attribute__((noinline)) void frees(void)
{
	alloc_free(kept = alloc_malloc(100));
}

int main(void)
{
	forget_one(1000);
	forget_one(500);
	frees();
	kept = alloc_malloc(7);
	return 0;
}
