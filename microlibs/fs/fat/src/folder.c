/* SPDX-License-Identifier: BSD-3-Clause */
/* What a folder has in it. */
#include "fat.h"

uint32_t entry_first(const uint8_t *entry)
{
	uint32_t first = read16(entry + AT_FIRST);

	return volume.bits == 32 ? first | read16(entry + AT_FIRST_HIGH) << 16 : first;
}

void entry_set_first(uint8_t *entry, uint32_t first)
{
	write16(entry + AT_FIRST, first);
	write16(entry + AT_FIRST_HIGH, volume.bits == 32 ? first >> 16 : 0);
}

/* Goes on to the cluster that has the entry. 1; 0 where there is none. */
static int go_to(struct spot *spot, uint32_t turn)
{
	if (spot->cluster == NO_CLUSTER || turn < spot->turn) {
		spot->cluster = spot->first == NO_CLUSTER ? volume.root_cluster : spot->first;
		spot->turn = 0;
		if (!cluster_valid(spot->cluster))
			return -EIO;
	}
	while (spot->turn < turn) {
		uint32_t next;
		int error = table_next(spot->cluster, &next);

		if (error < 0)
			return error;
		if (next == NO_CLUSTER)
			return 0;
		spot->cluster = next;
		spot->turn++;
	}
	return 1;
}

int entry_at(struct spot *spot, uint32_t index, uint8_t **entry)
{
	uint32_t per_sector = volume.sector_bytes / ENTRY_BYTES;
	uint32_t sector = index / per_sector;

	/* No folder has more, and one whose chain runs into itself ends here. */
	if (index >= ENTRIES_MOST)
		return 0;
	if (spot->first == NO_CLUSTER && volume.root != 0) {
		if (sector >= volume.root_sectors)
			return 0;
		spot->sector = volume.root + sector;
	} else {
		int found = go_to(spot, sector / volume.cluster_sectors);

		if (found <= 0)
			return found;
		spot->sector = cluster_sector(spot->cluster) + sector % volume.cluster_sectors;
	}
	spot->offset = index % per_sector * ENTRY_BYTES;

	int error = cache_get(spot->sector, KIND_ENTRIES, false, entry);

	if (error < 0)
		return error;
	*entry += spot->offset;
	return 1;
}

/* A long name on its way, from its end to its beginning. */
struct parts {
	unsigned wanted; /* number of the part that comes next; 0: all are there */
	bool valid;
	uint8_t sum;
	uint32_t begin;
};

/* The name ends with a 0 in its last part, or with that part. */
static void take_part(struct parts *parts, const uint8_t *entry, uint32_t index, struct name *name)
{
	unsigned number = entry[0] & LONG_NUMBER;

	if ((entry[0] & LONG_MORE) != 0) {
		*parts = (struct parts){ .wanted = number, .valid = true, .sum = entry[AT_SUM], .begin = index };
		name->length = 0;
	}
	if (!parts->valid || number != parts->wanted || number == 0 || (number - 1) * LONG_UNITS >= UNITS_MOST ||
	    entry[AT_SUM] != parts->sum) {
		parts->valid = false;
		return;
	}
	parts->wanted--;
	for (unsigned i = 0; i < LONG_UNITS; i++) {
		unsigned at = parts->wanted * LONG_UNITS + i;
		uint16_t unit = (uint16_t)read16(entry + long_unit_at(i));

		if (unit == 0 || at >= UNITS_MOST) {
			/* Only the name's end may have nothing in it. */
			parts->valid = (entry[0] & LONG_MORE) != 0;
			break;
		}
		name->units[at] = unit;
		if (at >= name->length)
			name->length = at + 1;
	}
}

static bool is_dots(const uint8_t *entry)
{
	return entry[0] == '.' && (entry[1] == ' ' || (entry[1] == '.' && entry[2] == ' '));
}

int item_next(struct spot *spot, uint32_t *index, struct item *out)
{
	struct parts parts = { .valid = false };

	while (true) {
		uint8_t *entry;
		uint32_t at = *index;
		int found = entry_at(spot, at, &entry);

		if (found <= 0 || entry[0] == 0)
			return found < 0 ? found : 0;
		(*index)++;
		if (entry[0] == REMOVED || is_dots(entry)) {
			parts.valid = false;
			continue;
		}
		if ((entry[AT_ATTR] & 0x3f) == ATTR_LONG) {
			take_part(&parts, entry, at, &out->name);
			continue;
		}
		if ((entry[AT_ATTR] & ATTR_LABEL) != 0) {
			parts.valid = false;
			continue;
		}
		out->is_long = parts.valid && parts.wanted == 0 && parts.sum == short_sum(entry) && name_mend(&out->name);
		if (!out->is_long)
			name_from_short(&out->name, entry);
		out->begin = out->is_long ? parts.begin : at;
		out->index = at;
		out->sector = spot->sector;
		out->offset = spot->offset;
		memcpy(out->entry, entry, ENTRY_BYTES);
		return 1;
	}
}

int item_find(uint32_t folder, const struct name *name, struct item *out)
{
	struct spot spot = { .first = folder };
	uint32_t index = 0;
	int found;

	while ((found = item_next(&spot, &index, out)) == 1) {
		if (name_same(name, &out->name))
			return 0;
		if (!out->is_long)
			continue;
		name_from_short(&spare_name, out->entry);
		if (name_same(name, &spare_name))
			return 0;
	}
	return found < 0 ? found : -ENOENT;
}

int folder_empty(uint32_t folder)
{
	struct spot spot = { .first = folder };
	uint32_t index = 0;
	int found = item_next(&spot, &index, &spare_item);

	return found < 0 ? found : found == 0;
}
