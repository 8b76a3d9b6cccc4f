/* SPDX-License-Identifier: BSD-3-Clause */
/* What p9fs requires except the host: semaphores, and a heap that counts and can fail. */
#ifndef P9FS_FAKES_H
#define P9FS_FAKES_H

#include <ports.h>
#include <uniloom/test.h>

/* Semaphores of one thread: nothing that is waited for may be missing. */
void sched_sem_post(struct sched_sem *sem)
{
	sem->count++;
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	(void)timeout_ns;
	REQUIRE(sem->count > 0);
	sem->count--;
	return 0;
}

/* A heap that counts, and fails when it is told to. */
static long heap_blocks;
static long heap_fails_after = -1;
static struct heap_block {
	struct heap_block *next;
	struct heap_block **before;
	_Alignas(16) uint8_t data[];
} *heap_first;

void *heap_malloc(size_t size)
{
	if (heap_fails_after == 0)
		return NULL;
	if (heap_fails_after > 0)
		heap_fails_after--;

	struct heap_block *block = malloc(sizeof *block + size);

	REQUIRE(block != NULL);
	*block = (struct heap_block){ .next = heap_first, .before = &heap_first };
	if (heap_first != NULL)
		heap_first->before = &block->next;
	heap_first = block;
	heap_blocks++;
	return block->data;
}

void heap_free(void *data)
{
	if (data == NULL)
		return;

	struct heap_block *block = (struct heap_block *)(void *)((uint8_t *)data - offsetof(struct heap_block, data));

	*block->before = block->next;
	if (block->next != NULL)
		block->next->before = block->before;
	free(block);
	heap_blocks--;
}

/* A case is over: what init has stays nobody's. */
static void forget_blocks(void)
{
	while (heap_first != NULL)
		heap_free(heap_first->data);
}

#endif
