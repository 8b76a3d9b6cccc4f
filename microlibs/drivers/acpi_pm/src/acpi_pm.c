/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define CONFIG_ADDRESS 0xcf8u
#define CONFIG_DATA 0xcfcu
#define CONFIG_ENABLE 0x80000000u
#define DEVICES 32u
#define FUNCTIONS 8u

#define PM_BASE 0x40u
#define PM_BASE_MASK 0xffc0u
#define PM_BASE_DEFAULT 0x600u
#define PM1_CONTROL 4u
#define SLEEP_ENABLE (1u << 13) /* with sleep type 0, which is S5 on both chips under QEMU */

/* Where each chip keeps the enable bit of its register block. */
static const struct {
	uint32_t id; /* device << 16 | vendor */
	uint8_t reg;
	uint8_t bit;
} chips[] = {
	{ 0x71138086, 0x80, 0x01 }, /* PIIX4 power management: PMREGMISC */
	{ 0x29188086, 0x44, 0x80 }, /* ICH9 LPC: ACPI_CNTL */
};

static uint32_t config_read(uint32_t function, uint32_t reg)
{
	pio_out32(CONFIG_ADDRESS, CONFIG_ENABLE | function << 8 | reg);
	return pio_in32(CONFIG_DATA);
}

static void config_write(uint32_t function, uint32_t reg, uint32_t value)
{
	pio_out32(CONFIG_ADDRESS, CONFIG_ENABLE | function << 8 | reg);
	pio_out32(CONFIG_DATA, value);
}

static void soft_off(uint32_t function, uint32_t enable_reg, uint32_t enable_bit)
{
	uint32_t base = config_read(function, PM_BASE) & PM_BASE_MASK;

	if (base == 0) {
		base = PM_BASE_DEFAULT;
		config_write(function, PM_BASE, base | 1);
	}
	config_write(function, enable_reg, config_read(function, enable_reg) | enable_bit);
	pio_out16((uint16_t)(base + PM1_CONTROL), SLEEP_ENABLE);
}

void power_off(int status)
{
	(void)status;
	/* Both chips are on bus 0. */
	for (uint32_t function = 0; function < DEVICES * FUNCTIONS; function++) {
		uint32_t id = config_read(function, 0);

		for (size_t i = 0; i < sizeof chips / sizeof chips[0]; i++) {
			if (id == chips[i].id)
				soft_off(function, chips[i].reg, chips[i].bit);
		}
	}
	for (;;)
		__asm__ volatile("cli\n\thlt");
}
