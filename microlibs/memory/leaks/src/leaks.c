/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "leaks.h"

#define HEADER sizeof(struct leaks_header)
#define LIVE 0x1ea41e55u
#define FREED 0xdeadb10cu
/* The standard has no way to ask who calls. Not inlined, or the address would be somebody else's. */
#define CALLER() __builtin_return_address(0)
#define ENTRY __attribute__((noinline))

static struct leaks_header *first;

static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

static void insert(struct leaks_header *header)
{
	unsigned long state = enter();

	header->previous = NULL;
	header->next = first;
	if (first != NULL)
		first->previous = header;
	first = header;
	leave(state);
}

static void withdraw(struct leaks_header *header)
{
	unsigned long state = enter();

	*(header->previous != NULL ? &header->previous->next : &first) = header->next;
	if (header->next != NULL)
		header->next->previous = header->previous;
	leave(state);
}

/* Makes what the backing allocator gave a block of ours. */
static void *dress(char *base, size_t back, size_t size, void *caller)
{
	struct leaks_header *header = (struct leaks_header *)(void *)(base + back) - 1;

	*header = (struct leaks_header){ .caller = caller, .size = size, .back = (uint32_t)back, .state = LIVE };
	insert(header);
	return header + 1;
}

static void *allocate(size_t align, size_t size, void *caller)
{
	size_t back = align > HEADER ? align : (HEADER + align - 1) & ~(align - 1);

	if (align > UINT32_MAX || size > SIZE_MAX - back)
		return NULL;

	char *base = backing_memalign(align, size + back);

	return base != NULL ? dress(base, back, size, caller) : NULL;
}

static struct leaks_header *checked(void *block)
{
	struct leaks_header *header = (struct leaks_header *)block - 1;

	if (header->state == FREED)
		panic_because("leaks: block freed twice");
	if (header->state != LIVE)
		panic_because("leaks: freed block did not come through here");
	return header;
}

static void give_back(void *block)
{
	struct leaks_header *header = checked(block);

	withdraw(header);
	header->state = FREED;
	backing_free((char *)block - header->back);
}

ENTRY void *alloc_malloc(size_t size)
{
	return allocate(16, size, CALLER());
}

ENTRY void *alloc_memalign(size_t align, size_t size)
{
	if (align == 0 || (align & (align - 1)) != 0)
		return NULL;
	return allocate(align < 16 ? 16 : align, size, CALLER());
}

void alloc_free(void *block)
{
	if (block != NULL)
		give_back(block);
}

/* A block that has changed its size is its last caller's. */
ENTRY void *alloc_realloc(void *block, size_t size)
{
	if (block == NULL)
		return allocate(16, size, CALLER());
	if (size == 0) {
		give_back(block);
		return NULL;
	}

	struct leaks_header *header = checked(block);
	size_t back = header->back;

	if (size > SIZE_MAX - back)
		return NULL;
	/* It may move, and its neighbours in the list must not see that. */
	withdraw(header);

	char *base = backing_realloc((char *)block - back, size + back);

	if (base == NULL) {
		insert(header);
		return NULL;
	}
	return dress(base, back, size, CALLER());
}

void fini(void)
{
	leaks_report(first);
}
