/* SPDX-License-Identifier: BSD-3-Clause */
/* An image of several large pages: its rights are as exact as a small one's. */
#include <ports.h>

#define MB ((size_t)1 << 20)
#define RW ((unsigned)(PAGING_READ | PAGING_WRITE))

static const char constants[3 * MB] = { 1 };
static char data[2 * MB] = { 1 };
static char zeros[3 * MB];
static int wrong;

static void check(const char *what, const volatile void *at, unsigned wanted)
{
	unsigned rights = 0;

	if (paging_lookup((const void *)(uintptr_t)at, NULL, &rights) == 0 && rights == wanted)
		return;
	print_print("large: %s at %p has rights %u, not %u\n", what, (void *)(uintptr_t)at, rights, wanted);
	wrong = 1;
}

int main(void)
{
	check("first constant", constants, PAGING_READ);
	check("last constant", &constants[sizeof(constants) - 1], PAGING_READ);
	check("text", (const void *)(uintptr_t)main, PAGING_READ | PAGING_EXECUTE);
	check("first data", data, RW);
	check("last data", &data[sizeof(data) - 1], RW);
	check("last zero", &zeros[sizeof(zeros) - 1], RW);
	/* From the first MiB to well behind the image: nothing that can be written can be executed. */
	for (size_t at = MB; at < 16 * MB; at += PAGING_PAGE) {
		unsigned rights = 0;

		if (paging_lookup((const void *)at, NULL, &rights) == 0 && (rights & PAGING_WRITE) != 0)
			check("a page", (const void *)at, RW);
	}
	print_print("large: %s\n", wrong || constants[0] != data[0] ? "not so" : "exact");
	return wrong;
}
