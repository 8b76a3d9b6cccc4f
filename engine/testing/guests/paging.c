/* SPDX-License-Identifier: BSD-3-Clause */
/* What `paging` promises, seen by a program: the same lines on a machine and in a process. */
#include <ports.h>

#define RW ((unsigned)(PAGING_READ | PAGING_WRITE))
#define PAGES 1200u /* two large pages and more */

static int wrong;

static void check(const char *what, long got, long wanted)
{
	if (got == wanted)
		return;
	print_print("paging: %s gave %ld, not %ld\n", what, got, wanted);
	wrong = 1;
}

static volatile uint32_t *word(char *page)
{
	return (volatile uint32_t *)(void *)page;
}

/* Many pages in one mapping, each what its frame is, and back. */
static void many(void)
{
	size_t before = frames_available();
	char *memory = frames_take(PAGES, PAGING_LARGE_PAGE);
	char *at = paging_reserve((size_t)PAGES * PAGING_PAGE, PAGING_LARGE_PAGE);
	uint64_t physical = 0;
	unsigned rights = 0;

	if (memory == NULL || at == NULL) {
		check("memory", 0, 1);
		return;
	}
	check("map", paging_map(at, (uintptr_t)memory, (size_t)PAGES * PAGING_PAGE, RW), 0);
	for (uint32_t i = 0; i < PAGES; i++)
		*word(at + (size_t)i * PAGING_PAGE) = i;
	for (uint32_t i = 0; i < PAGES; i++)
		check("the other way", *word(memory + (size_t)i * PAGING_PAGE), i);
	/* In the middle of a large page. */
	check("protect", paging_protect(at + 600 * (size_t)PAGING_PAGE, PAGING_PAGE, PAGING_READ), 0);
	check("lookup", paging_lookup(at + 600 * (size_t)PAGING_PAGE + 1, &physical, &rights), 0);
	check("physical", (long)(physical - (uintptr_t)memory), 600 * (long)PAGING_PAGE + 1);
	check("rights", rights, PAGING_READ);
	check("read", *word(at + 600 * (size_t)PAGING_PAGE), 600);
	check("unmap", paging_unmap(at + 601 * (size_t)PAGING_PAGE, PAGING_PAGE), 0);
	check("unmap again", paging_unmap(at + 601 * (size_t)PAGING_PAGE, PAGING_PAGE), -ENOENT);
	check("map over", paging_map(at, (uintptr_t)memory, 700 * (size_t)PAGING_PAGE, RW), -EEXIST);
	check("map there", paging_map(at + 601 * (size_t)PAGING_PAGE, (uintptr_t)memory, PAGING_PAGE, RW), 0);
	check("alias", *word(at + 601 * (size_t)PAGING_PAGE), 0);
	check("release", paging_release(at, (size_t)PAGES * PAGING_PAGE), 0);
	check("release again", paging_release(at, (size_t)PAGES * PAGING_PAGE), -EINVAL);
	frames_give(memory, PAGES);
	check("all back", (long)frames_available(), (long)before);
}

/* The program's own memory: as the image has it, then as it is asked for. */
static void own(void)
{
	static char page[PAGING_PAGE] __attribute__((aligned(4096)));
	static const char constant[] = "constant";
	unsigned rights = 0;

	check("data", paging_lookup(page, NULL, &rights), 0);
	check("data's rights", rights, RW);
	check("text", paging_lookup((const void *)(uintptr_t)own, NULL, &rights), 0);
	check("text's rights", rights, PAGING_READ | PAGING_EXECUTE);
	check("constant", paging_lookup(constant, NULL, &rights), 0);
	check("constant's rights", rights, PAGING_READ);
	check("NULL", paging_lookup(NULL, NULL, NULL), -ENOENT);
	page[0] = (char)0xc3; /* ret */
	check("execute", paging_protect(page, sizeof(page), PAGING_READ | PAGING_EXECUTE), 0);
	((void (*)(void))(uintptr_t)page)();
	check("both", paging_protect(page, sizeof(page), RW | PAGING_EXECUTE), -EINVAL);
	check("unmap data", paging_unmap(page, sizeof(page)), 0);
	check("unmapped", paging_lookup(page, NULL, NULL), -ENOENT);
	check("map data", paging_map(page, (uintptr_t)page, sizeof(page), RW), 0);
	check("contents", page[0], (char)0xc3);
}

int main(void)
{
	many();
	own();
	print_print("paging: %s\n", wrong ? "not so" : "as promised");
	return wrong;
}
