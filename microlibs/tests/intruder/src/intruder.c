/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "table.h"

#define DEEP 1000000u

extern char __text_start[];

static const char constant[] = "read only";
static volatile uint64_t data[2] = { 0xc3c3c3c3c3c3c3c3u }; /* `ret` on x86, were it executed */

/* Each returns when it got through. */

static void attack_api(void)
{
	static char page[PAGING_PAGE] __attribute__((aligned(4096)));

	if (paging_protect(page, sizeof(page), PAGING_READ) == -EPERM && paging_unmap(page, sizeof(page)) == -EPERM &&
	    paging_seal() == -EPERM)
		panic_because("the address space is sealed: paging refuses");
}

static void attack_table(void)
{
	volatile uint64_t *entry = table_entry();

	if (entry != NULL)
		*entry = *entry;
	else
		panic_because("there is no page table to write to here");
}

static void attack_data(void)
{
	((void (*)(void))(uintptr_t)data)();
}

static void attack_text(void)
{
	*(volatile char *)__text_start = 0;
}

static void attack_rodata(void)
{
	/* Through a pointer that the compiler cannot follow: it would rather leave the write out. */
	char *volatile at = (char *)(uintptr_t)constant;

	*at = 'R';
}

/* `volatile`, so that it stays a call with a frame. */
static unsigned descend(volatile unsigned depth)
{
	volatile char frame[256];

	frame[0] = (char)depth;
	return depth == 0 ? 0 : descend(depth - 1) + (unsigned)frame[0];
}

static void attack_stack(void)
{
	(void)descend(DEEP);
}

static const struct {
	const char *name;
	void (*attack)(void);
} attacks[] = {
	{ "api", attack_api },	 { "table", attack_table },   { "data", attack_data },
	{ "text", attack_text }, { "rodata", attack_rodata }, { "stack", attack_stack },
};

static bool same(const char *a, const char *b)
{
	for (; *a != '\0' && *a == *b; a++, b++)
		;
	return *a == *b;
}

/* Context: thread. 0 when it was told of no attack; 1 when one got through, or is unknown. */
int main(int argc, char **argv)
{
	if (argc < 2) {
		out_print("intruder: nothing to try; arguments are api, table, data, text, rodata, stack\n");
		return 0;
	}
	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		if (!same(argv[1], attacks[i].name))
			continue;
		out_print("intruder: tries %s\n", attacks[i].name);
		attacks[i].attack();
		out_print("intruder: %s got through\n", attacks[i].name);
		return 1;
	}
	out_print("intruder: unknown attack %s\n", argv[1]);
	return 1;
}
