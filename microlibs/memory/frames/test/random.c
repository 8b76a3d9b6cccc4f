/* SPDX-License-Identifier: BSD-3-Clause */
/* config: CLAIM_KB=1300 */
/* Random takes and gives against a map of pages; memory that runs out; wrong gives. */
#include <ports.h>
#include <uniloom/panics.h>

#define PAGE 4096u
#define PAGES (1300u / 4)
#define TAKES 64u

static size_t region_left = SIZE_MAX;
static size_t region_shift;
static unsigned long nesting;

/* The claim begins somewhere: never at a multiple of its size. */
void *region_claim(size_t size, size_t align)
{
	REQUIRE(align == PAGE);
	if (size > region_left)
		return NULL;
	return (char *)aligned_alloc((size_t)4 << 20, (size_t)4 << 20) + region_shift;
}

size_t region_available(void)
{
	return region_left;
}

unsigned long lock_enter(void)
{
	CHECK_EQ(nesting, 0);
	return nesting++;
}

void lock_leave(unsigned long state)
{
	CHECK_EQ(state, 0);
	nesting--;
}

static struct {
	char *at;
	size_t pages;
} takes[TAKES];

/* The pages that no take holds, counted one by one. */
static bool owned[1024];
static char *base;

static void own(char *at, size_t pages, bool value)
{
	for (size_t i = 0; i < pages; i++) {
		size_t page = (size_t)(at - base) / PAGE + i;

		REQUIRE(page < 1024);
		REQUIRE(owned[page] != value);
		owned[page] = value;
	}
}

static void step(struct test_random *random, size_t *held)
{
	size_t i = test_below(random, TAKES);

	if (takes[i].at == NULL) {
		size_t pages = test_below(random, 8) ? 1 + test_below(random, 9) : 1 + test_below(random, 200);
		size_t align = (size_t)PAGE << (test_below(random, 4) ? 0 : test_below(random, 8));
		size_t before = frames_available();
		char *at = frames_take(pages, align);

		if (at == NULL) {
			CHECK_EQ(frames_available(), before);
			return;
		}
		CHECK_EQ((uintptr_t)at % align, 0);
		own(at, pages, true);
		takes[i].at = at;
		takes[i].pages = pages;
		*held += pages;
	} else {
		/* All of it, or a part at one end. */
		size_t pages = test_below(random, 3) ? takes[i].pages : 1 + test_below(random, takes[i].pages);
		char *at = takes[i].at + (test_below(random, 2) ? 0 : (takes[i].pages - pages) * PAGE);

		frames_give(at, pages);
		own(at, pages, false);
		*held -= pages;
		if (at == takes[i].at)
			takes[i].at += pages * PAGE;
		takes[i].pages -= pages;
		if (takes[i].pages == 0)
			takes[i].at = NULL;
	}
}

static void give_all(void)
{
	for (size_t i = 0; i < TAKES; i++) {
		if (takes[i].at == NULL)
			continue;
		frames_give(takes[i].at, takes[i].pages);
		own(takes[i].at, takes[i].pages, false);
		takes[i].at = NULL;
	}
}

static void random_calls(void)
{
	size_t all = frames_available();

	for (uint64_t seed = 1; seed <= 4; seed++) {
		struct test_random random = { seed };
		size_t held = 0;

		for (unsigned long i = 0; i < scaled(20000); i++) {
			step(&random, &held);
			CHECK_EQ(frames_available(), all - held);
		}
		give_all();
		CHECK_EQ(frames_available(), all);
		/* Everything is together again: the largest power of two that the claim holds. */
		void *large = frames_take(128, 128 * PAGE);

		REQUIRE(large != NULL);
		frames_give(large, 128);
	}
}

/* Every page can be had, one at a time; then none, and after a give one again. */
static void runs_dry(void)
{
	static char *pages[PAGES];
	size_t count = 0;

	for (char *at; (at = frames_take(1, PAGE)) != NULL; pages[count++] = at)
		memset(at, 0xa5, PAGE);
	CHECK_EQ(frames_available(), 0);
	CHECK(count >= PAGES - 2);
	CHECK(frames_take(1, PAGE) == NULL);
	frames_give(pages[count / 2], 1);
	CHECK(frames_take(1, PAGE) == pages[count / 2]);
	for (size_t i = 0; i < count; i++)
		frames_give(pages[i], 1);
	CHECK_EQ(frames_available(), count);
}

static void wrong_gives(void)
{
	static char outside[2 * PAGE] __attribute__((aligned(4096)));
	char *at = frames_take(8, PAGE);

	CHECK_PANICS(frames_give(outside, 1), "not from here");
	CHECK_PANICS(frames_give(at + 16, 1), "not from here");
	CHECK_PANICS(frames_give(at, 0), "not from here");
	CHECK_PANICS(frames_give(at, SIZE_MAX), "not from here");
	frames_give(at + 2 * PAGE, 1);
	CHECK_PANICS(frames_give(at, 8), "free already");
	CHECK_PANICS(frames_give(at + 2 * PAGE, 1), "free already");
	frames_give(at, 2);
	frames_give(at + 3 * PAGE, 5);
	CHECK_PANICS(frames_give(at, 8), "free already");
	CHECK_PANICS(frames_give(at + 5 * PAGE, 1), "free already");
	/* The map itself is nobody's to give. */
	CHECK_PANICS(frames_give(base + region_shift, 1), "not from here");
}

static void wrong_takes(void)
{
	CHECK(frames_take(0, PAGE) == NULL);
	CHECK(frames_take(1, 1) == NULL);
	CHECK(frames_take(1, 3 * PAGE) == NULL);
	CHECK(frames_take(SIZE_MAX, PAGE) == NULL);
	CHECK(frames_take(1, (size_t)1 << 63) == NULL);
}

int main(void)
{
	region_left = 4096;
	CHECK_EQ(component_init(), -ENOMEM);
	region_left = SIZE_MAX;
	region_shift = (size_t)1900 * 1024 / PAGE * PAGE;
	REQUIRE(component_init() == 0);

	char *some = frames_take(1, PAGE);

	base = (char *)((uintptr_t)some & ~(((uintptr_t)4 << 20) - 1));
	frames_give(some, 1);
	random_calls();
	runs_dry();
	wrong_gives();
	wrong_takes();
	return test_done();
}
