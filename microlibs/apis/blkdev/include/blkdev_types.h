/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_BLKDEV_TYPES_H
#define UNILOOM_BLKDEV_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum blkdev_operation {
	BLKDEV_READ,
	BLKDEV_WRITE,
	BLKDEV_FLUSH, /* what was written and reported done before is on the disk once this is done */
};

struct blkdev_info {
	uint64_t sectors;
	uint32_t sector_bytes;      /* a power of two, at least 512 */
	uint32_t most_sectors;      /* of one request */
	uint32_t alignment;         /* of a request's memory, bytes */
	uint32_t depth;             /* requests at once */
	bool read_only;
	bool volatile_cache;        /* a write is safe only after a flush */
	char serial[21];            /* of the disk, may be empty */
};

struct blkdev_request;

/* Runs in deferred context: does not wait. Owns the request again. */
typedef void blkdev_handler(struct blkdev_request *request);

/* The caller's, filled up to `more`. */
struct blkdev_request {
	unsigned operation;
	uint64_t sector;
	void *data;         /* NULL for a flush */
	size_t sectors;     /* 0 for a flush */
	blkdev_handler *done;
	void *ctx;
	bool more;          /* another request follows at once */
	int status;         /* 0, -EIO, -ENOSPC, -ENOTSUP: once done */
	uint64_t device[4]; /* the driver's */
};

#endif
