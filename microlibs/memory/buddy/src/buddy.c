/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The binary buddy system: D. E. Knuth, The Art of Computer Programming 1, 2.5, algorithms R and S. The tag bits are a map
 * beside the pool, so that blocks keep their alignment and a wrong free is seen.
 */
#include <ports.h>

#include <uniloom/poison.h>

#define POOL_BYTES ((size_t)CONFIG_POOL_KB * 1024u)
#define MIN_ORDER ((unsigned)CONFIG_MIN_ORDER)
#define UNITS (POOL_BYTES >> MIN_ORDER)
/* Bit scans have no standard spelling in C17. Neither argument may be 0. */
#define LOG2(value) (63u - (unsigned)__builtin_clzll(value))
#define LOWEST_BIT(value) ((unsigned)__builtin_ctzll(value))
#define MAX_ORDER LOG2((unsigned long long)CONFIG_POOL_KB * 1024u)

/* A map entry: 0 where no block begins, else its order and whether it is free. */
#define USED 0x80u
#define FREE 0x40u
#define ORDER 0x3fu

struct link {
	struct link *next;
	struct link *previous;
};

_Static_assert(sizeof(struct link) <= 1u << CONFIG_MIN_ORDER, "the smallest block holds the links");

static uintptr_t pool;
static uint8_t *map;
static struct link *heads[MAX_ORDER + 1];
static uint64_t filled; /* bit: the list of that order is not empty */

/* Keeps others out while lists and map do not fit together. */
static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

static uint8_t *entry_of(uintptr_t block)
{
	return &map[(block - pool) >> MIN_ORDER];
}

static void insert(uintptr_t block, unsigned order)
{
	struct link *link = (struct link *)block;

	unpoison(link, sizeof(*link));
	*link = (struct link){ .next = heads[order], .previous = NULL };
	if (link->next != NULL)
		link->next->previous = link;
	heads[order] = link;
	filled |= (uint64_t)1 << order;
	*entry_of(block) = (uint8_t)(FREE | order);
	poison((char *)block + sizeof(*link), ((size_t)1 << order) - sizeof(*link));
}

static void withdraw(uintptr_t block, unsigned order)
{
	struct link *link = (struct link *)block;

	if (link->next != NULL)
		link->next->previous = link->previous;
	if (link->previous != NULL)
		link->previous->next = link->next;
	else
		heads[order] = link->next;
	if (heads[order] == NULL)
		filled &= ~((uint64_t)1 << order);
	*entry_of(block) = 0;
}

/* Algorithm S: frees the block, joined with its buddies. */
static void give_back(uintptr_t block, unsigned order)
{
	poison((void *)block, (size_t)1 << order);
	*entry_of(block) = 0;
	for (; order < MAX_ORDER; order++) {
		uintptr_t buddy = pool + ((block - pool) ^ ((uintptr_t)1 << order));

		/* Of a pool that is no power of two, the last blocks have none. */
		if (buddy - pool >= POOL_BYTES || *entry_of(buddy) != (FREE | order))
			break;
		withdraw(buddy, order);
		poison((void *)buddy, sizeof(struct link));
		if (buddy < block)
			block = buddy;
	}
	insert(block, order);
}

/* Frees all but the first half of `block`, again and again until it is of the order `to`. */
static void shrink(uintptr_t block, unsigned from, unsigned to)
{
	*entry_of(block) = (uint8_t)(USED | to);
	while (from > to) {
		from--;
		insert(block + ((uintptr_t)1 << from), from);
	}
}

/* The order of a block for `size` bytes; more than MAX_ORDER when there is none. */
static unsigned order_for(size_t size)
{
	if (size > POOL_BYTES)
		return MAX_ORDER + 1;
	if (size <= (size_t)1 << MIN_ORDER)
		return MIN_ORDER;
	return LOG2((unsigned long long)size - 1) + 1;
}

/* Algorithm R. */
static void *take(unsigned order)
{
	if (order > MAX_ORDER)
		return NULL;

	uint64_t enough = filled & (UINT64_MAX << order);
	if (enough == 0)
		return NULL;

	unsigned found = LOWEST_BIT(enough);
	uintptr_t block = (uintptr_t)heads[found];

	withdraw(block, found);
	shrink(block, found, order);
	unpoison((void *)block, (size_t)1 << order);
	return (void *)block;
}

/* The order of a block that a caller gives back. Panics when it is none. */
static unsigned checked(void *block)
{
	uintptr_t at = (uintptr_t)block;

	if (at < pool || at - pool >= POOL_BYTES ||
	    (at - pool) % ((uintptr_t)1 << MIN_ORDER) != 0)
		panic_because("buddy: freed block is not from this allocator");

	uint8_t entry = *entry_of(at);
	if ((entry & FREE) != 0)
		panic_because("buddy: block freed twice");
	if ((entry & USED) == 0)
		panic_because("buddy: no block begins at what is freed");
	return entry & ORDER;
}

/* -ENOMEM: the region has no room for the pool and its map. */
int init(void)
{
	map = region_claim(UNITS, 16);
	if (map == NULL)
		return -ENOMEM;
	memset(map, 0, UNITS);

	void *memory = region_claim(POOL_BYTES, (size_t)1 << MAX_ORDER);
	if (memory == NULL)
		return -ENOMEM;

	pool = (uintptr_t)memory;
	/* The largest block that still fits, from low to high: each is aligned to its size. */
	for (size_t done = 0; done < POOL_BYTES;) {
		unsigned order = LOG2((unsigned long long)(POOL_BYTES - done));

		if (order < MIN_ORDER)
			break;
		insert(pool + done, order);
		done += (size_t)1 << order;
	}
	return 0;
}

void *alloc_malloc(size_t size)
{
	unsigned long state = enter();
	void *block = take(order_for(size));

	leave(state);
	return block;
}

void alloc_free(void *block)
{
	if (block == NULL)
		return;

	unsigned long state = enter();

	give_back((uintptr_t)block, checked(block));
	leave(state);
}

void *alloc_realloc(void *block, size_t size)
{
	if (block == NULL)
		return alloc_malloc(size);
	if (size == 0) {
		alloc_free(block);
		return NULL;
	}

	unsigned wanted = order_for(size);
	unsigned long state = enter();
	unsigned had = checked(block);

	if (wanted <= had)
		shrink((uintptr_t)block, had, wanted);
	leave(state);
	if (wanted <= had)
		return block;

	/* The caller's, which nobody else touches meanwhile. */
	void *moved = alloc_malloc(size);
	if (moved != NULL) {
		memcpy(moved, block, (size_t)1 << had);
		alloc_free(block);
	}
	return moved;
}

void *alloc_memalign(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0)
		return NULL;
	/* A block is aligned to its size. */
	return alloc_malloc(size > align ? size : align);
}
