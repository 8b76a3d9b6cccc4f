/* SPDX-License-Identifier: BSD-3-Clause */
/* What is in a file. */
#include "fat.h"

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The bytes from `offset` on that stand beside each other on the disk, up to `size`; `*sector` is where the first one's cluster is. */
static int run_at(struct node *node, uint32_t offset, uint32_t size, bool grow, uint32_t *sector, uint32_t *bytes)
{
	uint32_t turn = offset / volume.cluster_bytes;
	uint32_t first;
	uint32_t end;
	uint32_t have = volume.cluster_bytes - offset % volume.cluster_bytes;
	int error = node_cluster(node, turn, grow, &first);

	if (error < 0)
		return error;
	end = first;
	while (have < size) {
		uint32_t next;

		error = node_cluster(node, ++turn, grow, &next);
		if (error < 0 || next != end + 1)
			break;
		end = next;
		have += smaller(volume.cluster_bytes, UINT32_MAX - have);
	}
	/* What follows it is looked for again, and tells why it is not there. */
	*sector = cluster_sector(first);
	*bytes = smaller(have, size);
	return 0;
}

/* Some bytes within a sector. `blank`: nothing of it matters that is not written now. */
static int move_part(bool write, uint32_t sector, uint32_t at, uint8_t *data, uint32_t size, bool blank)
{
	uint8_t *kept;
	int error = cache_get(sector, KIND_DATA, write && blank, &kept);

	if (error < 0)
		return error;
	if (write) {
		memcpy(kept + at, data, size);
		cache_changed();
	} else {
		memcpy(data, kept + at, size);
	}
	return 0;
}

/* Bytes beside each other; those from `end` on, of the file, are nobody's. */
static int move(bool write, uint32_t sector, uint32_t at, uint8_t *data, uint32_t size, uint64_t left)
{
	sector += at / volume.sector_bytes;
	at %= volume.sector_bytes;
	while (size > 0) {
		uint32_t whole = at == 0 ? size / volume.sector_bytes : 0;
		uint32_t part = whole > 0 ? whole * volume.sector_bytes : smaller(size, volume.sector_bytes - at);
		int error;

		if (whole > 0)
			error = write ? data_write(sector, data, whole) : data_read(sector, data, whole);
		else
			error = move_part(write, sector, at, data, part, at == 0 && part >= left);
		if (error < 0)
			return error;
		sector += whole > 0 ? whole : 1;
		at = 0;
		data += part;
		size -= part;
		left -= part < left ? part : left;
	}
	return 0;
}

ssize_t node_read(struct node *node, void *data, size_t size, uint64_t offset)
{
	uint8_t *to = data;
	uint32_t done = 0;

	if (offset >= node->size)
		return 0;

	uint32_t want = (uint32_t)(size < node->size - offset ? size : node->size - offset);

	while (done < want) {
		uint32_t at = (uint32_t)offset + done;
		uint32_t sector;
		uint32_t bytes;
		int error = run_at(node, at, want - done, false, &sector, &bytes);

		if (error == 0)
			error = move(false, sector, at % volume.cluster_bytes, to + done, bytes, 0);
		if (error < 0)
			return done > 0 ? (ssize_t)done : error;
		done += bytes;
	}
	return (ssize_t)done;
}

/* Writes within what the file may be; it is longer then. */
static int write_run(struct node *node, uint32_t at, uint8_t *data, uint32_t want, uint32_t *bytes)
{
	uint32_t sector;
	int error = run_at(node, at, want, true, &sector, bytes);

	if (error == 0)
		error = move(true, sector, at % volume.cluster_bytes, data, *bytes, node->size > at ? node->size - at : 0);
	if (error == 0 && at + *bytes > node->size)
		node->size = at + *bytes;
	return error;
}

static void now_changed(struct node *node)
{
	node->stamp = time_now();
	node->attr |= ATTR_ARCHIVE;
	node->changed = true;
}

#define ZERO_BYTES 512u

/* Zeroes from the file's end up to `size`. */
static int grow_to(struct node *node, uint32_t size)
{
	static uint8_t zeroes[ZERO_BYTES];

	while (node->size < size) {
		uint32_t at = node->size;
		uint32_t within = at % volume.sector_bytes;
		uint32_t want = size - at;
		uint32_t sector;
		uint32_t bytes;
		int error;

		if (within != 0 || want < volume.sector_bytes) {
			/* Up to a sector's end, or the last ones. */
			want = smaller(smaller(want, volume.sector_bytes - within), ZERO_BYTES);
			error = write_run(node, at, zeroes, want, &bytes);
		} else {
			error = run_at(node, at, want - want % volume.sector_bytes, true, &sector, &bytes);
			if (error == 0)
				error = data_clear(sector + at % volume.cluster_bytes / volume.sector_bytes, bytes / volume.sector_bytes);
			if (error == 0)
				node->size = at + bytes;
		}
		if (error < 0)
			return error;
	}
	return 0;
}

/* Clusters that were taken and have nothing in them go back. */
static void trim(struct node *node)
{
	(void)node_cut(node, clusters_for(node->size));
}

ssize_t node_write(struct node *node, const void *data, size_t size, uint64_t offset)
{
	union {
		const void *from;
		uint8_t *data;
	} memory = { .from = data };
	uint32_t before = node->size;
	uint32_t done = 0;
	int error = 0;

	if (size == 0)
		return 0;
	if (offset >= SIZE_LIMIT)
		return -EFBIG;
	if (size > SIZE_LIMIT - offset)
		size = (size_t)(SIZE_LIMIT - offset);
	if (clusters_for((uint32_t)(offset + size)) > clusters_for(node->size))
		error = node_end(node);
	if (error == 0 && offset > node->size)
		error = grow_to(node, (uint32_t)offset);
	while (error == 0 && done < size) {
		uint32_t bytes;

		error = write_run(node, (uint32_t)offset + done, memory.data + done, (uint32_t)size - done, &bytes);
		done += error == 0 ? bytes : 0;
	}
	now_changed(node);
	/* A gap without anything behind it is none. */
	if (done == 0)
		node->size = before;
	if (error < 0)
		trim(node);
	return done > 0 ? (ssize_t)done : error;
}

int node_resize(struct node *node, uint64_t size)
{
	int error;

	if (size > SIZE_LIMIT)
		return -EFBIG;
	error = clusters_for((uint32_t)size) != clusters_for(node->size) ? node_end(node) : 0;
	if (error < 0)
		return error;
	now_changed(node);
	if (size >= node->size) {
		uint32_t before = node->size;

		error = grow_to(node, (uint32_t)size);
		if (error < 0) {
			node->size = before;
			trim(node);
		}
		return error;
	}

	uint32_t keep = clusters_for((uint32_t)size);
	uint32_t first = node->first;

	/* The entry first: at no time it has more than the chain. */
	node->size = (uint32_t)size;
	if (keep == 0)
		node->first = NO_CLUSTER;
	error = node_commit(node);
	node->first = first;
	if (error == 0)
		error = disk_barrier();
	if (error == 0)
		error = node_cut(node, keep);
	if (error == 0 && !node->removed)
		node->changed = false;
	return error;
}
