/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A file gets its new name before it loses the old one: whenever the power is cut it has at least one of them. What is replaced gives its
 * entry to what replaces it, in one sector. The way leads from `place` to `target`.
 */
#include "fat.h"

/* The folder's own way up. */
static int point_up(uint32_t folder, uint32_t parent)
{
	struct spot spot = { .first = folder };
	uint8_t *entry;
	int found = entry_at(&spot, 1, &entry);

	if (found <= 0)
		return found < 0 ? found : -EIO;
	if (entry_first(entry) == parent)
		return 0;
	entry_set_first(entry, parent);
	cache_changed();
	return entries_flush();
}

static bool same_entry(void)
{
	return place.item.sector == target.item.sector && place.item.offset == target.item.offset;
}

/* Whether what is at `target` may be replaced. */
static int check_there(void)
{
	if (place.is_folder && !target.is_folder)
		return -ENOTDIR;
	if (!place.is_folder && target.is_folder)
		return -EISDIR;
	if (!target.is_folder)
		return 0;

	int empty = folder_empty(target.first);

	return empty < 0 ? empty : empty == 0 ? -ENOTEMPTY : 0;
}

static int check(bool there)
{
	if (!place.named || (there && !target.named))
		return -EBUSY;
	if (place.slash && !place.is_folder)
		return -ENOTDIR;
	if (target.slash && !place.is_folder)
		return -ENOTDIR;
	if (place.is_folder) {
		int within = folder_within(target.folder, place.first);

		if (within != 0)
			return within < 0 ? within : -EINVAL;
	}
	if (there && !same_entry()) {
		int error = check_there();

		if (error < 0)
			return error;
	}
	return (!there || same_entry()) && !name_allowed(&target.name) ? -EINVAL : may_change();
}

/* All of an entry but its name. */
static int replace(uint32_t *sector, uint32_t *offset)
{
	uint8_t *entry;
	int error = cache_get(target.item.sector, KIND_ENTRIES, false, &entry);

	if (error < 0)
		return error;
	*sector = target.item.sector;
	*offset = target.item.offset;
	entry += *offset;
	memcpy(entry + AT_ATTR, place.item.entry + AT_ATTR, 1);
	memcpy(entry + AT_CASE + 1, place.item.entry + AT_CASE + 1, ENTRY_BYTES - AT_CASE - 1);
	cache_changed();
	return entries_flush();
}

/* What was at `target` is nobody's any more. */
static int drop_there(struct node *there)
{
	int error = disk_barrier();

	if (there != NULL) {
		there->removed = true;
		return error;
	}
	if (error < 0 || target.first == NO_CLUSTER)
		return error;
	error = table_free(target.first, clusters_of(&target));
	return error < 0 ? error : table_flush();
}

/* What the entry tells now. */
static int reload(struct item *item)
{
	uint8_t *entry;
	int error = cache_get(item->sector, KIND_ENTRIES, false, &entry);

	if (error == 0)
		memcpy(item->entry, entry + item->offset, ENTRY_BYTES);
	return error;
}

static int rename(bool there)
{
	struct node *node = node_at(&place);
	struct node *replaced = there ? node_at(&target) : NULL;
	uint32_t sector;
	uint32_t offset;
	int error = node != NULL ? node_commit(node) : 0;

	if (error == 0)
		error = reload(&place.item);
	if (error == 0)
		error = there ? replace(&sector, &offset) : item_add(target.folder, &target.name, place.item.entry, &sector, &offset);
	if (error < 0)
		return error;
	if (place.is_folder)
		error = point_up(place.first, target.folder);
	if (error == 0)
		error = disk_barrier();
	if (error == 0)
		error = item_remove(place.folder, &place.item);
	/* Two names have the same clusters: no more is built on that. */
	if (error < 0)
		volume.read_only = true;
	if (error < 0)
		return error;
	if (node != NULL) {
		node->sector = sector;
		node->offset = offset;
	}
	return there ? drop_there(replaced) : 0;
}

/* Another spelling of the name that it has is a new name. */
static bool same_name(void)
{
	const struct name *name = &place.item.name;

	return target.name.length == name->length && memcmp(target.name.units, name->units, name->length * sizeof *name->units) == 0;
}

static int walk_and_rename(const char *old, const char *new)
{
	bool there;
	int error = walk(old, &place);

	if (error < 0)
		return error;
	error = walk(new, &target);
	if (error < 0 && (error != -ENOENT || !target.named))
		return error;
	there = error == 0;
	error = check(there);
	if (error < 0 || (there && same_entry() && same_name()))
		return error;
	return rename(there && !same_entry());
}

int fs_rename(const char *old, const char *new)
{
	int error;

	volume_lock();
	error = walk_and_rename(old, new);
	volume_unlock();
	return error;
}
