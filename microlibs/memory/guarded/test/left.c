/* SPDX-License-Identifier: BSD-3-Clause */
/* config: WINDOW_MB=1 */
/* config: RIGHT=n */
/* define: LOCK_WIRED=0 */
/* Blocks that begin at the page behind a guard page. */
#include "window.h"

int main(void)
{
	REQUIRE(component_init() == 0);

	char *a = alloc_malloc(100);
	char *b = alloc_memalign(64, 5000);

	REQUIRE(a != NULL && b != NULL);
	CHECK_EQ((uintptr_t)a % PAGE, 0);
	CHECK_EQ((uintptr_t)b % PAGE, 0);
	CHECK(!is_mapped(a - 1) && !is_mapped(b - 1) && is_mapped(b + 4999) && !is_mapped(b + 2 * PAGE));
	a[99] = 5;
	a = alloc_realloc(a, 9000);
	REQUIRE(a != NULL);
	CHECK_EQ(a[99], 5);
	alloc_free(a);
	alloc_free(b);
	/* The window is full of one-page blocks and their guards; then there is room for the next again. */
	char *blocks[PAGES];
	size_t count = 0;

	while ((blocks[count] = alloc_malloc(1)) != NULL)
		count++;
	CHECK(count >= PAGES / 2 - 1);
	alloc_free(blocks[count / 2]);
	CHECK(alloc_malloc(1) == blocks[count / 2]);
	CHECK(alloc_malloc(1) == NULL);
	CHECK(lock_enter() == 0);
	lock_leave(0);
	return test_done();
}
