/* SPDX-License-Identifier: BSD-3-Clause */
/* Files and folders that come and go. */
#include "fat.h"

int may_change(void)
{
	return CONFIG_READ_ONLY || volume.read_only ? -EROFS : 0;
}

/* The short entry of something new; its name comes with item_add. */
static void new_entry(uint8_t *entry, uint8_t attr, uint32_t first)
{
	uint32_t stamp = time_now();

	memset(entry, 0, ENTRY_BYTES);
	entry[AT_ATTR] = attr;
	write32(entry + AT_MADE, stamp);
	write16(entry + AT_READ, stamp >> 16);
	write16(entry + AT_TIME, stamp & 0xffff);
	write16(entry + AT_DATE, stamp >> 16);
	entry_set_first(entry, first);
}

/* Nothing of that name is there yet. */
static int add(struct place *at, uint8_t attr, uint32_t first)
{
	struct item *item = &at->item;
	int error;

	new_entry(item->entry, attr, first);
	error = item_add(at->folder, &at->name, item->entry, &item->sector, &item->offset);
	at->is_folder = (attr & ATTR_FOLDER) != 0;
	at->first = first;
	return error;
}

int file_make(struct place *at)
{
	int error = may_change();

	if (error == 0 && !name_allowed(&at->name))
		error = -EINVAL;
	return error < 0 ? error : add(at, ATTR_ARCHIVE, NO_CLUSTER);
}

static void dots(uint8_t *to, const char *name, uint32_t first)
{
	new_entry(to, ATTR_FOLDER, first);
	memset(to, ' ', SHORT_BYTES);
	for (unsigned i = 0; name[i] != '\0'; i++)
		to[i] = (uint8_t)name[i];
}

/* A cluster with the two entries that each folder has. */
static int new_folder(uint32_t parent, uint32_t *out)
{
	uint8_t *to;
	int error = table_take(NO_CLUSTER, true, out);

	if (error < 0)
		return error;
	error = data_clear(cluster_sector(*out), volume.cluster_sectors);
	if (error == 0)
		error = cache_get(cluster_sector(*out), KIND_DATA, true, &to);
	if (error == 0) {
		dots(to, ".", *out);
		dots(to + ENTRY_BYTES, "..", parent);
		cache_changed();
		error = cache_flush(KIND_DATA);
	}
	if (error < 0)
		(void)table_free(*out, 1);
	return error;
}

static int make_folder(const char *path)
{
	uint32_t first;
	int error = walk(path, &place);

	if (error == 0)
		return -EEXIST;
	if (error != -ENOENT || !place.named)
		return error;
	error = may_change();
	if (error == 0 && !name_allowed(&place.name))
		error = -EINVAL;
	if (error == 0)
		error = new_folder(place.folder, &first);
	if (error < 0)
		return error;
	error = add(&place, ATTR_FOLDER, first);
	if (error < 0) {
		(void)table_free(first, 1);
		(void)table_flush();
	}
	return error;
}

int fs_make_folder(const char *path, uint32_t mode)
{
	int error;

	(void)mode;
	volume_lock();
	error = make_folder(path);
	volume_unlock();
	return error;
}

static int remove_place(struct place *at)
{
	struct node *node;
	int error = 0;

	if (!at->named)
		return -EBUSY;
	if (at->slash && !at->is_folder)
		return -ENOTDIR;
	if (at->is_folder) {
		int empty = folder_empty(at->first);

		if (empty <= 0)
			return empty < 0 ? empty : -ENOTEMPTY;
	}
	error = may_change();
	if (error == 0)
		error = item_remove(at->folder, &at->item);
	if (error < 0)
		return error;
	node = node_at(at);
	if (node != NULL) {
		node->removed = true;
		return 0;
	}
	if (at->first == NO_CLUSTER)
		return 0;
	error = disk_barrier();
	if (error == 0)
		error = table_free(at->first, clusters_of(at));
	return error < 0 ? error : table_flush();
}

int fs_remove(const char *path)
{
	int error;

	volume_lock();
	error = walk(path, &place);
	if (error == 0)
		error = remove_place(&place);
	volume_unlock();
	return error;
}
