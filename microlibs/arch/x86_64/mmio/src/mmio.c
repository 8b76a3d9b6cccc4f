/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

uint32_t mmio_read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("movl %1, %0" : "=r"(value) : "m"(*(const volatile uint32_t *)(uintptr_t)address) : "memory");
	return value;
}

void mmio_write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("movl %1, %0" : "=m"(*(volatile uint32_t *)(uintptr_t)address) : "ri"(value) : "memory");
}
