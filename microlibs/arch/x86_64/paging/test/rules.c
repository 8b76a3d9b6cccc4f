/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/paging.c src/reservations.c src/tables.c src/seal.c src/faults.c */
/* config: RESERVATIONS=3 */
/* What is refused, which pages are large, what a fault is called, and the seal. */
#include "boot.h"

extern const char __image_start[];
extern const char __text_start[];

static char *reserve(size_t bytes)
{
	char *at = paging_reserve(bytes, PAGING_LARGE_PAGE);

	REQUIRE(at != NULL);
	return at;
}

static void reservations(void)
{
	char *a = paging_reserve(1, 1);
	char *b = paging_reserve(3 * PAGE, (size_t)1 << 30);
	char *c = paging_reserve(PAGE, PAGE);

	REQUIRE(a != NULL && b != NULL && c != NULL);
	CHECK_EQ((uintptr_t)b % (1u << 30), 0);
	/* Into the gap that the alignment left; a page between. */
	CHECK(c == a + 2 * PAGE);
	CHECK(paging_reserve(PAGE, PAGE) == NULL);
	CHECK_EQ(paging_release(b, 2 * PAGE), -EINVAL);
	CHECK_EQ(paging_release(b + PAGE, 2 * PAGE), -EINVAL);
	CHECK_EQ(paging_release(b, SIZE_MAX), -EINVAL);
	CHECK_EQ(paging_release(b, 2 * PAGE + 1), 0);
	CHECK_EQ(paging_release(b, 3 * PAGE), -EINVAL);
	CHECK(paging_reserve(0, PAGE) == NULL);
	CHECK(paging_reserve(PAGE, 3) == NULL);
	CHECK(paging_reserve(SIZE_MAX, PAGE) == NULL);
	CHECK(paging_reserve((size_t)1 << 39, PAGE) == NULL);
	CHECK(paging_reserve(PAGE, (size_t)1 << 63) == NULL);
	CHECK_EQ(paging_release(a, 1), 0);
	CHECK_EQ(paging_release(c, PAGE), 0);
}

