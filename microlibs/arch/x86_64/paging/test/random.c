/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/paging.c src/reservations.c src/tables.c src/seal.c src/faults.c */
/* Random calls against a table with one entry a page, with frames that run out in the middle. */
#include "boot.h"

#define PAGES 2560u /* five large pages */
#define LARGE (PAGING_LARGE_PAGE / PAGE)

static struct {
	bool mapped;
	uint64_t physical;
	unsigned rights;
} model[PAGES];

static char *window;

static const unsigned choices[] = { PAGING_READ, RIGHTS_RW, RIGHTS_RX, PAGING_READ | PAGING_DEVICE, RIGHTS_RW | PAGING_DEVICE };

static void compare(size_t from, size_t count)
{
	for (size_t i = from; i < from + count && i < PAGES; i++) {
		uint64_t physical = 1;
		unsigned rights = 0;
		int found = paging_lookup(window + i * PAGE + i % PAGE, &physical, &rights);

		REQUIRE((found == 0) == model[i].mapped);
		if (found < 0)
			continue;
		REQUIRE(physical == model[i].physical + i % PAGE);
		REQUIRE(rights == model[i].rights);
	}
}

static bool all_mapped(size_t from, size_t count, bool mapped)
{
	for (size_t i = from; i < from + count; i++) {
		if (model[i].mapped != mapped)
			return false;
	}
	return true;
}

static void step(struct test_random *random)
{
	size_t from = test_below(random, PAGES);
	size_t count = 1 + test_below(random, test_below(random, 3) ? 20 : PAGES);
	unsigned rights = choices[test_below(random, 5)];
	/* Half of it where large pages are possible. */
	uint64_t physical = test_below(random, 1u << 20) * PAGE;

	if (test_below(random, 2)) {
		from = from / LARGE * LARGE;
		physical = physical / PAGING_LARGE_PAGE * PAGING_LARGE_PAGE;
	}
	if (count > PAGES - from)
		count = PAGES - from;
	frames_left = test_below(random, 4) ? FRAMES : tables_taken + test_below(random, 4);

	char *at = window + from * PAGE;

	switch (test_below(random, 3)) {
	case 0: {
		bool free_before = all_mapped(from, count, false);
		int result = paging_map(at, physical, count * PAGE, rights);

		CHECK(result == (free_before ? 0 : -EEXIST) || (free_before && result == -ENOMEM));
		for (size_t i = 0; i < count && result == 0; i++) {
			model[from + i].mapped = true;
			model[from + i].physical = physical + i * PAGE;
			model[from + i].rights = rights;
		}
		break;
	}
	case 1: {
		bool there = all_mapped(from, count, true);
		int result = paging_unmap(at, count * PAGE);

		CHECK(result == (there ? 0 : -ENOENT) || (there && result == -ENOMEM));
		for (size_t i = 0; i < count && result == 0; i++)
			model[from + i].mapped = false;
		break;
	}
	default: {
		bool there = all_mapped(from, count, true);
		int result = paging_protect(at, count * PAGE, rights);

		CHECK(result == (there ? 0 : -ENOENT) || (there && result == -ENOMEM));
		for (size_t i = 0; i < count && result == 0; i++)
			model[from + i].rights = rights;
		break;
	}
	}
	compare(from > 2 ? from - 2 : 0, count + 4);
	CHECK_EQ(depth, 0);
}

int main(void)
{
	boot();
	for (uint64_t seed = 1; seed <= 3; seed++) {
		struct test_random random = { seed };

		window = paging_reserve(PAGES * PAGE, PAGING_LARGE_PAGE);
		REQUIRE(window != NULL && (uintptr_t)window % PAGING_LARGE_PAGE == 0);
		for (unsigned long i = 0; i < scaled(2000); i++)
			step(&random);
		compare(0, PAGES);
		frames_left = FRAMES;
		REQUIRE(paging_release(window, PAGES * PAGE) == 0);
		memset(model, 0, sizeof(model));
		/* No table is left behind. */
		CHECK_EQ(tables_taken, 0);
		CHECK(paging_lookup(window, NULL, NULL) == -ENOENT);
	}
	return test_done();
}
