/* SPDX-License-Identifier: BSD-3-Clause */
#include "fat.h"

#define BITS_32 0x0fffffffu
#define INFO_FREE 488u
#define INFO_HINT 492u

bool cluster_valid(uint32_t cluster)
{
	return cluster >= FIRST_CLUSTER && cluster - FIRST_CLUSTER < volume.clusters;
}

uint32_t cluster_sector(uint32_t cluster)
{
	return volume.data + (cluster - FIRST_CLUSTER) * volume.cluster_sectors;
}

static int table_byte(uint32_t at, uint8_t **out)
{
	int error = cache_get(volume.table + at / volume.sector_bytes, KIND_TABLE, false, out);

	if (error == 0)
		*out += at % volume.sector_bytes;
	return error;
}

/* An entry of 12 bits may stand in two sectors. */
static int get12(uint32_t cluster, uint32_t *value)
{
	uint32_t at = cluster + cluster / 2;
	uint8_t *from;
	int error = table_byte(at, &from);
	uint32_t both = error < 0 ? 0 : *from;

	if (error == 0)
		error = table_byte(at + 1, &from);
	if (error < 0)
		return error;
	both |= (uint32_t)*from << 8;
	*value = cluster % 2 != 0 ? both >> 4 : both & 0xfff;
	return 0;
}

static int set12(uint32_t cluster, uint32_t value)
{
	uint32_t at = cluster + cluster / 2;
	uint8_t *to;
	int error = table_byte(at, &to);

	if (error < 0)
		return error;
	*to = cluster % 2 != 0 ? (uint8_t)((*to & 0x0f) | value << 4) : (uint8_t)value;
	cache_changed();
	error = table_byte(at + 1, &to);
	if (error < 0)
		return error;
	*to = cluster % 2 != 0 ? (uint8_t)(value >> 4) : (uint8_t)((*to & 0xf0) | (value >> 8 & 0x0f));
	cache_changed();
	return 0;
}

/* A cluster's entry, the last one's as LAST. */
static int get(uint32_t cluster, uint32_t *value)
{
	uint8_t *from;
	int error;

	if (volume.bits == 12)
		error = get12(cluster, value);
	else
		error = table_byte(cluster * (volume.bits / 8), &from);
	if (error < 0)
		return error;
	if (volume.bits == 16)
		*value = read16(from);
	if (volume.bits == 32)
		*value = read32(from) & BITS_32;

	/* The highest eight numbers end a chain. */
	uint32_t ends = volume.bits == 12 ? 0xff8 : volume.bits == 16 ? 0xfff8 : 0x0ffffff8;

	if (*value >= ends)
		*value = LAST;
	return 0;
}

int table_set(uint32_t cluster, uint32_t value)
{
	uint8_t *to;

	if (volume.bits == 12)
		return set12(cluster, value & 0xfff);

	int error = table_byte(cluster * (volume.bits / 8), &to);

	if (error < 0)
		return error;
	if (volume.bits == 16)
		write16(to, value & 0xffff);
	else
		write32(to, (read32(to) & ~BITS_32) | value);
	cache_changed();
	return 0;
}

int table_next(uint32_t cluster, uint32_t *next)
{
	int error = get(cluster, next);

	if (error < 0)
		return error;
	if (*next == LAST)
		*next = NO_CLUSTER;
	else if (!cluster_valid(*next) || *next == cluster)
		return -EIO;
	return 0;
}

static void count_free(bool more)
{
	if (!volume.free_known)
		return;
	volume.info_changed = true;
	if (more ? volume.free >= volume.clusters : volume.free == 0)
		volume.free_known = false; /* it was wrong */
	else
		volume.free += more ? 1u : UINT32_MAX;
}

static bool in_one_sector(uint32_t cluster)
{
	return volume.bits != 12 || (cluster + cluster / 2) % volume.sector_bytes != volume.sector_bytes - 1;
}

int table_take(uint32_t near, bool whole, uint32_t *out)
{
	uint32_t at = cluster_valid(near) ? near - FIRST_CLUSTER + 1 : volume.hint;

	for (uint32_t i = 0; i < volume.clusters; i++, at++) {
		uint32_t value;

		if (at >= volume.clusters)
			at = 0;
		if (whole && !in_one_sector(at + FIRST_CLUSTER))
			continue;

		int error = get(at + FIRST_CLUSTER, &value);

		if (error == 0 && value == NO_CLUSTER) {
			error = table_set(at + FIRST_CLUSTER, LAST);
			if (error < 0)
				return error;
			count_free(false);
			volume.hint = at + 1;
			*out = at + FIRST_CLUSTER;
			return 0;
		}
		if (error < 0)
			return error;
	}
	return -ENOSPC;
}

int table_end(uint32_t cluster)
{
	uint32_t value;
	int error = get(cluster, &value);

	return error < 0 || value == LAST ? error : table_set(cluster, LAST);
}

int table_free(uint32_t first, uint32_t most)
{
	uint32_t at = first;

	/* A chain that runs into itself ends where its own cluster is free already. */
	for (; most > 0 && cluster_valid(at); most--) {
		uint32_t next;
		int error = get(at, &next);

		if (error == 0 && next == NO_CLUSTER)
			return -EIO;
		if (error == 0)
			error = table_set(at, NO_CLUSTER);
		if (error < 0)
			return error;
		count_free(true);
		if (at - FIRST_CLUSTER < volume.hint)
			volume.hint = at - FIRST_CLUSTER;
		at = next;
	}
	return most == 0 || at == LAST ? 0 : -EIO;
}

int table_flush(void)
{
	int error = cache_flush(KIND_TABLE);
	uint8_t *info;

	if (error < 0 || volume.info == 0 || !volume.info_changed)
		return error;
	/* Told to others; never relied on. */
	error = cache_get(volume.info, KIND_DATA, false, &info);
	if (error < 0)
		return error;
	write32(info + INFO_FREE, volume.free_known ? volume.free : UINT32_MAX);
	write32(info + INFO_HINT, volume.hint + FIRST_CLUSTER);
	cache_changed();
	volume.info_changed = false;
	return cache_flush(KIND_DATA);
}
