/* SPDX-License-Identifier: BSD-3-Clause */
#include "table.h"

#define FIRST 64u

static struct entry *first_row[FIRST];
static struct entry **rows = first_row;
static size_t row_count = FIRST; /* a power of two */
static size_t count;

/* FNV-1a. */
static uint32_t hash_of(const char *key, size_t size)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (uint8_t)key[i]) * 16777619u;
	return hash;
}

static struct entry **place_of(uint32_t hash, const char *key, size_t size)
{
	struct entry **at = &rows[hash & (row_count - 1)];

	while (*at != NULL && ((*at)->hash != hash || (*at)->key_size != size || memcmp((*at)->data, key, size) != 0))
		at = &(*at)->next;
	return at;
}

/* Without memory the rows stay as they are, and get longer. */
static void grow(void)
{
	struct entry **more = heap_malloc(2 * row_count * sizeof *more);

	if (more == NULL)
		return;
	memset(more, 0, 2 * row_count * sizeof *more);
	for (size_t i = 0; i < row_count; i++) {
		for (struct entry *entry = rows[i], *next; entry != NULL; entry = next) {
			struct entry **at = &more[entry->hash & (2 * row_count - 1)];

			next = entry->next;
			entry->next = *at;
			*at = entry;
		}
	}
	if (rows != first_row)
		heap_free(rows);
	rows = more;
	row_count *= 2;
}

struct entry *table_make(const char *key, size_t key_size, const char *value, size_t value_size)
{
	struct entry *entry = heap_malloc(sizeof *entry + key_size + value_size);

	if (entry == NULL)
		return NULL;
	entry->hash = hash_of(key, key_size);
	entry->key_size = (uint32_t)key_size;
	entry->value_size = (uint32_t)value_size;
	memcpy(entry->data, key, key_size);
	memcpy(entry->data + key_size, value, value_size);
	return entry;
}

void table_put(struct entry *entry)
{
	struct entry **at = place_of(entry->hash, entry->data, entry->key_size);
	struct entry *old = *at;

	entry->next = old != NULL ? old->next : NULL;
	*at = entry;
	if (old != NULL) {
		heap_free(old);
		return;
	}
	if (++count > row_count)
		grow();
}

struct entry *table_find(const char *key, size_t size)
{
	return *place_of(hash_of(key, size), key, size);
}

bool table_remove(const char *key, size_t size)
{
	struct entry **at = place_of(hash_of(key, size), key, size);
	struct entry *entry = *at;

	if (entry == NULL)
		return false;
	*at = entry->next;
	heap_free(entry);
	count--;
	return true;
}

void table_clear(void)
{
	for (size_t i = 0; i < row_count; i++) {
		for (struct entry *entry = rows[i], *next; entry != NULL; entry = next) {
			next = entry->next;
			heap_free(entry);
		}
	}
	if (rows != first_row)
		heap_free(rows);
	rows = first_row;
	row_count = FIRST;
	count = 0;
	memset(first_row, 0, sizeof first_row);
}

size_t table_count(void)
{
	return count;
}
