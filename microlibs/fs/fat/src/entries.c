/* SPDX-License-Identifier: BSD-3-Clause */
/* Names that come and go. */
#include "fat.h"

int entries_flush(void)
{
	return cache_flush(KIND_ENTRIES);
}

/* One more cluster, with no entry in it. What it says, and that it is taken, is on the disk before the folder has it. */
static int extend(struct spot *spot)
{
	uint32_t cluster;
	int error = table_take(spot->cluster, true, &cluster);

	if (error < 0)
		return error;
	error = data_clear(cluster_sector(cluster), volume.cluster_sectors);
	if (error == 0)
		error = cache_flush(KIND_DATA);
	if (error == 0)
		error = table_flush();
	if (error == 0)
		error = disk_barrier();
	if (error == 0)
		error = table_set(spot->cluster, cluster);
	if (error < 0)
		(void)table_free(cluster, 1);
	return error;
}

/* `count` entries beside each other that nothing uses. */
static int find_room(struct spot *spot, unsigned count, uint32_t *begin)
{
	bool ended = false;
	unsigned run = 0;

	for (uint32_t index = 0; index < ENTRIES_MOST;) {
		uint8_t *entry;
		int found = entry_at(spot, index, &entry);

		if (found < 0)
			return found;
		if (found == 0) {
			if (spot->first == NO_CLUSTER && volume.root != 0)
				return -ENOSPC;

			int error = extend(spot);

			if (error < 0)
				return error;
			continue;
		}
		ended = ended || entry[0] == 0;
		run = ended || entry[0] == REMOVED ? run + 1 : 0;
		index++;
		if (run < count)
			continue;
		*begin = index - count;
		/* What follows the last one is free: it has to say so where it was behind the end. */
		found = ended ? entry_at(spot, index, &entry) : 0;
		if (found == 1 && entry[0] != 0) {
			entry[0] = 0;
			cache_changed();
			found = entries_flush();
		}
		return found < 0 ? found : 0;
	}
	return -ENOSPC;
}

static bool short_taken(uint32_t folder, const uint8_t *wanted, int *error)
{
	struct spot spot = { .first = folder };
	uint32_t index = 0;
	int found;

	while ((found = item_next(&spot, &index, &spare_item)) == 1) {
		if (memcmp(spare_item.entry, wanted, SHORT_BYTES) == 0)
			return true;
	}
	*error = found;
	return false;
}

/* A short name that nothing in the folder has. */
static int choose_short(uint32_t folder, const struct name *name, uint8_t *out)
{
	int error = 0;

	for (unsigned turn = 0; turn < SHORT_TURNS; turn++) {
		if (short_make(name, turn, out) && !short_taken(folder, out, &error))
			return error;
	}
	return -ENOSPC;
}

static void make_part(uint8_t *entry, const struct name *name, unsigned number, unsigned count, uint8_t sum)
{
	memset(entry, 0, ENTRY_BYTES);
	entry[0] = (uint8_t)(number | (number == count ? LONG_MORE : 0));
	entry[AT_ATTR] = ATTR_LONG;
	entry[AT_SUM] = sum;
	for (unsigned i = 0; i < LONG_UNITS; i++) {
		unsigned at = (number - 1) * LONG_UNITS + i;

		write16(entry + long_unit_at(i), at < name->length ? name->units[at] : at == name->length ? 0 : 0xffff);
	}
}

/* Whether the short name says all of it. */
static bool is_short(const struct name *name, const uint8_t *entry)
{
	name_from_short(&spare_name, entry);
	return spare_name.length == name->length && memcmp(spare_name.units, name->units, name->length * sizeof *name->units) == 0;
}

int item_add(uint32_t folder, const struct name *name, uint8_t *entry, uint32_t *sector, uint32_t *offset)
{
	struct spot spot = { .first = folder };
	uint32_t begin = 0;
	int error = choose_short(folder, name, entry);

	if (error < 0)
		return error;
	entry[AT_CASE] = 0;

	unsigned count = is_short(name, entry) ? 0 : (name->length + LONG_UNITS - 1) / LONG_UNITS;
	uint8_t sum = short_sum(entry);

	error = find_room(&spot, count + 1, &begin);
	/* A folder's new clusters are its own before they have anything in them. */
	if (error == 0)
		error = table_flush();
	if (error == 0)
		error = disk_barrier();
	for (unsigned i = 0; i <= count && error == 0; i++) {
		uint8_t *to;
		int found = entry_at(&spot, begin + i, &to);

		if (found <= 0) {
			error = found < 0 ? found : -EIO;
			break;
		}
		if (i < count)
			make_part(to, name, count - i, count, sum);
		else
			memcpy(to, entry, ENTRY_BYTES);
		cache_changed();
	}
	if (error < 0)
		return error;
	*sector = spot.sector;
	*offset = spot.offset;
	return entries_flush();
}

int item_remove(uint32_t folder, const struct item *item)
{
	struct spot spot = { .first = folder };

	for (uint32_t at = item->begin; at <= item->index; at++) {
		uint8_t *entry;
		int found = entry_at(&spot, at, &entry);

		if (found <= 0)
			return found < 0 ? found : -EIO;
		entry[0] = REMOVED;
		cache_changed();
	}
	return entries_flush();
}
