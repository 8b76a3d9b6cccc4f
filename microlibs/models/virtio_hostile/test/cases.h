/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of virtio drivers on the hostile device: many seeded cases in one process. Memory that a case claims is of just the size
 * that was asked for, stays until the case is over, and is gone then: what a driver touches beyond is found.
 *
 * A test defines TEST_TYPE (a device type) and `static void one_case(struct test_random *)`, and calls run_cases.
 */
#ifndef CASES_H
#define CASES_H

#include <ports.h>
#include <virtio_hostile_ports.h>
#ifndef virtio_mmio_init /* another transport's, where a test says so */
#include <virtio_mmio_ports.h>
#endif

/* A device that answers at all does so at once. */
#define TEST_IDLES 8u
#include <uniloom/deferred.h>

#define CASE_BLOCKS 4096u

static void one_case(struct test_random *random);

static void *case_blocks[CASE_BLOCKS];
static size_t case_sizes[CASE_BLOCKS];
static size_t case_block_count;

/* Memory until the end of the case, with anything in it. */
static void *case_alloc(size_t size, size_t align)
{
	void *block = align <= 16 ? malloc(size) : aligned_alloc(align, (size + align - 1) / align * align);

	REQUIRE(case_block_count < CASE_BLOCKS && block != NULL);
	case_sizes[case_block_count] = size;
	case_blocks[case_block_count++] = block;
	return memset(block, 0xa5, size);
}

/* Whether the case's memory has `size` bytes at `address`. */
static inline bool case_owns(uint64_t address, size_t size)
{
	for (size_t i = 0; i < case_block_count; i++) {
		uint64_t from = address - (uintptr_t)case_blocks[i];

		if (from <= case_sizes[i] && size <= case_sizes[i] - from)
			return true;
	}
	return false;
}

void *region_claim(size_t size, size_t align)
{
	return case_alloc(size, align);
}

void *dma_alloc(size_t size, size_t align)
{
	return case_alloc(size, align);
}

uint64_t dma_address(const void *at)
{
	return (uintptr_t)at;
}

static void test_idle(void)
{
	cpu_idle();
}

/* `count` cases at full scale. A seed in the environment runs that one alone: HOSTILE_CASE=17. */
static inline void run_cases(unsigned long count)
{
	const char *only = getenv("HOSTILE_CASE");
	unsigned long first = only != NULL ? strtoul(only, NULL, 10) : 0;
	unsigned long end = only != NULL ? first + 1 : count;

	for (unsigned long seed = first; seed < end; seed++) {
		struct test_random random = { seed * 2 + 1 };

		test_forget_deferred();
		hostile_begin(seed, TEST_TYPE);
		(void)virtio_mmio_init();
		one_case(&random);
		while (case_block_count > 0)
			free(case_blocks[--case_block_count]);
	}
}

#endif
