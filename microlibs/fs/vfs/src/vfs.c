/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptors. A call holds its file, so that closing it meanwhile, in another thread, takes effect when the call is over.
 * The position is read before and set after it: who shares one between threads orders their calls.
 */
#include "vfs.h"

ssize_t mt_slot_read(const struct mt_slot *slot, void *data, size_t size, uint64_t offset)
{
	return slot->inner != NULL ? mounts_read(slot->mount, slot->inner, data, size, offset) : -EISDIR;
}

ssize_t mt_slot_write(const struct mt_slot *slot, const void *data, size_t size, uint64_t offset)
{
	return slot->inner != NULL ? mounts_write(slot->mount, slot->inner, data, size, offset) : -EBADF;
}

const void *mt_slot_view(const struct mt_slot *slot, uint64_t offset, size_t *size)
{
	*size = 0;
	return slot->inner != NULL ? mounts_view(slot->mount, slot->inner, offset, size) : NULL;
}

int mt_slot_truncate(const struct mt_slot *slot, uint64_t size)
{
	return slot->inner != NULL ? mounts_truncate(slot->mount, slot->inner, size) : -EBADF;
}

int mt_slot_sync(const struct mt_slot *slot)
{
	return slot->inner != NULL ? mounts_sync(slot->mount, slot->inner) : 0;
}

int vfs_open(const char *path, unsigned flags, uint32_t mode)
{
	struct mt_route route;
	int error = mt_find(path, true, &route);

	if (error < 0)
		return error;

	/* First of all, so that nothing is made which nobody can have. */
	int fd = mt_take_fd();
	struct mt_slot *slot = fd >= 0 ? mt_reserve() : NULL;

	if (slot == NULL) {
		if (fd >= 0)
			mt_set_fd(fd, NULL);
		return -EMFILE;
	}
	error = mt_open_slot(slot, &route, flags, mode);
	if (error < 0)
		(void)mt_drop(slot);
	mt_set_fd(fd, error < 0 ? NULL : slot);
	return error < 0 ? error : fd;
}

int vfs_close(int fd)
{
	struct mt_slot *slot = mt_forget(fd);

	return slot == NULL ? -EBADF : mt_drop(slot);
}

int vfs_dup(int fd)
{
	struct mt_slot *slot = mt_hold(fd);

	if (slot == NULL)
		return -EBADF;

	int second = mt_take_fd();

	if (second < 0)
		(void)mt_drop(slot);
	else
		mt_set_fd(second, slot);
	return second;
}

static uint64_t position_of(const struct mt_slot *slot)
{
	unsigned long state = mt_enter();
	uint64_t position = slot->position;

	mt_leave(state);
	return position;
}

static void set_position(struct mt_slot *slot, uint64_t position)
{
	unsigned long state = mt_enter();

	slot->position = position;
	mt_leave(state);
}

ssize_t vfs_read(int fd, void *data, size_t size)
{
	struct mt_slot *slot = mt_hold(fd);

	if (slot == NULL)
		return -EBADF;

	uint64_t at = position_of(slot);
	ssize_t got = mt_slot_read(slot, data, size, at);

	if (got > 0)
		set_position(slot, at + (uint64_t)got);
	(void)mt_drop(slot);
	return got;
}

static ssize_t write_on(struct mt_slot *slot, const void *data, size_t size)
{
	uint64_t at = position_of(slot);
	struct fs_stat about;

	if (slot->flags & FS_O_APPEND) {
		int error = mt_slot_stat(slot, &about);

		if (error < 0)
			return error;
		at = about.size;
	}

	ssize_t put = mt_slot_write(slot, data, size, at);

	if (put > 0)
		set_position(slot, at + (uint64_t)put);
	return put;
}

ssize_t vfs_write(int fd, const void *data, size_t size)
{
	struct mt_slot *slot = mt_hold(fd);

	if (slot == NULL)
		return -EBADF;

	ssize_t put = write_on(slot, data, size);

	(void)mt_drop(slot);
	return put;
}

ssize_t vfs_read_at(int fd, void *data, size_t size, uint64_t offset)
{
	struct mt_slot *slot = mt_hold(fd);

	if (slot == NULL)
		return -EBADF;

	ssize_t got = mt_slot_read(slot, data, size, offset);

	(void)mt_drop(slot);
	return got;
}

