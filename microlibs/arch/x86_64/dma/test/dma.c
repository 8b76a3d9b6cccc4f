/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>
#include <uniloom/regions.h>
#include <uniloom/test.h>

int main(void)
{
	uint8_t *page = dma_alloc(4096, 4096);

	REQUIRE(page != NULL);
	CHECK_EQ((uintptr_t)page % 4096, 0);
	for (size_t i = 0; i < 4096; i++)
		CHECK_EQ(page[i], 0);
	CHECK_EQ(dma_address(page), (uintptr_t)page);
	CHECK_EQ(dma_address(page + 4095), (uintptr_t)page + 4095);
	region_left = 10;
	CHECK(dma_alloc(11, 1) == NULL);
	return test_done();
}
