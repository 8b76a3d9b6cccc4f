/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine whose firmware has done nothing, one whose firmware has done all, and bridges that lead in circles. */
#include "machine.h"

#define COMMAND_MEMORY 2u

static uint32_t function_at(unsigned index)
{
	uint32_t function = 0;

	REQUIRE(pci_at(index, &function) == 0);
	return function;
}

static void nothing_done(void)
{
	uint64_t address;
	uint64_t size;
	uint32_t function;

	memset(cards, 0, sizeof cards);
	plug(0, 0, 0, NULL)->words[2] = 0x06000000;
	struct card *disk = plug(1, 5, 0, NULL);

	disk->words[3] = 0x00800000; /* more functions */
	add_bar(disk, 0, 32, 1); /* I/O */
	add_bar(disk, 1, 4096, 0);
	add_bar(disk, 4, 16384, 0xc);
	add_bar(plug(2, 5, 3, NULL), 0, 1ull << 36, 0xc);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(function_at(0), 0);
	CHECK_EQ(function_at(1), 5 << 11);
	CHECK_EQ(function_at(2), 5 << 11 | 3 << 8);
	CHECK_EQ(pci_at(3, &function), -ENOENT);

	CHECK_EQ(pci_bar(5 << 11, 0, &address, &size), -ENOTSUP);
	CHECK_EQ(pci_bar(5 << 11, 2, &address, &size), -ENOENT);
	CHECK_EQ(pci_bar(5 << 11, 6, &address, &size), -ENOENT);
	CHECK_EQ(pci_bar(5 << 11, 1, &address, &size), 0);
	CHECK_EQ(size, 4096);
	CHECK_EQ(address, CONFIG_BASE);
	CHECK_EQ(disk->words[5], CONFIG_BASE);
	CHECK_EQ(pci_bar(5 << 11, 4, &address, &size), 0);
	CHECK_EQ(size, 16384);
	CHECK_EQ(address % size, 0);
	CHECK(address >= (uint64_t)CONFIG_BASE + 4096 && disk->words[8] == (address | 0xc) && disk->words[9] == 0);
	/* The upper half is no register. */
	CHECK_EQ(pci_bar(5 << 11, 5, &address, &size), -ENOENT);
	/* Again, and it stays. */
	uint64_t before = address;

	CHECK_EQ(pci_bar(5 << 11, 4, &address, &size), 0);
	CHECK_EQ(address, before);
	/* More than there is room for. */
	CHECK_EQ(pci_bar(5 << 11 | 3 << 8, 0, &address, &size), -ENOSPC);
}

static void all_done(void)
{
	uint64_t address;
	uint64_t size;

	memset(cards, 0, sizeof cards);
	plug(0, 0, 0, NULL);
	struct card *disk = plug(1, 2, 0, NULL);

	add_bar(disk, 1, 0x100000, 0);
	disk->words[5] = CONFIG_BASE + 0x300000;
	disk->words[1] = COMMAND_MEMORY;
	add_bar(plug(2, 3, 0, NULL), 0, 4096, 0);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(disk->words[5], CONFIG_BASE + 0x300000);
	CHECK_EQ(disk->words[1], COMMAND_MEMORY);
	CHECK_EQ(pci_bar(2 << 11, 1, &address, &size), 0);
	CHECK_EQ(address, CONFIG_BASE + 0x300000);
	/* The next free place is behind it. */
	CHECK_EQ(pci_bar(3 << 11, 0, &address, &size), 0);
	CHECK_EQ(address, CONFIG_BASE + 0x400000);

	/* An address at the very top is none that is mapped. */
	struct card *far = plug(3, 4, 0, NULL);

	add_bar(far, 0, 4096, 4);
	far->words[4] = 0xfffff004;
	far->words[5] = UINT32_MAX;
	far->words[1] = COMMAND_MEMORY;
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(pci_bar(4 << 11, 0, &address, &size), 0);
	CHECK(address >= CONFIG_BASE && address < (uint64_t)CONFIG_BASE + CONFIG_SIZE);
}