ssize_t vfs_write_at(int fd, const void *data, size_t size, uint64_t offset)
{
	struct mt_slot *slot = mt_hold(fd);

	if (slot == NULL)
		return -EBADF;

	ssize_t put = mt_slot_write(slot, data, size, offset);

	(void)mt_drop(slot);
	return put;
}

const void *vfs_view(int fd, uint64_t offset, size_t *size)
{
	struct mt_slot *slot = mt_hold(fd);
	const void *at = NULL;

	*size = 0;
	if (slot != NULL) {
		at = mt_slot_view(slot, offset, size);
		(void)mt_drop(slot);
	}
	return at;
}

/* Where `whence` counts from. */
static int64_t base_of(const struct mt_slot *slot, const struct fs_stat *about, int whence)
{
	uint64_t base = whence == VFS_SEEK_CUR ? position_of(slot) : whence == VFS_SEEK_END ? about->size : 0;

	return base <= INT64_MAX ? (int64_t)base : INT64_MAX;
}

static int64_t seek_on(struct mt_slot *slot, int64_t offset, int whence)
{
	struct fs_stat about;
	int error = mt_slot_stat(slot, &about);

	if (error < 0)
		return error;
	if (about.type == FS_DEVICE)
		return -ESPIPE;
	if (whence < VFS_SEEK_SET || whence > VFS_SEEK_END)
		return -EINVAL;
	if (about.type == FS_DIRECTORY) {
		/* A listing has no places but its beginning. */
		if (whence != VFS_SEEK_SET || offset != 0)
			return -EINVAL;
		slot->cursor = 0;
		return 0;
	}

	int64_t base = base_of(slot, &about, whence);

	if (offset > INT64_MAX - base || base + offset < 0)
		return -EINVAL;
	set_position(slot, (uint64_t)(base + offset));
	return base + offset;
}

int64_t vfs_seek(int fd, int64_t offset, int whence)
{
	struct mt_slot *slot = mt_hold(fd);

	if (slot == NULL)
		return -EBADF;

	int64_t position = seek_on(slot, offset, whence);

	(void)mt_drop(slot);
	return position;
}

int vfs_truncate(int fd, uint64_t size)
{
	struct mt_slot *slot = mt_hold(fd);
	int error = slot != NULL ? mt_slot_truncate(slot, size) : -EBADF;

	if (slot != NULL)
		(void)mt_drop(slot);
	return error;
}

int vfs_sync(int fd)
{
	struct mt_slot *slot = mt_hold(fd);
	int error = slot != NULL ? mt_slot_sync(slot) : -EBADF;

	if (slot != NULL)
		(void)mt_drop(slot);
	return error;
}

int vfs_file_stat(int fd, struct fs_stat *out)
{
	struct mt_slot *slot = mt_hold(fd);
	int error = slot != NULL ? mt_slot_stat(slot, out) : -EBADF;

	if (slot != NULL)
		(void)mt_drop(slot);
	return error;
}

int vfs_list(int fd, struct fs_entry *out)
{
	struct mt_slot *slot = mt_hold(fd);
	int more = slot != NULL ? mt_slot_list(slot, &slot->cursor, out) : -EBADF;

	if (slot != NULL)
		(void)mt_drop(slot);
	return more;
}

int vfs_stat(const char *path, struct fs_stat *out)
{
	struct mt_route route;
	int error = mt_find(path, true, &route);

	return error < 0 ? error : mt_stat_route(&route, out);
}

int vfs_make_folder(const char *path, uint32_t mode)
{
	struct mt_route route;
	int error = mt_find(path, true, &route);

	return error < 0 ? error : mt_make_folder(&route, mode);
}

int vfs_remove(const char *path)
{
	struct mt_route route;
	int error = mt_find(path, true, &route);

	return error < 0 ? error : mt_remove_route(&route);
}

int vfs_rename(const char *from, const char *to)
{
	struct mt_route old;
	struct mt_route new;
	int error = mt_find(from, true, &old);

	if (error == 0)
		error = mt_find(to, true, &new);
	return error < 0 ? error : mt_rename_route(&old, &new);
}

int vfs_change_folder(const char *path)
{
	struct mt_route route;
	struct fs_stat about;
	int error = mt_find(path, true, &route);

	if (error == 0)
		error = mt_stat_route(&route, &about);
	if (error == 0 && about.type != FS_DIRECTORY)
		error = -ENOTDIR;
	if (error == 0)
		mt_folder_set(&route);
	return error;
}

int vfs_folder(char *path, size_t size)
{
	return mt_folder_get(path, size);
}
