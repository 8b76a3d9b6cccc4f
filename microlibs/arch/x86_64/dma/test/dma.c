/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory is where the processor sees it, or where its tables say. */
#include <ports.h>
#include <uniloom/regions.h>
#include <uniloom/test.h>

#define ELSEWHERE ((uintptr_t)1 << 39)

static unsigned lookups;

int paging_lookup(const void *at, uint64_t *physical, unsigned *rights)
{
	CHECK(rights == NULL);
	lookups++;
	if ((uintptr_t)at < ELSEWHERE || (uintptr_t)at >= ELSEWHERE + 4096)
		return -ENOENT;
	*physical = 0x123000 + ((uintptr_t)at - ELSEWHERE);
	return 0;
}

int main(void)
{
	uint8_t *page = dma_alloc(4096, 4096);

	REQUIRE(page != NULL);
	CHECK_EQ((uintptr_t)page % 4096, 0);
	CHECK_EQ(dma_address(page), (uintptr_t)page);
	CHECK_EQ(dma_address(page + 4095), (uintptr_t)page + 4095);
	region_left = 10;
	CHECK(dma_alloc(11, 1) == NULL);

	/* What is mapped one to one needs no look. */
	lookups = 0;
	CHECK_EQ(dma_address((const void *)(uintptr_t)0xfffff000), 0xfffff000);
	CHECK_EQ(lookups, 0);
	CHECK_EQ(dma_address((const void *)(ELSEWHERE + 77)), 0x123000 + 77);
	CHECK_EQ(lookups, 1);
	return test_done();
}