static void bridges(void)
{
	uint64_t address;
	uint64_t size;

	memset(cards, 0, sizeof cards);
	plug(0, 0, 0, NULL);
	struct card *port = plug_bridge(1, 1, NULL);
	struct card *inner = plug_bridge(2, 0, port);

	add_bar(plug(3, 7, 0, port), 0, 4096, 0);
	add_bar(plug(4, 2, 0, inner), 0, 4096, 0);
	plug(5, 9, 0, NULL);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(port->words[6] & 0xffffff, 2 << 16 | 1 << 8 | 0);
	CHECK_EQ(inner->words[6] & 0xffffff, 2 << 16 | 2 << 8 | 1);
	/* Bus, device, function. */
	CHECK_EQ(function_at(1), 1 << 11);
	CHECK_EQ(function_at(2), 9 << 11);
	CHECK_EQ(function_at(3), 1 << 16);
	CHECK_EQ(function_at(4), 1 << 16 | 7 << 11);
	CHECK_EQ(function_at(5), 2 << 16 | 2 << 11);

	/* What is behind a bridge gets an address that the bridge, and the one before it, let through. */
	CHECK_EQ(pci_bar(2 << 16 | 2 << 11, 0, &address, &size), 0);
	for (int i = 0; i < 2; i++) {
		const struct card *bridge = i == 0 ? port : inner;
		uint64_t base = (uint64_t)(bridge->words[8] & 0xfff0) << 16;
		uint64_t limit = (uint64_t)(bridge->words[8] >> 16 & 0xfff0) << 16 | 0xfffff;

		CHECK(base <= address && address + size - 1 <= limit);
		CHECK((bridge->words[1] & 6) == 6);
	}
	CHECK_EQ(pci_bar(1 << 16 | 7 << 11, 0, &address, &size), 0);

	/* One whose secondary bus is its own, and one that leads back. */
	port->words[6] = 0x00000100;
	inner->words[6] = 0x00000101;
	CHECK_EQ(component_init(), 0);
	inner->words[6] = 0x00ff0001;
	CHECK_EQ(component_init(), 0);
}

static void capabilities(void)
{
	memset(cards, 0, sizeof cards);
	struct card *card = plug(0, 0, 0, NULL);

	CHECK_EQ(component_init(), 0);
	card->words[13] = 0x40;
	CHECK_EQ(pci_capability(0, 9, 0), -ENOENT);
	card->words[1] = 0x100000;
	card->words[0x40 / 4] = 0x5009;
	card->words[0x50 / 4] = 0x6011;
	card->words[0x60 / 4] = 0x0009;
	CHECK_EQ(pci_capability(0, 9, 0), 0x40);
	CHECK_EQ(pci_capability(0, 9, 0x40), 0x60);
	CHECK_EQ(pci_capability(0, 9, 0x60), -ENOENT);
	CHECK_EQ(pci_capability(0, 0x11, 0), 0x50);
	/* A circle ends, and what leads into the header is no capability. */
	card->words[0x60 / 4] = 0x4009;
	CHECK_EQ(pci_capability(0, 5, 0), -ENOENT);
	card->words[0x50 / 4] = 0x1011;
	CHECK_EQ(pci_capability(0, 9, 0x40), -ENOENT);
}

/* Anything in any register: it ends, and no function is counted twice. */
static void anything(void)
{
	struct test_random random = { 9 };

	for (unsigned long i = 0; i < scaled(300); i++) {
		uint32_t before = 0;
		uint32_t function;
		uint64_t address;
		uint64_t size;

		memset(cards, 0, sizeof cards);
		for (size_t k = 0; k < CARDS_MOST; k++) {
			struct card *behind = k == 0 || test_below(&random, 2) ? NULL : &cards[test_below(&random, k)];
			struct card *card = plug(k, (unsigned)test_below(&random, 32), (unsigned)test_below(&random, 8), behind);

			for (size_t word = 1; word < 64; word++) {
				card->words[word] = (uint32_t)test_next(&random);
				card->writable[word] = (uint32_t)test_next(&random);
			}
			if (test_below(&random, 2)) {
				card->words[2] = 0x06040000;
				card->words[3] = 0x00010000;
			}
		}
		CHECK_EQ(component_init(), 0);
		for (unsigned k = 0; pci_at(k, &function) == 0; k++) {
			CHECK(k == 0 || function > before);
			before = function;
			for (unsigned bar = 0; bar < 7; bar++) {
				if (pci_bar(function, bar, &address, &size) == 0)
					CHECK(size != 0 && size <= 1ull << 32 && address <= (1ull << 32) - size);
			}
			(void)pci_capability(function, (unsigned)test_below(&random, 256), 0);
		}
	}
	CHECK(accesses > 10000);
}

int main(void)
{
	nothing_done();
	all_done();
	bridges();
	capabilities();
	anything();
	return test_done();
}
