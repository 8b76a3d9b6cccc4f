/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LINES=2 */
/* The list against a shadow, what is reported, by whom, and wrong frees. */
#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/shadow.h>

static bool empty;
static long depth;
static char printed[1024];
static struct control_leak sent[256];
static size_t sent_count;

void *backing_malloc(size_t size)
{
	return aligned_alloc(16, (size + 15) & ~(size_t)15);
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

unsigned long lock_enter(void)
{
	return (unsigned long)depth++;
}

void lock_leave(unsigned long state)
{
	CHECK_EQ(--depth, state);
}

int control_send(unsigned type, const void *payload, size_t size)
{
	CHECK_EQ(type, CONTROL_LEAKS);
	REQUIRE(size <= CONTROL_MAX_PAYLOAD && size % sizeof(sent[0]) == 0);
	memcpy(&sent[sent_count], payload, size);
	sent_count += size / sizeof(sent[0]);
	return 0;
}

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);

	return vsnprintf(printed + used, sizeof(printed) - used, format, arguments);
}

static void report(void)
{
	printed[0] = '\0';
	sent_count = 0;
	component_fini();
}

static __attribute__((noinline)) void *one_place(size_t size)
{
	void *volatile block = alloc_malloc(size);

	return block;
}

static void places(void)
{
	void *a = one_place(10);
	void *b = one_place(20);
	void *c = alloc_memalign(1024, 30);
	void *d = alloc_malloc(40);

	CHECK_EQ((uintptr_t)c % 1024, 0);
	report();
	CHECK(strstr(printed, "leaks: 4 blocks, 100 bytes not freed\n") != NULL);
	CHECK_EQ(sent_count, 3);
	size_t together = 0;

	for (size_t i = 0; i < sent_count; i++) {
		if (sent[i].blocks != 2)
			continue;
		together++;
		CHECK_EQ(sent[i].bytes, 30);
		CHECK(sent[i].caller > (uintptr_t)one_place && sent[i].caller < (uintptr_t)one_place + 256);
	}
	CHECK_EQ(together, 1);
	/* Two of the three places are printed. */
	CHECK(strstr(strstr(strstr(printed, "from 0x") + 1, "from 0x") + 1, "from 0x") == NULL);
	alloc_free(a);
	alloc_free(b);
	b = alloc_realloc(NULL, 5);
	b = alloc_realloc(b, 6);
	CHECK(alloc_realloc(c, 0) == NULL);
	alloc_free(d);
	alloc_free(NULL);
	report();
	CHECK(strstr(printed, "leaks: 1 block, 6 bytes not freed\n") != NULL);
	alloc_free(b);
	report();
	CHECK_STR(printed, "");
	CHECK_EQ(sent_count, 0);
}

static void refusals(void)
{
	static char outside[128] __attribute__((aligned(16)));
	char *kept = alloc_malloc(3);

	empty = true;
	CHECK(alloc_malloc(1) == NULL);
	CHECK(alloc_memalign(64, 1) == NULL);
	CHECK(alloc_realloc(kept, 100) == NULL);
	empty = false;
	CHECK(alloc_malloc(SIZE_MAX) == NULL);
	CHECK(alloc_realloc(kept, SIZE_MAX) == NULL);
	CHECK(alloc_memalign(3, 1) == NULL);
	CHECK(alloc_memalign(0, 1) == NULL);
	CHECK(alloc_memalign((size_t)1 << 40, 1) == NULL);
	report();
	CHECK(strstr(printed, "1 block, 3 bytes") != NULL);
	CHECK_PANICS(alloc_free(outside + 64), "did not come through here");
	alloc_free(kept);
	CHECK_PANICS(alloc_free(kept), "twice");
}

static void random_calls(void)
{
	struct shadow shadow = { .random = { 11 }, .largest = 3000 };

	for (unsigned long i = 0; i < scaled(5000); i++)
		shadow_step(&shadow);

	unsigned long long size = 0;
	unsigned long long blocks = 0;

	for (size_t i = 0; i < SHADOW_BLOCKS; i++) {
		size += shadow.blocks[i].size;
		blocks += shadow.blocks[i].at != NULL;
	}
	report();
	for (size_t i = 0; i < sent_count; i++) {
		size -= sent[i].bytes;
		blocks -= sent[i].blocks;
	}
	CHECK_EQ(size, 0);
	CHECK_EQ(blocks, 0);
	shadow_free_all(&shadow);
	report();
	CHECK_EQ(sent_count, 0);
}

int main(void)
{
	places();
	refusals();
	random_calls();
	CHECK_EQ(depth, 0);
	return test_done();
}
