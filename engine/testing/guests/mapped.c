/* SPDX-License-Identifier: BSD-3-Clause */
/* A disk reads and writes memory that is mapped elsewhere than where devices see it: a thread's stack, and a heap. */
#include <ports.h>

#define BYTES 12288u
#define SECTORS 24u
#define FAR 40u

static uint8_t plain[BYTES];

static int is_wrong(const char *what, int error, const uint8_t *got, size_t size)
{
	if (error == 0 && memcmp(got, plain, size) == 0)
		return 0;
	print_print("mapped: %s: error %d, or other bytes\n", what, -error);
	return 1;
}

int main(void)
{
	uint8_t stack[4096 + 13];
	uint8_t *heap = heap_malloc(BYTES);
	int wrong = heap == NULL || disk_transfer(BLKDEV_READ, 0, plain, SECTORS) < 0;

	if (wrong != 0)
		return wrong;
	print_print("mapped: the heap is %s, the stack %s\n", (uintptr_t)heap >> 32 != 0 ? "elsewhere" : "not",
		    (uintptr_t)stack >> 32 != 0 ? "elsewhere" : "not");
	wrong |= is_wrong("read to the heap", disk_transfer(BLKDEV_READ, 0, heap, SECTORS), heap, BYTES);
	wrong |= is_wrong("read to the stack", disk_transfer(BLKDEV_READ, 0, stack + 13, 8), stack + 13, 4096);
	for (size_t i = 0; i < BYTES; i++)
		heap[i] = (uint8_t)(i * 7 + i / 256);
	wrong |= disk_transfer(BLKDEV_WRITE, FAR, heap, SECTORS) < 0;
	wrong |= is_wrong("write from the heap", disk_transfer(BLKDEV_READ, FAR, plain, SECTORS), heap, BYTES);
	print_print("mapped: %s\n", wrong != 0 ? "wrong" : "the same");
	return wrong;
}