static void refusals(void)
{
	char *at = reserve(16 * PAGE);

	CHECK_EQ(paging_map(at, 0x100000, PAGE, PAGING_READ | PAGING_WRITE | PAGING_EXECUTE), -EINVAL);
	CHECK_EQ(paging_map(at, 0x100000, PAGE, PAGING_WRITE), -EINVAL);
	CHECK_EQ(paging_map(at, 0x100000, PAGE, PAGING_READ | 16), -EINVAL);
	CHECK_EQ(paging_map(at + 1, 0x100000, PAGE, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_map(at, 0x100001, PAGE, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_map(at, 1ull << 52, PAGE, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_map(at, 0x100000, PAGE + 1, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_map(at, 0x100000, 0, PAGING_READ), -EINVAL);
	/* Outside of what is reserved; the identity map to something else; page 0. */
	CHECK_EQ(paging_map(at, 0x100000, 17 * PAGE, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_map((void *)0x200000, 0x100000, PAGE, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_map(NULL, 0, PAGE, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_unmap(at, PAGE), -ENOENT);
	CHECK_EQ(paging_protect(at, PAGE, PAGING_READ), -ENOENT);
	CHECK_EQ(paging_protect(at, PAGE, PAGING_WRITE | PAGING_EXECUTE), -EINVAL);
	CHECK_EQ(paging_protect(at, 1, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_unmap((void *)-(uintptr_t)PAGE, PAGE), -EINVAL);
	CHECK_EQ(paging_lookup((void *)-(uintptr_t)PAGE, NULL, NULL), -ENOENT);
	/* Tables run out: nothing has changed, and nothing is kept. */
	for (frames_left = 0; frames_left < 3; frames_left++) {
		CHECK_EQ(paging_map(at, 0x100000, 16 * PAGE, PAGING_READ), -ENOMEM);
		CHECK_EQ(tables_taken, 0);
	}
	frames_left = FRAMES;
	CHECK_EQ(paging_release(at, 16 * PAGE), 0);
}

static void large_pages(void)
{
	size_t bytes = 2 * (size_t)PAGING_LARGE_PAGE + 3 * PAGE;
	char *at = reserve(bytes);
	unsigned shift;
	uint64_t physical = 0;

	CHECK_EQ(paging_map(at, 8 * (uint64_t)PAGING_LARGE_PAGE, bytes, RIGHTS_RW), 0);
	tables_find((uintptr_t)at, &shift);
	CHECK_EQ(shift, LARGE_SHIFT);
	tables_find((uintptr_t)at + 2 * PAGING_LARGE_PAGE, &shift);
	CHECK_EQ(shift, PAGE_SHIFT);
	/* A page in the middle gets rights of its own; those around it keep theirs. */
	CHECK_EQ(paging_protect(at + 5 * PAGE, PAGE, RIGHTS_RX), 0);
	for (size_t i = 4; i < 7; i++) {
		unsigned rights = 0;

		CHECK_EQ(paging_lookup(at + i * PAGE + 7, &physical, &rights), 0);
		CHECK_EQ(physical, 8 * (uint64_t)PAGING_LARGE_PAGE + i * PAGE + 7);
		CHECK_EQ(rights, i == 5 ? RIGHTS_RX : RIGHTS_RW);
	}
	tables_find((uintptr_t)at + PAGING_LARGE_PAGE, &shift);
	CHECK_EQ(shift, LARGE_SHIFT);
	CHECK_EQ(paging_release(at, bytes), 0);
	CHECK_EQ(tables_taken, 0);
}

/* The boot code's map: rights at its leaves, holes that can be made and mended. */
static void identity(void)
{
	char *at = (char *)(3ul << 30);
	unsigned rights = 0;

	CHECK_EQ(paging_lookup(at + 1, NULL, &rights), 0);
	CHECK_EQ(rights, RIGHTS_RW);
	CHECK_EQ(paging_protect(at, PAGE, RIGHTS_RX), 0);
	CHECK_EQ(paging_lookup(at, NULL, &rights), 0);
	CHECK_EQ(rights, RIGHTS_RX);
	CHECK_EQ(paging_unmap(at + PAGE, PAGE), 0);
	CHECK_EQ(paging_lookup(at + PAGE, NULL, NULL), -ENOENT);
	CHECK_STR(faults_name((uintptr_t)at + PAGE, 2), "access to an unmapped page");
	CHECK_EQ(paging_map(at + PAGE, (uintptr_t)at + PAGE, PAGE, RIGHTS_RW), 0);
	CHECK_EQ(paging_map(at + PAGE, (uintptr_t)at + PAGE, PAGE, RIGHTS_RW), -EEXIST);
	CHECK_EQ(paging_protect(at, PAGE, RIGHTS_RW), 0);
}

static void names(void)
{
	char *at = reserve(PAGE);

	CHECK_STR(faults_name(8, 2), "access through a null pointer");
	CHECK_STR(faults_name((uintptr_t)at, 0), "access to a guard page or to memory that was given back");
	CHECK_STR(faults_name((uintptr_t)at + PAGE, 2), "access beyond reserved addresses");
	CHECK_STR(faults_name((uintptr_t)arena, 0x11), "jump into data");
	CHECK_STR(faults_name((uintptr_t)at, 0x10), "jump to an unmapped page");
	CHECK_STR(faults_name((uintptr_t)__text_start + 1, 3), "write to text");
	CHECK_STR(faults_name((uintptr_t)__image_start, 3), "write to read-only data");
	CHECK_STR(faults_name((uintptr_t)arena, 3), "write to a read-only page");
	CHECK(faults_name((uintptr_t)arena, 1) == NULL);
	CHECK_EQ(paging_release(at, PAGE), 0);
}

static int read_only(uint64_t *table, unsigned shift)
{
	unsigned rights = PAGING_WRITE;

	(void)shift;
	CHECK_EQ(paging_lookup(table, NULL, &rights), 0);
	CHECK_EQ(rights, PAGING_READ);
	CHECK_STR(faults_name((uintptr_t)table + 8, 3), "write to a sealed page table");
	return 0;
}

/* Protects the first GiB as an image would have it; without that it could be written to and executed. */
static void seal(void)
{
	char *at = reserve(2 * PAGING_LARGE_PAGE);
	unsigned rights = 0;

	CHECK_EQ(paging_protect((void *)(uintptr_t)PAGE, (1u << 30) - PAGE, RIGHTS_RW), 0);
	CHECK_EQ(paging_protect((void *)0x100000, 2 * PAGE, RIGHTS_RX), 0);
	CHECK_EQ(paging_unmap((void *)0x300000, PAGE), 0);
	CHECK_EQ(paging_protect(NULL, PAGE, PAGING_READ), -EINVAL);
	/* Two more ways to the root: a small page and a large one. */
	CHECK_EQ(paging_map(at, boot_root, PAGE, RIGHTS_RW), 0);
	CHECK_EQ(paging_map(at + PAGING_LARGE_PAGE, boot_root & ~(uint64_t)(PAGING_LARGE_PAGE - 1), PAGING_LARGE_PAGE, RIGHTS_RW),
		 0);
	/* No memory for what must be split: nothing is sealed, and all goes on. */
	frames_left = tables_taken;
	CHECK_EQ(paging_seal(), -ENOMEM);
	frames_left = FRAMES;
	CHECK_EQ(paging_protect(at, PAGE, RIGHTS_RW), 0);
	CHECK_EQ(paging_seal(), 0);
	CHECK_EQ(overrides, 0);
	CHECK_EQ(tables_each(read_only), 0);
	CHECK_EQ(tables_each(no_write_and_execute), 1); /* page 0, which the machine's boot code unmaps */
	CHECK_EQ(paging_lookup(at, NULL, &rights), 0);
	CHECK_EQ(rights, PAGING_READ);
	CHECK_EQ(paging_lookup(at + PAGING_LARGE_PAGE, NULL, &rights), 0);
	CHECK_EQ(rights, PAGING_READ);
	CHECK_STR(faults_name((uintptr_t)at, 3), "write to a sealed page table");
	CHECK_EQ(paging_seal(), -EPERM);
	CHECK_EQ(paging_map(at + PAGE, 0, PAGE, PAGING_READ), -EPERM);
	CHECK_EQ(paging_unmap(at, PAGE), -EPERM);
	CHECK_EQ(paging_protect(at, PAGE, PAGING_READ), -EPERM);
	CHECK_EQ(paging_release(at, 2 * PAGING_LARGE_PAGE), -EPERM);
	CHECK_EQ(depth, 0);
}

int main(void)
{
	boot();
	/* None of the four directories of the boot code forbids anything any more. */
	CHECK_EQ(((uint64_t *)boot_root)[512 + 3] & ENTRY_NO_EXECUTE, 0);
	reservations();
	refusals();
	large_pages();
	identity();
	names();
	seal();
	return test_done();
}
