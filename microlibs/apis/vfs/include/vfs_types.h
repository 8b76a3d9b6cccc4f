/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_VFS_TYPES_H
#define UNILOOM_VFS_TYPES_H

#include <fs_types.h>

/* What a seek counts from; the numbers are Linux's. */
enum vfs_whence { VFS_SEEK_SET = 0, VFS_SEEK_CUR = 1, VFS_SEEK_END = 2 };

#endif
