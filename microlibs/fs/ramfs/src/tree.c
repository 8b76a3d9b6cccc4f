/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Folders. Entries are ordered by a hash of their names, so that finding one takes few steps however many there are, and
 * a listing goes on at a number. Their shape is a treap's (Seidel, Aragon 1996), with a hash of the key for chance.
 */
#include "ramfs.h"

#define SAME_HASH_BITS 16u
#define SAME_HASH_MOST ((1u << SAME_HASH_BITS) - 1)

/* FNV-1a; 47 bits, so that keys stay below what `fs` keeps for others. */
static uint64_t hash(const char *name, size_t size)
{
	uint64_t value = 0xcbf29ce484222325u;

	for (size_t i = 0; i < size; i++)
		value = (value ^ (uint8_t)name[i]) * 0x100000001b3u;
	return (value ^ value >> 47) & (((uint64_t)1 << 47) - 1);
}

static uint64_t chance(const struct ramfs_entry *entry)
{
	uint64_t value = entry->key * 0x9e3779b97f4a7c15u;

	return (value ^ value >> 29) * 0xbf58476d1ce4e5b9u;
}

struct ramfs_entry *ramfs_after(const struct ramfs_node *folder, uint64_t cursor)
{
	struct ramfs_entry *best = NULL;

	for (struct ramfs_entry *at = folder->children; at != NULL;) {
		if (at->key > cursor) {
			best = at;
			at = at->left;
		} else {
			at = at->right;
		}
	}
	return best;
}

struct ramfs_entry *ramfs_find(const struct ramfs_node *folder, const char *name, size_t size)
{
	uint64_t wanted = hash(name, size);
	struct ramfs_entry *entry = ramfs_after(folder, wanted << SAME_HASH_BITS);

	while (entry != NULL && entry->key >> SAME_HASH_BITS == wanted) {
		if (entry->size == size && memcmp(entry->name, name, size) == 0)
			return entry;
		entry = ramfs_after(folder, entry->key);
	}
	return NULL;
}

static void insert(struct ramfs_node *folder, struct ramfs_entry *entry)
{
	struct ramfs_entry **link = &folder->children;
	uint64_t mine = chance(entry);

	while (*link != NULL && chance(*link) > mine)
		link = entry->key < (*link)->key ? &(*link)->left : &(*link)->right;

	/* What was there is divided by the key. */
	struct ramfs_entry *rest = *link;
	struct ramfs_entry **below = &entry->left;
	struct ramfs_entry **above = &entry->right;

	*link = entry;
	while (rest != NULL) {
		if (rest->key < entry->key) {
			*below = rest;
			below = &rest->right;
			rest = rest->right;
		} else {
			*above = rest;
			above = &rest->left;
			rest = rest->left;
		}
	}
	*below = NULL;
	*above = NULL;
}

int ramfs_add(struct ramfs_node *folder, const char *name, size_t size, bool lasting, struct ramfs_node *node)
{
	uint64_t mine = hash(name, size);
	uint64_t key = (mine << SAME_HASH_BITS) + 1;

	for (struct ramfs_entry *same = ramfs_after(folder, key - 1);
	     same != NULL && same->key >> SAME_HASH_BITS == mine; same = ramfs_after(folder, same->key)) {
		if ((same->key & SAME_HASH_MOST) == SAME_HASH_MOST)
			return -ENOSPC;
		key = same->key + 1;
	}

	struct ramfs_entry *entry = heap_malloc(sizeof *entry + (lasting ? 0 : size));

	if (entry == NULL)
		return -ENOMEM;
	entry->key = key;
	entry->node = node;
	entry->size = size;
	entry->name = lasting ? name : entry->own;
	if (!lasting)
		memcpy(entry->own, name, size);
	insert(folder, entry);
	node->links++;
	return 0;
}

void ramfs_take(struct ramfs_node *folder, struct ramfs_entry *entry)
{
	struct ramfs_entry **link = &folder->children;

	while (*link != entry)
		link = entry->key < (*link)->key ? &(*link)->left : &(*link)->right;

	struct ramfs_entry *below = entry->left;
	struct ramfs_entry *above = entry->right;

	while (below != NULL && above != NULL) {
		if (chance(below) > chance(above)) {
			*link = below;
			link = &below->right;
			below = below->right;
		} else {
			*link = above;
			link = &above->left;
			above = above->left;
		}
	}
	*link = below != NULL ? below : above;
	entry->node->links--;
	heap_free(entry);
}
