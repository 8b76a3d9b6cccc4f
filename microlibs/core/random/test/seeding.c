/* SPDX-License-Identifier: BSD-3-Clause */
/* What is given depends on every source, needs one of them, and is never given twice. */
/* config: RESEED_KB=1 */
#include <ports.h>
#include <stdarg.h>
#include <uniloom/test.h>

static struct {
	const char *name;
	uint8_t byte;
	long most;      /* bytes a call, or an error */
	unsigned calls;
} source[3];
static unsigned inside;
static char printed[200];

size_t sources_count(void)
{
	return 3;
}

static bool meanwhile;

long sources_gather(size_t at, void *data, size_t size)
{
	CHECK_EQ(inside, 0);
	source[at].calls++;
	if (source[at].most < 0)
		return source[at].most;

	/* It waits, and another thread draws meanwhile. */
	if (meanwhile) {
		uint8_t byte;

		meanwhile = false;
		CHECK_EQ(random_fill(&byte, 1), 0);
	}

	long got = (size_t)source[at].most < size ? source[at].most : (long)size;

	memset(data, source[at].byte, (size_t)got);
	return got;
}

const char *sources_source(size_t at)
{
	return source[at].name;
}

unsigned long lock_enter(void)
{
	return inside++;
}

void lock_leave(unsigned long state)
{
	CHECK_EQ(state, --inside);
}

int log_print_v(const char *format, va_list arguments)
{
	return vsnprintf(printed, sizeof printed, format, arguments);
}

static void draw(uint8_t *to, size_t size)
{
	REQUIRE(random_fill(to, size) == 0);
}

int main(void)
{
	uint8_t none[32] = { 0 };
	uint8_t first[32];
	uint8_t second[32];

	/* None has any: the end, nothing now, nothing ever. */
	source[0].name = "partial";
	source[1].name = "slow";
	source[1].most = -EAGAIN;
	source[2].name = "absent";
	source[2].most = -ENODEV;
	source[0].most = 0;
	CHECK_EQ(component_init(), 0);
	CHECK(strstr(printed, "not seeded, none of 3 sources has given 32 bytes") != NULL);
	CHECK_EQ(source[1].calls, 16);
	CHECK_EQ(source[2].calls, 1);
	memset(first, 0, sizeof first);
	CHECK_EQ(random_fill(first, sizeof first), -ENODATA);
	CHECK_EQ(memcmp(first, none, sizeof none), 0);
	CHECK_EQ(strcmp(random_seeded_from(), ""), 0);

	/* In pieces of 7 from one, at once from another. */
	source[0].most = 7;
	source[1].most = 100;
	meanwhile = true;
	draw(first, sizeof first);
	draw(second, sizeof second);
	CHECK(memcmp(first, second, sizeof first) != 0);
	CHECK(memcmp(first, none, sizeof first) != 0);
	CHECK_EQ(strcmp(random_seeded_from(), "partial, slow"), 0);

	/* Reseeded after 1 KiB, whatever the sizes; a source that is gone then spoils nothing. */
	unsigned before = source[0].calls;
	uint8_t large[4096];

	source[1].most = -EIO;
	draw(large, 959);
	CHECK_EQ(source[0].calls, before);
	draw(first, 1);
	draw(first, 1);
	CHECK_EQ(source[0].calls, before + 5);
	source[0].most = -ENODEV;
	draw(large, sizeof large);
	draw(first, 1);
	CHECK_EQ(strcmp(random_seeded_from(), "partial, slow"), 0);

	/* Bytes of every size: all values about as often, no run twice. */
	unsigned counts[256] = { 0 };
	struct test_random random = { 8439 };
	size_t total = 0;

	for (unsigned long round = scaled(2000); round > 0; round--) {
		size_t size = (size_t)test_below(&random, 600);
		uint8_t copy[8];

		draw(large, size);
		for (size_t i = 0; i < size; i++)
			counts[large[i]]++;
		total += size;
		if (size >= 16) {
			memcpy(copy, large, sizeof copy);
			CHECK(memcmp(copy, large + 8, sizeof copy) != 0);
		}
	}
	for (unsigned i = 0; i < 256; i++)
		CHECK(counts[i] > total / 256 * 8 / 10 && counts[i] < total / 256 * 12 / 10);
	return test_done();
}
