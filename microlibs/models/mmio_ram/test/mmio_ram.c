/* SPDX-License-Identifier: BSD-3-Clause */
/* config: BASE=0x1000 */
/* config: WORDS=8 */
#include <ports.h>
#include <uniloom/test.h>

int main(void)
{
	for (uint64_t at = 0x1000; at < 0x1020; at += 4) {
		CHECK_EQ(mmio_read32(at), 0);
		mmio_write32(at, (uint32_t)at * 3);
	}
	for (uint64_t at = 0x1000; at < 0x1020; at += 4)
		CHECK_EQ(mmio_read32(at), at * 3);

	static const uint64_t outside[] = { 0, 0xffc, 0x1020, 0x1002, UINT64_MAX };
	for (size_t i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
		mmio_write32(outside[i], 7);
		CHECK_EQ(mmio_read32(outside[i]), UINT32_MAX);
	}
	CHECK_EQ(mmio_read32(0x1000), 0x3000);
	return test_done();
}
