/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef VFS_H
#define VFS_H

#include <ports.h>

/* `vfs_` and `fs_` are the ports; what the files here share is called `mt_`. */
#define MT_NOBODY SIZE_MAX

/* The highest cursors, which file systems leave to us: at the mount points, from this one on. */
#define MT_CURSOR_MOUNTS (UINT64_MAX - 65535)

/* An open file or folder; as `fs` it is the caller's `struct fs_file`. */
struct mt_slot {
	struct fs_file *inner; /* the file system's; NULL for a folder that only mount points make */
	size_t mount;          /* whose it is */
	size_t below;          /* a folder above mount points: one of them, else MT_NOBODY */
	size_t prefix;         /* of that one's mount point, the length of the folder's own path */
	uint64_t position;
	uint64_t cursor;
	unsigned flags;
	unsigned refs;         /* descriptors and calls that use it; 0: free */
};

/* Where a path leads. */
struct mt_route {
	size_t mount;              /* MT_NOBODY: no file system has it */
	const char *inner;         /* the path there */
	size_t size;               /* of `path`; 0 is the root */
	char path[FS_PATH_MAX + 1]; /* absolute, without "." and "..", a slash at its end where the caller's had one */
};

/* Finds the file system of `path`, which is absolute, or `from_here` relative to the working folder. */
int mt_find(const char *path, bool from_here, struct mt_route *route);

/* A mount point that lies below the route, which is a folder then whatever file systems say; else MT_NOBODY. */
size_t mt_below(const struct mt_route *route);

/* The route is a mount point, or lies above one: it can be neither removed nor moved. */
bool mt_is_fixed(const struct mt_route *route);

/* Checks all mount points; does not return from one that cannot be. */
void mt_check_mounts(void);

/* The working folder with a 0 at its end; -ERANGE when it has no room. */
int mt_folder_get(char *path, size_t size);

/* Makes the route's path the working folder. */
void mt_folder_set(const struct mt_route *route);

/* Opens the route into a slot that is the caller's, who drops it whatever comes back. */
int mt_open_slot(struct mt_slot *slot, const struct mt_route *route, unsigned flags, uint32_t mode);

int mt_stat_route(const struct mt_route *route, struct fs_stat *out);

/* As the functions of `fs`, for a slot. */
ssize_t mt_slot_read(const struct mt_slot *slot, void *data, size_t size, uint64_t offset);
ssize_t mt_slot_write(const struct mt_slot *slot, const void *data, size_t size, uint64_t offset);
const void *mt_slot_view(const struct mt_slot *slot, uint64_t offset, size_t *size);
int mt_slot_truncate(const struct mt_slot *slot, uint64_t size);
int mt_slot_sync(const struct mt_slot *slot);
int mt_slot_stat(const struct mt_slot *slot, struct fs_stat *out);
int mt_slot_list(const struct mt_slot *slot, uint64_t *cursor, struct fs_entry *out);

/* As the functions of `fs`, for routes. */
int mt_make_folder(const struct mt_route *route, uint32_t mode);
int mt_remove_route(const struct mt_route *route);
int mt_rename_route(const struct mt_route *from, const struct mt_route *to);

/* A free slot with one reference, or NULL. */
struct mt_slot *mt_reserve(void);

/* Takes one reference away, and closes what nobody uses any more. What closing said. */
int mt_drop(struct mt_slot *slot);

/* The smallest free descriptor, taken without a file, or -EMFILE. */
int mt_take_fd(void);

/* Gives the descriptor its file, of which it has the reference; NULL gives the descriptor back. */
void mt_set_fd(int fd, struct mt_slot *slot);

/* The file of a descriptor with one more reference, or NULL. */
struct mt_slot *mt_hold(int fd);

/* The file of a descriptor with the descriptor's reference; the descriptor is free. NULL when it had none. */
struct mt_slot *mt_forget(int fd);

static inline unsigned long mt_enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static inline void mt_leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

#endif
