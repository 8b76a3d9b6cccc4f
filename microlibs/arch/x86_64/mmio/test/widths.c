/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers that are memory: each access has its width, and touches nothing beside it. */
#include <ports.h>
#include <uniloom/test.h>

static _Alignas(8) uint8_t registers[24];

static uint64_t at(size_t offset)
{
	return (uintptr_t)registers + offset;
}

static void check_beside(size_t offset, size_t width)
{
	for (size_t i = 0; i < sizeof registers; i++) {
		if (i < offset || i >= offset + width)
			CHECK_EQ(registers[i], 0xa5);
	}
}

int main(void)
{
	struct test_random random = { 9 };

	for (unsigned i = 0; i < 1000; i++) {
		uint32_t value = (uint32_t)test_next(&random);
		size_t offset = 8 + 4 * (size_t)test_below(&random, 2);

		memset(registers, 0xa5, sizeof registers);
		mmio_write8(at(offset), (uint8_t)value);
		CHECK_EQ(mmio_read8(at(offset)), (uint8_t)value);
		check_beside(offset, 1);

		memset(registers, 0xa5, sizeof registers);
		mmio_write16(at(offset), (uint16_t)value);
		CHECK_EQ(mmio_read16(at(offset)), (uint16_t)value);
		CHECK_EQ(mmio_read8(at(offset + 1)), (uint8_t)(value >> 8));
		check_beside(offset, 2);

		memset(registers, 0xa5, sizeof registers);
		mmio_write32(at(offset), value);
		CHECK_EQ(mmio_read32(at(offset)), value);
		CHECK_EQ(mmio_read16(at(offset + 2)), (uint16_t)(value >> 16));
		check_beside(offset, 4);
	}
	return test_done();
}
