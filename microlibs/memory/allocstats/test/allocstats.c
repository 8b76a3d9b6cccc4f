/* SPDX-License-Identifier: BSD-3-Clause */
/* config: NAME=left */
/* config: REPORT_EVERY=10 */
/* The figures against a shadow of the same calls, the blocks' contents, wrong frees, and what is reported. */
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/panics.h>
#include <uniloom/shadow.h>

static bool empty;
static unsigned reports;
static struct control_stats last;
static char name[64];

void *backing_malloc(size_t size)
{
	return empty ? NULL : aligned_alloc(16, (size + 15) & ~(size_t)15);
}

/* Freed blocks stay readable, as in an allocator that does not clear them. */
static void *buried[64];
static size_t graves;

void backing_free(void *block)
{
	free(buried[graves % 64]);
	buried[graves++ % 64] = block;
}

void *backing_realloc(void *block, size_t size)
{
	return empty ? NULL : realloc(block, size);
}

void *backing_memalign(size_t align, size_t size)
{
	return empty ? NULL : aligned_alloc(align, (size + align - 1) & ~(align - 1));
}

int control_send(unsigned type, const void *payload, size_t size)
{
	CHECK_EQ(type, CONTROL_STATS);
	REQUIRE(size >= sizeof(last) && size < sizeof(last) + sizeof(name));
	memcpy(&last, payload, sizeof(last));
	memcpy(name, (const char *)payload + sizeof(last), size - sizeof(last));
	name[size - sizeof(last)] = '\0';
	reports++;
	return 0;
}

static void figures(void)
{
	struct allocstats stats;
	char *a = alloc_malloc(100);
	char *b = alloc_memalign(4096, 50);

	CHECK_EQ((uintptr_t)b % 4096, 0);
	stats_read(&stats);
	CHECK_EQ(stats.used, 150);
	CHECK_EQ(stats.peak, 150);
	CHECK_EQ(stats.allocations, 2);
	CHECK_EQ(stats.live, 2);
	b[49] = 7;
	b = alloc_realloc(b, 1000);
	CHECK_EQ(b[49], 7);
	alloc_free(a);
	alloc_free(NULL);
	empty = true;
	CHECK(alloc_malloc(1) == NULL);
	CHECK(alloc_realloc(b, 2000) == NULL);
	CHECK(alloc_malloc(SIZE_MAX) == NULL);
	CHECK(alloc_realloc(b, SIZE_MAX) == NULL);
	CHECK(alloc_memalign(5, 1) == NULL);
	CHECK(alloc_memalign((size_t)1 << 40, 1) == NULL);
	empty = false;
	stats_read(&stats);
	CHECK_EQ(stats.used, 1000);
	CHECK_EQ(stats.peak, 1100);
	CHECK_EQ(stats.failures, 6);
	CHECK_EQ(stats.live, 1);
	CHECK(alloc_realloc(b, 0) == NULL);
	stats_read(&stats);
	CHECK_EQ(stats.used, 0);
	CHECK_EQ(last.peak, 1100);
	CHECK_STR(name, "left");
}

static void misuse(void)
{
	static char outside[64];
	char *a = alloc_malloc(10);

	alloc_free(a);
	CHECK_PANICS(alloc_free(a), "twice");
	CHECK_PANICS(alloc_free(outside + 32), "did not come through here");
}

static void random_calls(void)
{
	struct shadow shadow = { .random = { 7 }, .largest = 3000 };
	unsigned before = reports;

	for (unsigned long i = 0; i < scaled(5000); i++) {
		struct allocstats stats;
		size_t used = 0;
		size_t live = 0;

		shadow_step(&shadow);
		for (size_t at = 0; at < SHADOW_BLOCKS; at++) {
			used += shadow.blocks[at].size;
			live += shadow.blocks[at].at != NULL;
		}
		if (i % 16 != 0)
			continue;
		stats_read(&stats);
		CHECK_EQ(stats.used, used);
		CHECK_EQ(stats.live, live);
	}
	shadow_free_all(&shadow);
	/* One for each reading, and one for every ten calls. */
	CHECK(reports - before > scaled(5000) / 16 + scaled(5000) / 10 - 2);
}

int main(void)
{
	figures();
	misuse();
	random_calls();
	return test_done();
}
