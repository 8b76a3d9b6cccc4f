/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define ALIGN 16u
#define LIVE 0x5a110c8du /* in the header of a block that is not freed */
#define FREED 0xdeadb10cu

/* In front of each block. */
struct header {
	size_t size;    /* bytes asked for */
	uint32_t back;  /* bytes from the block that the backing allocator gave to ours */
	uint32_t state;
};

_Static_assert(sizeof(struct header) == ALIGN, "a block behind its header is aligned");

struct record {
	struct control_stats head;
	char name[sizeof(CONFIG_NAME)];
};

static struct allocstats figures;
static unsigned long calls;

/* Figures are added to from several threads. */
static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

static void report(void)
{
	struct record record = {
		.head = {
			.used = figures.used,
			.peak = figures.peak,
			.allocations = figures.allocations,
			.failures = figures.failures,
			.live = figures.live,
		},
	};

	memcpy(record.name, CONFIG_NAME, sizeof(record.name));
	/* The name goes without its terminator. */
	(void)control_send(CONTROL_STATS, &record, offsetof(struct record, name) + sizeof(record.name) - 1);
}

static void called(void)
{
	if (!CONTROL_WIRED || CONFIG_REPORT_EVERY == 0)
		return;

	unsigned long state = enter();
	bool due = ++calls >= CONFIG_REPORT_EVERY;

	if (due)
		calls = 0;
	leave(state);
	if (due)
		report();
}

/* allocstats.read. Reports the same figures where the control channel is wired. */
void stats_read(struct allocstats *out)
{
	unsigned long state = enter();

	*out = figures;
	leave(state);
	if (CONTROL_WIRED)
		report();
}

static struct header *header_of(void *block)
{
	struct header *header = (struct header *)block - 1;

	if (header->state == FREED)
		panic_because("allocstats: block freed twice");
	if (header->state != LIVE)
		panic_because("allocstats: freed block did not come through here");
	return header;
}

static void *refused(void)
{
	unsigned long state = enter();

	figures.failures++;
	leave(state);
	called();
	return NULL;
}

/* `blocks` more, of which a reallocation makes none, and `more` bytes instead of `less`. */
static void grew(unsigned blocks, size_t less, size_t more)
{
	unsigned long state = enter();

	figures.allocations += blocks;
	figures.live += blocks;
	figures.used += more - less;
	if (figures.used > figures.peak)
		figures.peak = figures.used;
	leave(state);
}

/* Makes what the backing allocator gave a block of ours. */
static void *dress(char *base, size_t back, size_t size)
{
	char *block = base + back;

	*((struct header *)(void *)block - 1) = (struct header){ size, (uint32_t)back, LIVE };
	return block;
}

static void *allocate(size_t align, size_t size)
{
	if (align > UINT32_MAX || size > SIZE_MAX - align)
		return refused();

	char *base = align == ALIGN ? backing_malloc(size + align) : backing_memalign(align, size + align);
	if (base == NULL)
		return refused();
	grew(1, 0, size);
	called();
	return dress(base, align, size);
}

void *alloc_malloc(size_t size)
{
	return allocate(ALIGN, size);
}

void *alloc_memalign(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0)
		return refused();
	return allocate(align < ALIGN ? ALIGN : align, size);
}

void alloc_free(void *block)
{
	if (block == NULL)
		return;

	struct header *header = header_of(block);

	unsigned long state = enter();

	header->state = FREED;
	figures.used -= header->size;
	figures.live--;
	leave(state);
	backing_free((char *)block - header->back);
	called();
}

void *alloc_realloc(void *block, size_t size)
{
	if (block == NULL)
		return alloc_malloc(size);
	if (size == 0) {
		alloc_free(block);
		return NULL;
	}

	struct header *header = header_of(block);
	size_t back = header->back;
	size_t had = header->size;

	if (size > SIZE_MAX - back)
		return refused();

	/* The bytes in front of the block move with it; an alignment beyond 16 is not kept, as in C. */
	char *base = backing_realloc((char *)block - back, size + back);
	if (base == NULL)
		return refused();
	grew(0, had, size);
	called();
	return dress(base, back, size);
}
