/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RAMFS_H
#define RAMFS_H

#include <ports.h>

#define RAMFS_PIECE ((size_t)CONFIG_PIECE)
_Static_assert((CONFIG_PIECE & (CONFIG_PIECE - 1)) == 0, "the option PIECE is a power of two");

/*
 * The bytes of a file: a tree of pieces, over what the archive has of it. A piece that is there hides the archive's
 * bytes; where neither is, the file has zeroes. Bytes of pieces behind the file's end are 0.
 */
struct ramfs_data {
	const uint8_t *given; /* the archive's; never written to */
	uint64_t given_size;  /* never more than the file's size */
	void *root;           /* height 0: the only piece; otherwise a table */
	unsigned height;
	size_t capacity;      /* bytes of the only piece; later ones are whole */
	uint64_t bytes;       /* of all pieces */
};

struct ramfs_entry;

struct ramfs_node {
	uint64_t inode;
	uint64_t size;
	uint64_t mtime_ns;
	uint32_t mode;
	uint32_t links; /* entries that lead here; the root has one more than it seems */
	uint32_t opens;
	uint8_t type; /* enum fs_type */
	union {
		struct ramfs_data data;
		struct {
			struct ramfs_entry *children;
			struct ramfs_node *parent; /* the root is its own */
		};
		const char *target; /* of a symbolic link, `size` bytes, without a 0 */
	};
};

/* A name in a folder. A folder's entries are a treap by `key`, so that a listing can go on at a key. */
struct ramfs_entry {
	uint64_t key; /* of the name's hash; unique in the folder, never 0 */
	struct ramfs_entry *left;
	struct ramfs_entry *right;
	struct ramfs_node *node;
	const char *name; /* in the archive, or `own`; `size` bytes */
	size_t size;
	char own[];
};

/* Where a path leads. Lives as long as the lock is held. */
struct ramfs_place {
	struct ramfs_node *folder; /* that has the name; NULL where the path ends in the root, "." or ".." */
	struct ramfs_entry *entry; /* NULL when the name is not there */
	struct ramfs_node *node;   /* NULL when nothing is there */
	const char *name;
	size_t size;
	bool slash;                /* the path ends in one: it means a folder */
	char rest[FS_PATH_MAX];    /* what is left of a path behind a symbolic link */
};

extern struct ramfs_node ramfs_root;

/* Follows `size` bytes of `path` from the root; a symbolic link at its end only when `follow`. 0 also when just the last name is missing. */
int ramfs_walk(const char *path, size_t size, bool follow, struct ramfs_place *place);

/* The length of an absolute path, or what is wrong with it. */
long ramfs_path_size(const char *path);

struct ramfs_entry *ramfs_find(const struct ramfs_node *folder, const char *name, size_t size);

/* The first entry with a key above `cursor`. */
struct ramfs_entry *ramfs_after(const struct ramfs_node *folder, uint64_t cursor);

/*
 * Puts `name` into `folder`, leading to `node`, of which it counts one link more. The name is copied, unless it is
 * `lasting`. -ENOMEM, or -ENOSPC where names with the same hash have no room.
 */
int ramfs_add(struct ramfs_node *folder, const char *name, size_t size, bool lasting, struct ramfs_node *node);

/* Takes the entry out and frees it; the node has one link less. */
void ramfs_take(struct ramfs_node *folder, struct ramfs_entry *entry);

/* A new node that nothing leads to, or NULL. */
struct ramfs_node *ramfs_make(uint8_t type, uint32_t mode);

/* Frees `node` when nothing leads to it and nobody has it open; its pieces are moved to `garbage`, to be freed without the lock. */
void ramfs_drop(struct ramfs_node *node, struct ramfs_data *garbage);

/* Now, in ns since 1970; 0 where nobody knows. */
uint64_t ramfs_now(void);

/* A piece of a file in memory from `offset` on: at most `*size` bytes, at least 1. NULL: zeroes. `offset` is before the end. */
const uint8_t *ramfs_run(const struct ramfs_node *file, uint64_t offset, size_t *size);

/* Memory to write up to `*size` bytes to at `offset`, in `*size` how many are in one piece. NULL with `*error`. */
uint8_t *ramfs_room(struct ramfs_data *data, uint64_t offset, size_t *size, int *error);

/* Everything from `size` on is gone, and reads as zeroes when the file grows again. */
void ramfs_cut(struct ramfs_data *data, uint64_t size);

/* Frees the pieces; not counted any more. */
void ramfs_data_free(struct ramfs_data *data);

/* Moves all pieces to `garbage`, which are no longer counted. The data are empty. */
void ramfs_data_detach(struct ramfs_data *data, struct ramfs_data *garbage);

/* Unpacks `size` bytes of cpio archives; the bytes stay in use. NULL, or why not, and in `*where` at which byte. */
const char *ramfs_unpack(const uint8_t *archive, size_t size, size_t *where);

static inline unsigned long ramfs_enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static inline void ramfs_leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

#endif
