/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef P9FS_P9FS_H
#define P9FS_P9FS_H

#include <ports.h>

/* Numbers of requests; an answer's is one more. */
enum type {
	ERROR = 6,
	LOPEN = 12,
	LCREATE = 14,
	READLINK = 22,
	GETATTR = 24,
	SETATTR = 26,
	READDIR = 40,
	FSYNC = 50,
	MKDIR = 72,
	RENAMEAT = 74,
	UNLINKAT = 76,
	VERSION = 100,
	ATTACH = 104,
	WALK = 110,
	READ = 116,
	WRITE = 118,
	CLUNK = 120,
};

#define HEADER 7u /* size, type, tag */
#define QID_BYTES 13u
#define QID_FOLDER 0x80u
#define QID_LINK 0x02u

#define ROOT 0u
#define NONE 0xffffffffu
#define NO_TAG 0xffffu
#define NAMES_MOST 16u /* of one walk */
#define SMALL_BYTES 1024u /* two names and what is around them */

struct qid {
	uint8_t type;
	uint64_t path;
};

/* One request and its answer at a time; of one thread from message_get to message_put. */
struct message {
	struct message *next;   /* of those that are free */
	uint16_t tag;
	uint8_t type;
	bool bad;               /* the request did not fit, or the answer has less than was read from it */
	bool large_answer;
	size_t used;            /* of the request */
	size_t at;              /* in the answer */
	size_t end;
	char path[FS_PATH_MAX]; /* what it is about, and for rename where to */
	char other[FS_PATH_MAX];
	uint8_t small[SMALL_BYTES];
	uint8_t large[];        /* client.most bytes */
};

struct client {
	size_t most; /* bytes of a message, once agreed on */
	struct sched_sem own; /* one thread at what follows */
	struct sched_sem ready; /* counts `free` */
	struct message *free;
	unsigned open; /* files */
};

extern struct client client;

void client_lock(void);
void client_unlock(void);

/* Waits for a message that no other thread has. */
struct message *message_get(void);
void message_put(struct message *message);

/* The larger part of a message is the request's, or the answer's. */
void message_begin(struct message *message, enum type type, bool large_answer);
/* Numbers have their low byte first. */
void message_number(struct message *message, uint64_t value, unsigned bytes);
void message_text(struct message *message, const char *text, size_t size);
void message_bytes(struct message *message, const void *data, size_t size);
/* Sends it and waits. 0, minus the host's error number, or -EIO for an answer that is none. */
int message_ask(struct message *message);

/* Of the answer; 0 behind its end, where it becomes bad. */
uint64_t answer_number(struct message *message, unsigned bytes);
struct qid answer_qid(struct message *message);
/* `size` bytes, valid until the next request; NULL where there are not so many. */
const uint8_t *answer_bytes(struct message *message, size_t size);
/* 0, or -EIO where more was read than there was. */
int answer_check(const struct message *message);

/* A number for a file, until it is clunked. -ENFILE. */
int fid_take(uint32_t *out);
/* Tells the host that it means nothing any more. */
int fid_forget(struct message *message, uint32_t fid);
/* The same, and gives it back. */
int fid_clunk(struct message *message, uint32_t fid);
/* Gives back one that the host does not know. */
void fid_drop(uint32_t fid);

/*
 * Paths without a first slash, empty names and "."; ".." is kept, as it means the folder of what a link leads to.
 * -ENAMETOOLONG, -ENOENT for an empty path, -EINVAL for one that is not absolute. `*folder` (may be NULL): it ends with a slash or a dot, and so means a folder.
 */
int path_copy(char *to, const char *path, bool *folder);
void path_clean(char *path);
/* The end of the name that begins at `at`. */
size_t path_name_end(const char *path, size_t at);
/* Where the first ".." is, or the path's length. */
size_t path_up(const char *path);
/* Takes away the ".." at `up` and the name before it. */
void path_cut(char *path, size_t up);
/* Where the last name begins. */
size_t path_last(const char *path);

/*
 * Walks to what is at `path`, which becomes the path without the links that were in it. `follow`: the last name's too. A new fid in `*fid`,
 * the caller's to clunk.
 */
int resolve(struct message *message, char *path, bool follow, uint32_t *fid, struct qid *qid);
/* The same to the folder that has the last name, which is copied to `name`. `root_error` where the path is the root's. */
int resolve_parent(struct message *message, char *path, char *name, int root_error, uint32_t *fid);

#define LISTING_BYTES 2048u
#define CURSOR_MOST (UINT64_MAX - 65536u) /* `fs` has the rest for others */

/* Entries that the host has told and nobody has asked for yet. */
struct listing {
	uint64_t cursor; /* for which the next one is at `at` */
	size_t at;
	size_t end;
	uint8_t entries[LISTING_BYTES];
};

struct fs_file {
	uint32_t fid;
	uint32_t unit; /* bytes that the host takes or gives at once; 0: as many as fit */
	unsigned access;
	bool folder;
	struct listing listing[]; /* a folder's */
};

#endif
