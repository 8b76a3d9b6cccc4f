/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RESERVATIONS_H
#define RESERVATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a machine's page tables say, for the pages of one reservation. The operating system does not tell where memory came from. */
struct page {
	uint64_t physical;
	unsigned rights; /* 0: nothing is mapped */
};

struct reservation {
	struct reservation *next;
	uintptr_t base;
	size_t bytes;
	void *mapping; /* addresses of the operating system that it lies in, a page more on each side at least */
	size_t mapping_bytes;
	size_t table_bytes; /* of this */
	struct page pages[];
};

/* NULL: no addresses, or no memory for the table. */
struct reservation *reservations_add(size_t bytes, size_t align);

/* The one that [at, at + bytes) lies in, or NULL. */
struct reservation *reservations_find(uintptr_t at, size_t bytes);

void reservations_remove(struct reservation *reservation);

/* Makes the tables read-only. */
int reservations_seal(void);

/* Whether `at` is in one of the tables. */
bool reservations_own(uintptr_t at);

#endif
