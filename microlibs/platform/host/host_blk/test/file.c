/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PATH=/tmp/uniloom-host-blk-test.img */
/* A file as a disk: what is written is in it, and what is done is told in deferred context. */
#define _XOPEN_SOURCE 700 /* truncate */
#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/deferred.h>

#include <sys/stat.h>
#include <unistd.h>

static unsigned done_count;

static void test_idle(void)
{
}

static void done(struct blkdev_request *request)
{
	CHECK_EQ(request->status, 0);
	done_count++;
}

static void make_file(size_t size)
{
	FILE *file = fopen(CONFIG_PATH, "wb");

	REQUIRE(file != NULL);
	for (size_t i = 0; i < size; i++)
		fputc((int)(i * 7), file);
	fclose(file);
}

int main(void)
{
	static uint8_t data[4096];
	static uint8_t back[4096];
	struct blkdev_info info;

	unlink(CONFIG_PATH);
	CHECK_PANICS(component_init(), "component: the file cannot be opened as a disk: /tmp/uniloom-host-blk-test.img");
	REQUIRE(mkdir(CONFIG_PATH, 0700) == 0);
	CHECK_PANICS(component_init(), "component: the file cannot be opened as a disk: /tmp/uniloom-host-blk-test.img");
	rmdir(CONFIG_PATH);
	make_file(100 * 512 + 100);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(blkdev_info(&info), 0);
	CHECK_EQ(info.sectors, 100);
	CHECK_EQ(info.sector_bytes, 512);

	memset(data, 0xa5, sizeof data);
	struct blkdev_request requests[2] = {
		{ .operation = BLKDEV_WRITE, .sector = 10, .data = data, .sectors = 8, .done = done, .more = true },
		{ .operation = BLKDEV_READ, .sector = 10, .data = back, .sectors = 8, .done = done },
	};

	CHECK_EQ(blkdev_submit(&requests[0]), 0);
	CHECK_EQ(blkdev_submit(&requests[1]), 0);
	CHECK_EQ(done_count, 0);
	test_run_deferred();
	CHECK_EQ(done_count, 2);
	CHECK(memcmp(data, back, sizeof data) == 0);
	CHECK_EQ(blkdev_transfer(BLKDEV_FLUSH, 0, NULL, 0), 0);
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, 99, back, 1), 0);
	for (size_t i = 0; i < 512; i++)
		CHECK_EQ(back[i], (uint8_t)((99 * 512 + i) * 7));
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, 99, back, 2), -EINVAL);
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, UINT64_MAX, back, 1), -EINVAL);
	CHECK_EQ(blkdev_transfer(3, 0, back, 1), -EINVAL);

	/* The file is cut behind the disk's back. */
	REQUIRE(truncate(CONFIG_PATH, 512) == 0);
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, 50, back, 1), -EIO);
	unlink(CONFIG_PATH);
	return test_done();
}
