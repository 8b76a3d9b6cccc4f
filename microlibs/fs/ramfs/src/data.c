/* SPDX-License-Identifier: BSD-3-Clause */
/* The bytes of files: pieces in a tree of tables that grows at its root, so that nothing large is ever moved. */
#include "ramfs.h"

#define FAN_BITS 6u
#define FAN (1u << FAN_BITS)
#define SMALLEST 64u

/* Written bytes of all files. */
static uint64_t used;

/* How many pieces a tree of this height reaches over. Sizes end at 2^63, and pieces have 2^6 bytes: no overflow. */
static uint64_t reach(unsigned height)
{
	return (uint64_t)1 << (FAN_BITS * height);
}

static bool has_room(size_t bytes)
{
	const uint64_t most = (uint64_t)CONFIG_MOST_KB * 1024;

	return most == 0 || (used <= most && bytes <= most - used);
}

static void count(struct ramfs_data *data, size_t bytes)
{
	data->bytes += bytes;
	used += bytes;
}

static uint8_t *piece_at(const struct ramfs_data *data, uint64_t index)
{
	void *at = data->root;

	if (index >= reach(data->height))
		return NULL;
	for (unsigned height = data->height; at != NULL && height > 0; height--)
		at = ((void **)at)[(index >> (FAN_BITS * (height - 1))) % FAN];
	return at;
}

const uint8_t *ramfs_run(const struct ramfs_node *file, uint64_t offset, size_t *size)
{
	const struct ramfs_data *data = &file->data;
	const uint8_t *piece = piece_at(data, offset / RAMFS_PIECE);
	size_t in = offset % RAMFS_PIECE;
	uint64_t most = RAMFS_PIECE - in;
	const uint8_t *at = NULL;

	if (piece != NULL) {
		size_t capacity = data->height == 0 ? data->capacity : RAMFS_PIECE;

		if (in < capacity) {
			at = piece + in;
			most = capacity - in;
		}
	} else if (offset < data->given_size) {
		at = data->given + offset;
		if (data->root == NULL || most > data->given_size - offset)
			most = data->given_size - offset;
	}
	if (most > file->size - offset)
		most = file->size - offset;
	if (*size > most)
		*size = (size_t)most;
	return at;
}

/* Makes the only piece `bytes` long, or what is a little more. */
static int grow_only(struct ramfs_data *data, size_t bytes)
{
	size_t capacity = SMALLEST;

	while (capacity < bytes)
		capacity *= 2;
	if (data->root != NULL && capacity <= data->capacity)
		return 0;

	size_t before = data->root == NULL ? 0 : data->capacity;

	if (!has_room(capacity - before))
		return -ENOSPC;

	void *grown = heap_realloc(data->root, capacity);

	if (grown == NULL)
		return -ENOMEM;
	memset((uint8_t *)grown + before, 0, capacity - before);
	count(data, capacity - before);
	data->root = grown;
	data->capacity = capacity;
	return 0;
}

static void **make_table(void)
{
	void **table = heap_malloc(FAN * sizeof *table);

	return table == NULL ? NULL : memset(table, 0, FAN * sizeof *table);
}

/* Makes the tree reach to `index`. */
static int reach_to(struct ramfs_data *data, uint64_t index)
{
	while (index >= reach(data->height)) {
		/* From now on it has others beside it, which are whole. */
		if (data->height == 0 && data->root != NULL) {
			int error = grow_only(data, RAMFS_PIECE);

			if (error < 0)
				return error;
		}
		if (data->root != NULL) {
			void **table = make_table();

			if (table == NULL)
				return -ENOMEM;
			table[0] = data->root;
			data->root = table;
		}
		data->height++;
	}
	return 0;
}

