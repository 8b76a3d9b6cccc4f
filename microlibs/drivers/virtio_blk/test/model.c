/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots blk_model */
/* config: DEPTH=8 */
/* config: blk_model.BAD_UNIT=1000 */
/* config: blk_model.SERIAL=disk-one */
/* Everything that a disk can do, compared with a copy of what was written. */
#include "on_model.h"

#define SECTORS 2048u
#define REQUESTS 24u
#define BAD 1000u

static uint8_t shadow[SECTORS * 512];
static struct test_random random_state = { 3 };

static struct {
	struct blkdev_request request;
	uint8_t *data;
	bool busy;
} own[REQUESTS];

static unsigned long done_count;
static unsigned long error_count;

static unsigned below(unsigned limit)
{
	return (unsigned)test_below(&random_state, limit);
}

static bool touches_bad(const struct blkdev_request *request)
{
	return request->sector <= BAD && BAD < request->sector + request->sectors;
}

static void done(struct blkdev_request *request)
{
	unsigned which = (unsigned)(uintptr_t)request->ctx;

	CHECK(own[which].busy);
	own[which].busy = false;
	done_count++;
	if (touches_bad(request)) {
		CHECK_EQ(request->status, -EIO);
		error_count++;
		return;
	}
	CHECK_EQ(request->status, 0);
	if (request->operation == BLKDEV_READ)
		CHECK(memcmp(request->data, shadow + request->sector * 512, request->sectors * 512) == 0);
}

/* Requests in flight do not overlap: each has a share of the disk. */
static void submit_one(const struct blkdev_info *info)
{
	unsigned which = below(REQUESTS);
	struct blkdev_request *request = &own[which].request;
	unsigned share = SECTORS / REQUESTS;

	if (own[which].busy)
		return;
	*request = (struct blkdev_request){
		.operation = below(3),
		.sector = which * share + below(share),
		.done = done,
		.ctx = (void *)(uintptr_t)which,
		.more = below(2) != 0,
	};
	if (request->operation == BLKDEV_FLUSH) {
		request->sector = 0;
	} else {
		unsigned most = (which + 1) * share - (unsigned)request->sector;

		request->sectors = 1 + below(most < info->most_sectors ? most : info->most_sectors);
		/* Just as much as it may touch, anywhere in memory. */
		free(own[which].data);
		own[which].data = malloc(request->sectors * 512 + 16);
		request->data = own[which].data + below(16);
		for (size_t i = 0; i < request->sectors * 512; i++)
			((uint8_t *)request->data)[i] = (uint8_t)test_next(&random_state);
	}
	own[which].busy = true;
	int error = blkdev_submit(request);

	CHECK(error == 0 || error == -EAGAIN);
	if (error < 0)
		own[which].busy = false;
	else if (request->operation == BLKDEV_WRITE && !touches_bad(request))
		memcpy(shadow + request->sector * 512, request->data, request->sectors * 512);
}

static void refuses(const struct blkdev_info *info)
{
	static uint8_t data[512];
	struct blkdev_request wrong[] = {
		{ .operation = 3, .data = data, .sectors = 1 },
		{ .operation = BLKDEV_READ, .data = data, .sectors = 0 },
		{ .operation = BLKDEV_READ, .data = NULL, .sectors = 1 },
		{ .operation = BLKDEV_READ, .data = data, .sectors = 1, .sector = SECTORS },
		{ .operation = BLKDEV_READ, .data = data, .sectors = 1, .sector = UINT64_MAX },
		{ .operation = BLKDEV_WRITE, .data = data, .sectors = 2, .sector = SECTORS - 1 },
		{ .operation = BLKDEV_READ, .data = data, .sectors = (size_t)info->most_sectors + 1 },
		{ .operation = BLKDEV_READ, .data = data, .sectors = SIZE_MAX },
		{ .operation = BLKDEV_FLUSH, .sectors = 1 },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		CHECK_EQ(blkdev_submit(&wrong[i]), -EINVAL);
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, SECTORS - 1, data, 2), -EINVAL);
}

int main(void)
{
	struct blkdev_info info;

	CHECK_EQ(virtio_mmio_init(), 0);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(blkdev_info(&info), 0);
	CHECK_EQ(info.sectors, SECTORS);
	CHECK_EQ(info.sector_bytes, 512);
	CHECK_EQ(info.depth, 8);
	CHECK(!info.read_only && info.volatile_cache);
	CHECK_STR(info.serial, "disk-one");
	refuses(&info);

	for (unsigned long i = 0; i < scaled(20000); i++) {
		submit_one(&info);
		if (below(4) == 0)
			cpu_idle();
		if (below(2) == 0)
			test_run_deferred();
	}
	for (unsigned i = 0; i < 4; i++) {
		cpu_idle();
		test_run_deferred();
	}
	for (unsigned i = 0; i < REQUESTS; i++)
		CHECK(!own[i].busy);
	CHECK(done_count > 1000 && error_count > 10);

	/* The whole disk at once, in as many requests as it takes, around what is broken. */
	static uint8_t all[SECTORS * 512];

	CHECK_EQ(blkdev_transfer(BLKDEV_READ, 0, all, SECTORS), -EIO);
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, 0, all, BAD), 0);
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, BAD + 1, all + (BAD + 1) * 512, SECTORS - BAD - 1), 0);
	memcpy(all + BAD * 512, shadow + BAD * 512, 512);
	CHECK(memcmp(all, shadow, sizeof all) == 0);
	CHECK_EQ(blkdev_transfer(BLKDEV_FLUSH, 0, NULL, 0), 0);
	CHECK_EQ(test_timeouts, 0);
	return test_done();
}
