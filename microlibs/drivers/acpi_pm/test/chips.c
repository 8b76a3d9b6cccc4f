/* SPDX-License-Identifier: BSD-3-Clause */
/* Power-off on a model of PCI configuration space: with the firmware's set-up, and without. */
#define _GNU_SOURCE
#include <ports.h>
#include <setjmp.h>
#include <uniloom/test.h>

static struct {
	uint32_t function;
	uint32_t id;
	uint32_t base;
	uint8_t enable_reg;
	uint8_t enable_bit;
	bool enabled;
} chip;

static uint32_t address;
static jmp_buf off;
static unsigned other_writes;

uint32_t pio_in32(uint16_t port)
{
	REQUIRE(port == 0xcfc && (address & 0x80000000));
	if ((address >> 8 & 0xffff) != chip.function)
		return 0xffffffff;
	if ((address & 0xff) == 0)
		return chip.id;
	if ((address & 0xff) == 0x40)
		return chip.base;
	if ((address & 0xff) == chip.enable_reg)
		return chip.enabled ? chip.enable_bit : 0;
	return 0;
}

void pio_out32(uint16_t port, uint32_t value)
{
	if (port == 0xcf8) {
		address = value;
		return;
	}
	REQUIRE(port == 0xcfc && (address >> 8 & 0xffff) == chip.function);
	if ((address & 0xff) == 0x40)
		chip.base = value;
	else if ((address & 0xff) == chip.enable_reg)
		chip.enabled = value & chip.enable_bit;
	else
		other_writes++;
}

void pio_out16(uint16_t port, uint16_t value)
{
	if (chip.enabled && port == (chip.base & 0xffc0) + 4 && (value & 0x3c00) == 0x2000)
		longjmp(off, 1);
	other_writes++;
}

uint8_t pio_in8(uint16_t port)
{
	(void)port;
	return 0xff;
}

uint16_t pio_in16(uint16_t port)
{
	(void)port;
	return 0xffff;
}

void pio_out8(uint16_t port, uint8_t value)
{
	(void)port;
	(void)value;
	other_writes++;
}

static void turns_off(uint32_t function, uint32_t id, uint8_t reg, uint8_t bit, uint32_t base, bool enabled)
{
	chip.function = function;
	chip.id = id;
	chip.enable_reg = reg;
	chip.enable_bit = bit;
	chip.base = base;
	chip.enabled = enabled;
	if (setjmp(off) == 0)
		power_off(0);
	CHECK((chip.base & 0xffc0) != 0);
	CHECK_EQ(other_writes, 0);
}

int main(void)
{
	turns_off(1 << 3 | 3, 0x71138086, 0x80, 0x01, 0x601, true);
	turns_off(1 << 3 | 3, 0x71138086, 0x80, 0x01, 0xb001, false);
	turns_off(1 << 3 | 3, 0x71138086, 0x80, 0x01, 1, false);
	turns_off(31 << 3, 0x29188086, 0x44, 0x80, 0x601, true);
	turns_off(31 << 3, 0x29188086, 0x44, 0x80, 0, false);
	return test_done();
}