/* The place of piece `index` in the last table on the way, tables made as needed. */
static void **place_of(struct ramfs_data *data, uint64_t index)
{
	void **link = &data->root;

	for (unsigned height = data->height; height > 0; height--) {
		if (*link == NULL)
			*link = make_table();
		if (*link == NULL)
			return NULL;
		link = &((void **)*link)[(index >> (FAN_BITS * (height - 1))) % FAN];
	}
	return link;
}

/* The archive's bytes of a piece that hides them from now on. */
static void copy_given(const struct ramfs_data *data, uint64_t index, uint8_t *piece)
{
	uint64_t from = index * RAMFS_PIECE;

	if (from >= data->given_size)
		return;

	uint64_t size = data->given_size - from;

	memcpy(piece, data->given + from, size < RAMFS_PIECE ? (size_t)size : RAMFS_PIECE);
}

static int make_whole(struct ramfs_data *data, uint64_t index)
{
	if (!has_room(RAMFS_PIECE))
		return -ENOSPC;

	void **place = place_of(data, index);
	uint8_t *piece = place == NULL ? NULL : heap_malloc(RAMFS_PIECE);

	if (piece == NULL)
		return -ENOMEM;
	memset(piece, 0, RAMFS_PIECE);
	copy_given(data, index, piece);
	count(data, RAMFS_PIECE);
	*place = piece;
	return 0;
}

static int make_only(struct ramfs_data *data, size_t end)
{
	bool is_new = data->root == NULL;

	/* It hides all that the archive has at its place. */
	if (data->given_size > end)
		end = data->given_size < RAMFS_PIECE ? (size_t)data->given_size : RAMFS_PIECE;

	int error = grow_only(data, end);

	if (error == 0 && is_new)
		copy_given(data, 0, data->root);
	return error;
}

uint8_t *ramfs_room(struct ramfs_data *data, uint64_t offset, size_t *size, int *error)
{
	uint64_t index = offset / RAMFS_PIECE;
	size_t in = offset % RAMFS_PIECE;

	if (*size > RAMFS_PIECE - in)
		*size = RAMFS_PIECE - in;
	*error = reach_to(data, index);
	if (*error == 0 && data->height == 0)
		*error = make_only(data, in + *size);
	else if (*error == 0 && piece_at(data, index) == NULL)
		*error = make_whole(data, index);
	return *error < 0 ? NULL : piece_at(data, index) + in;
}

/* Keeps the first `keep` pieces below `at`, and `at` itself while it has any. */
static void *cut(struct ramfs_data *data, void *at, unsigned height, uint64_t keep)
{
	if (at == NULL || keep >= reach(height))
		return at;
	if (height > 0) {
		for (unsigned i = 0; i < FAN; i++) {
			uint64_t before = i * reach(height - 1);
			void **below = &((void **)at)[i];

			*below = cut(data, *below, height - 1, keep > before ? keep - before : 0);
		}
	} else {
		data->bytes -= data->height == 0 ? data->capacity : RAMFS_PIECE;
	}
	if (keep > 0)
		return at;
	heap_free(at);
	return NULL;
}

void ramfs_cut(struct ramfs_data *data, uint64_t size)
{
	uint64_t before = data->bytes;
	size_t in = size % RAMFS_PIECE;

	if (data->given_size > size)
		data->given_size = size;
	data->root = cut(data, data->root, data->height, size / RAMFS_PIECE + (in > 0));
	if (data->root == NULL)
		data->height = 0;
	used -= before - data->bytes;

	uint8_t *last = in > 0 ? piece_at(data, size / RAMFS_PIECE) : NULL;
	size_t capacity = data->height == 0 ? data->capacity : RAMFS_PIECE;

	if (last != NULL && in < capacity)
		memset(last + in, 0, capacity - in);
}

void ramfs_data_detach(struct ramfs_data *data, struct ramfs_data *garbage)
{
	used -= data->bytes;
	*garbage = *data;
	*data = (struct ramfs_data){ 0 };
}

void ramfs_data_free(struct ramfs_data *data)
{
	data->root = cut(data, data->root, data->height, 0);
}
