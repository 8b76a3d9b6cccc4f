/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FAT_FAT_H
#define FAT_FAT_H

#include <ports.h>

#define SECTOR_LEAST 512u
#define SECTOR_MOST 4096u

#define FIRST_CLUSTER 2u
#define NO_CLUSTER 0u /* a free one's entry; a file's that has none; a folder's that is the root */
#define LAST 0x0fffffffu /* the entry of a chain's last cluster */
#define SIZE_LIMIT UINT32_MAX

/* --- The volume --- */

struct volume {
	struct blkdev_info disk;
	uint64_t start;          /* of the volume, in the disk's sectors */
	uint32_t ratio;          /* of the disk's sectors in one of the volume's */
	uint32_t sector_bytes;   /* of the volume's, as all that follow */
	uint32_t sectors;
	uint32_t cluster_sectors;
	uint32_t cluster_bytes;
	uint32_t table;          /* the first copy that is written */
	uint32_t table_sectors;
	uint32_t copies;         /* that are written */
	uint32_t root;           /* FAT12, FAT16: its sectors; 0 on FAT32 */
	uint32_t root_sectors;
	uint32_t root_cluster;   /* FAT32 */
	uint32_t data;           /* of the first cluster */
	uint32_t clusters;
	unsigned bits;           /* 12, 16, 32 */
	uint32_t info;           /* FAT32: where counts are kept, or 0 */
	uint32_t hint;           /* where a free cluster may be */
	uint32_t free;           /* clusters, where that is known */
	bool free_known;
	bool info_changed;
	bool read_only;
	int error;               /* of something written earlier, not told yet */
};

extern struct volume volume;

/* One thread at a time. */
void volume_lock(void);
void volume_unlock(void);

static inline uint32_t read16(const uint8_t *from)
{
	return (uint32_t)from[0] | (uint32_t)from[1] << 8;
}

static inline uint32_t read32(const uint8_t *from)
{
	return read16(from) | read16(from + 2) << 16;
}

static inline void write16(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)value;
	to[1] = (uint8_t)(value >> 8);
}

static inline void write32(uint8_t *to, uint32_t value)
{
	write16(to, value);
	write16(to + 2, value >> 16);
}

/* --- The disk, past the sectors that are kept --- */

int disk_read(uint32_t sector, void *data, uint32_t count);
int disk_write(uint32_t sector, const void *data, uint32_t count);
/* What was written before is on the disk before anything that is written after: a flush, where order wants one. */
int disk_barrier(void);
int disk_flush(void);

/* --- Sectors that are kept --- */

enum kind { KIND_DATA, KIND_TABLE, KIND_ENTRIES };

int cache_create(void);
/* The sector's bytes, valid until the next call. `blank`: zeroes, whatever the disk has. */
int cache_get(uint32_t sector, enum kind kind, bool blank, uint8_t **data);
/* The one that was asked for last is changed. */
void cache_changed(void);
/* Writes what is changed of a kind. */
int cache_flush(enum kind kind);
/* Before the disk's own are read past the cache: writes those of a range. */
int cache_settle(uint32_t sector, uint32_t count);
/* Before the disk's own are written past the cache: forgets those of a range. */
void cache_forget(uint32_t sector, uint32_t count);

/* Content, whatever is kept of it. */
int data_read(uint32_t sector, void *data, uint32_t count);
int data_write(uint32_t sector, const void *data, uint32_t count);
int data_clear(uint32_t sector, uint32_t count);

/* --- The table of clusters --- */

bool cluster_valid(uint32_t cluster);
uint32_t cluster_sector(uint32_t cluster);
/* `*next` is NO_CLUSTER behind the last one. -EIO for what cannot be. */
int table_next(uint32_t cluster, uint32_t *next);
int table_set(uint32_t cluster, uint32_t value);
/*
 * A free cluster becomes the last of a chain, one behind `near` where that is free. -ENOSPC. `whole`: one whose entry stands in one sector of
 * the table. Folders want those: they go on as far as their chain does, and an entry in two sectors may be half another cluster's number when
 * the power is cut. Files end with their size, which is written after the table.
 */
int table_take(uint32_t near, bool whole, uint32_t *out);
/* Gives a chain back, as far as it goes, `most` clusters of it at most. */
int table_free(uint32_t first, uint32_t most);
/* The chain ends with that one. What was behind it stays as it is. */
int table_end(uint32_t cluster);
/* Writes what is changed of the table, and the counts. */
int table_flush(void);

/* --- Names --- */

#define UNITS_MOST 255u
#define SHORT_BYTES 11u

/* UTF-16. */
struct name {
	unsigned length;
	uint16_t units[UNITS_MOST];
};

uint16_t fold(uint16_t unit);
bool name_same(const struct name *a, const struct name *b);
/* -EINVAL for what is no UTF-8, -ENAMETOOLONG. */
int name_from(struct name *name, const char *text, size_t size);
/* With a 0 at its end. False where there is not room enough. */
bool name_to(const struct name *name, char *text, size_t size);
/* Whether a file can be made with that name. */
bool name_allowed(const struct name *name);
void name_from_short(struct name *name, const uint8_t *entry);
/* Nothing that a name cannot have stays in it. False for one that is none. */
bool name_mend(struct name *name);

/* What a long name has for a short one, `turn` 0 and on where others are taken. False: that turn has none. */
bool short_make(const struct name *name, unsigned turn, uint8_t *out);
#define SHORT_TURNS 64u
uint8_t short_sum(const uint8_t *name);

/* --- Time --- */

