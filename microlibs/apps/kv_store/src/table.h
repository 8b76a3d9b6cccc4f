/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TABLE_H
#define TABLE_H

#include <ports.h>

struct entry {
	struct entry *next;
	uint32_t hash;
	uint32_t key_size;
	uint32_t value_size;
	char data[]; /* the key, then the value */
};

/* A new entry that is in no table yet; NULL without memory. */
struct entry *table_make(const char *key, size_t key_size, const char *value, size_t value_size);
/* Puts it in, in place of the one with its key. */
void table_put(struct entry *entry);
struct entry *table_find(const char *key, size_t size);
/* False where there is none. */
bool table_remove(const char *key, size_t size);
void table_clear(void);
size_t table_count(void);

#endif
