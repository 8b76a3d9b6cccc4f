/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

uint8_t mmio_read8(uint64_t address)
{
	uint8_t value;

	__asm__ volatile("movb %1, %0" : "=q"(value) : "m"(*(const volatile uint8_t *)(uintptr_t)address) : "memory");
	return value;
}

void mmio_write8(uint64_t address, uint8_t value)
{
	__asm__ volatile("movb %1, %0" : "=m"(*(volatile uint8_t *)(uintptr_t)address) : "qi"(value) : "memory");
}

uint16_t mmio_read16(uint64_t address)
{
	uint16_t value;

	__asm__ volatile("movw %1, %0" : "=r"(value) : "m"(*(const volatile uint16_t *)(uintptr_t)address) : "memory");
	return value;
}

void mmio_write16(uint64_t address, uint16_t value)
{
	__asm__ volatile("movw %1, %0" : "=m"(*(volatile uint16_t *)(uintptr_t)address) : "ri"(value) : "memory");
}

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
