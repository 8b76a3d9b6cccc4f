/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_FS_TYPES_H
#define UNILOOM_FS_TYPES_H

#include <stddef.h>
#include <stdint.h>

/* How a file is opened; the numbers are Linux's. */
enum fs_open_flags {
	FS_O_RDONLY = 0,
	FS_O_WRONLY = 1,
	FS_O_RDWR = 2,
	FS_O_ACCMODE = 3,
	FS_O_CREAT = 0100,        /* made when it is not there */
	FS_O_EXCL = 0200,         /* with CREAT: -EEXIST when it is there */
	FS_O_TRUNC = 01000,       /* emptied */
	FS_O_APPEND = 02000,      /* vfs: every write goes to its end */
	FS_O_DIRECTORY = 0200000, /* -ENOTDIR when it is none */
};

/* Longest path and longest name in it, bytes, with the 0 at the end. */
#define FS_PATH_MAX 1024
#define FS_NAME_MAX 256

enum fs_type { FS_FILE = 1, FS_DIRECTORY, FS_SYMLINK, FS_DEVICE };

struct fs_stat {
	uint64_t inode;    /* the same for the same file as long as it is there; 0 where there are no such numbers */
	uint64_t size;     /* bytes */
	uint64_t mtime_ns; /* since 1970; 0 where it is not kept */
	uint32_t mode;     /* permissions, as in chmod(2); told, not enforced */
	uint32_t links;
	uint8_t type;      /* enum fs_type */
};

struct fs_entry {
	uint64_t inode;
	uint8_t type;            /* enum fs_type */
	char name[FS_NAME_MAX];
};

/* An open file or folder; its file system's. */
struct fs_file;

#endif