uint64_t time_to_ns(uint32_t date, uint32_t time);
/* Now, as the date in the upper and the time in the lower 16 bits. */
uint32_t time_now(void);

/* --- Folders --- */

#define ENTRY_BYTES 32u
#define ENTRIES_MOST 65536u

#define ATTR_READ_ONLY 0x01u
#define ATTR_LABEL 0x08u
#define ATTR_FOLDER 0x10u
#define ATTR_ARCHIVE 0x20u
#define ATTR_LONG 0x0fu

#define AT_ATTR 11u
#define AT_CASE 12u
#define AT_MADE 14u
#define AT_READ 18u
#define AT_FIRST_HIGH 20u
#define AT_TIME 22u
#define AT_DATE 24u
#define AT_FIRST 26u
#define AT_SIZE 28u

#define REMOVED 0xe5u

/* Parts of a long name stand before the short one, the last part first. */
#define LONG_UNITS 13u
#define LONG_MORE 0x40u /* the first that is met, the name's end */
#define LONG_NUMBER 0x3fu
#define AT_SUM 13u

static inline unsigned long_unit_at(unsigned i)
{
	return i < 5 ? 1 + 2 * i : i < 11 ? 14 + 2 * (i - 5) : 28 + 2 * (i - 11);
}

/* Where in a folder one is. `first`: of the folder, NO_CLUSTER for the root. */
struct spot {
	uint32_t first;
	uint32_t cluster; /* of the entry looked at last, and which of the folder's that is; NO_CLUSTER: not begun */
	uint32_t turn;
	uint32_t sector;  /* of that entry */
	uint32_t offset;
};

/* The entry of a number. 1; 0 behind the last one that there is room for. */
int entry_at(struct spot *spot, uint32_t index, uint8_t **entry);
uint32_t entry_first(const uint8_t *entry);
void entry_set_first(uint8_t *entry, uint32_t first);

/* A file or folder as its folder tells it. */
struct item {
	uint32_t begin;  /* its first entry, and */
	uint32_t index;  /* its last, the short one */
	uint32_t sector; /* of that */
	uint32_t offset;
	uint8_t entry[ENTRY_BYTES];
	struct name name;
	bool is_long;
};

/* The next one from `*index` on, which moves behind it. 1; 0 for none. */
int item_next(struct spot *spot, uint32_t *index, struct item *out);
/* 0 or -ENOENT. */
int item_find(uint32_t folder, const struct name *name, struct item *out);
int folder_empty(uint32_t folder);
/* A new name for what `entry` tells. `*sector`, `*offset`: where its short entry is. */
int item_add(uint32_t folder, const struct name *name, uint8_t *entry, uint32_t *sector, uint32_t *offset);
/* Takes the name away. The clusters stay. */
int item_remove(uint32_t folder, const struct item *item);
int entries_flush(void);

/* --- Paths --- */

/* What a path leads to. */
struct place {
	uint32_t folder;    /* that has it */
	bool named;         /* it has a name there: it is no root and no ".." */
	bool slash;         /* the path ends in a way that means a folder */
	bool is_folder;
	uint32_t first;
	struct name name;   /* as the path has it */
	struct item item;   /* where it is named, and there */
};

/* Of the call that has the volume locked: stacks are small. */
extern struct place place;
extern struct place target; /* of a rename */
extern struct item spare_item;
extern struct name spare_name;

/* 0; -ENOENT, with `folder` and `name` where only the last name is not there, and `named` set then. */
int walk(const char *path, struct place *out);
/* Whether `folder` is `other`, or in it. 1, 0, or an error. */
int folder_within(uint32_t folder, uint32_t other);

/* --- Open files --- */

struct node {
	struct node *next;
	unsigned opens;
	bool is_folder;
	bool removed;     /* its clusters go when it is closed */
	bool changed;     /* the entry does not tell what is so yet */
	bool ended;       /* its chain has no clusters but its own: see node_end */
	uint8_t attr;
	uint32_t first;
	uint32_t size;
	uint32_t stamp;   /* date and time of the last change */
	uint32_t sector;  /* of its entry */
	uint32_t offset;
	uint32_t turn;    /* which of its clusters */
	uint32_t cluster; /* is this one; NO_CLUSTER: none is known */
};

struct fs_file {
	struct node *node;
	unsigned access;
};

struct node *node_at(const struct place *at);
/* One for what is there. */
void node_fill(struct node *node, const struct place *at);
void node_link(struct node *node);
/* Nobody has it open any more. */
int node_drop(struct node *node);
/* Writes what is to be told of it: the content, the table, then the entry. */
int node_commit(struct node *node);
int nodes_commit(void);
/* The cluster of a number. With `extend`, clusters that are missing are added. -EIO where there is none. */
int node_cluster(struct node *node, uint32_t turn, bool extend, uint32_t *out);
/*
 * Before the chain changes. A cut of power, or another system, may have left it longer than the file, and what is behind the file's end may be
 * another's by now: nothing is written there and nothing of it is freed.
 */
int node_end(struct node *node);
/* Keeps the first `keep` clusters of a node that has ended. */
int node_cut(struct node *node, uint32_t keep);
uint32_t clusters_for(uint32_t size);
/* Clusters of what is at a place, which are its own. */
uint32_t clusters_of(const struct place *at);

/* Bytes that were read or written, or an error where there were none. */
ssize_t node_read(struct node *node, void *data, size_t size, uint64_t offset);
ssize_t node_write(struct node *node, const void *data, size_t size, uint64_t offset);
int node_resize(struct node *node, uint64_t size);

/* -EROFS where nothing may be written. */
int may_change(void);
/* An empty file, named. */
int file_make(struct place *at);

#endif
