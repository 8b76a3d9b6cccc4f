/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_slots blk_model */
/* config: SEGMENTS=5 */
/* config: blk_model.SECTOR=4096 */
/* config: blk_model.SIZE_MAX=3000 */
/* config: blk_model.SEG_MAX=30 */
/* config: blk_model.FLUSH=n */
/* config: MATCH_INDEX=n */
/* config: MATCH_SERIAL=y */
/* config: SERIAL=model */
/* A disk with large sectors and small pieces: what is too much for it never reaches it. */
#include "on_model.h"

static struct blkdev_request flushes[3];
static unsigned done_count;

static void done(struct blkdev_request *request)
{
	CHECK(request == &flushes[done_count]);
	CHECK_EQ(request->status, 0);
	done_count++;
}

int main(void)
{
	struct blkdev_info info;
	static uint8_t data[3 * 4096 + 16];
	static uint8_t back[3 * 4096 + 16];

	CHECK_EQ(virtio_mmio_init(), 0);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(blkdev_info(&info), 0);
	CHECK_EQ(info.sectors, 2048 / 8);
	CHECK_EQ(info.sector_bytes, 4096);
	/* Four pieces of 2048 bytes, wherever they begin: two sectors. */
	CHECK_EQ(info.most_sectors, 2);
	CHECK(!info.volatile_cache);
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i * 7);
	for (unsigned shift = 0; shift < 16; shift++) {
		CHECK_EQ(blkdev_transfer(BLKDEV_WRITE, 5 + shift, data + shift, 3), 0);
		memset(back, 0, sizeof back);
		CHECK_EQ(blkdev_transfer(BLKDEV_READ, 5 + shift, back + shift, 3), 0);
		CHECK(memcmp(back + shift, data + shift, 3 * 4096) == 0);
	}
	/* Without a cache, what is written is there. That is told as everything is, in deferred context. */
	CHECK_EQ(blkdev_transfer(BLKDEV_FLUSH, 0, NULL, 0), 0);
	for (unsigned i = 0; i < 3; i++) {
		flushes[i] = (struct blkdev_request){ .operation = BLKDEV_FLUSH, .done = done, .status = -1 };
		CHECK_EQ(blkdev_submit(&flushes[i]), 0);
	}
	CHECK_EQ(done_count, 0);
	test_run_deferred();
	CHECK_EQ(done_count, 3);
	CHECK_EQ(blkdev_transfer(BLKDEV_READ, 5, back, 3), 0);
	CHECK_EQ(test_timeouts, 0);
	return test_done();
}
