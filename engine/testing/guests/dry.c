/* SPDX-License-Identifier: BSD-3-Clause */
/* Each allocator until it has no more, and again when everything is back. */
#include <ports.h>

#define BYTES 200u

struct block {
	struct block *next;
};

static struct block *taken;

static unsigned long exhaust(size_t heap)
{
	unsigned long count = 0;

	for (struct block *block; (block = heaps_malloc(heap, BYTES)) != NULL; taken = block, count++) {
		memset(block, 0xa5, BYTES);
		block->next = taken;
	}
	return count;
}

static void give_all(size_t heap)
{
	while (taken != NULL) {
		struct block *block = taken;

		taken = block->next;
		heaps_free(heap, block);
	}
}

int main(void)
{
	int wrong = 0;

	for (size_t heap = 0; heap < heaps_count(); heap++) {
		unsigned long first = exhaust(heap);

		/* Dry for every call, and what was taken is as it was. */
		wrong |= heaps_malloc(heap, BYTES) != NULL || heaps_memalign(heap, 64, BYTES) != NULL ||
			 heaps_realloc(heap, NULL, BYTES) != NULL || heaps_realloc(heap, taken, (size_t)1 << 40) != NULL ||
			 heaps_malloc(heap, SIZE_MAX) != NULL;
		give_all(heap);

		unsigned long second = exhaust(heap);

		give_all(heap);
		print_print("dry: %zu took %s, then %s\n", heap, first > 10 ? "many" : "few",
			    second == first ? "as many" : second > 0 ? "some" : "none");
	}
	print_print("dry: %s\n", wrong ? "something came from nowhere" : "ok");
	return wrong;
}
