/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_hostile */
/* config: virtio_mmio.SLOTS=1 */
/* config: virtio_mmio.RESET_POLLS=8 */
/* config: DEPTH=6 */
/* config: SEGMENTS=8 */
/* A device that lies: every request ends, and nothing is touched that is not the driver's. */
#include <ports.h>
#include <uniloom/panics.h>

#define TEST_TYPE VIRTIO_BLOCK
#include "../../../models/virtio_hostile/test/cases.h"

#define REQUESTS 12u

static struct {
	struct blkdev_request request;
	bool busy;
} own[REQUESTS];

static unsigned long opened;
static unsigned long done_well;
static unsigned long done_badly;

static void done(struct blkdev_request *request)
{
	size_t which = (size_t)(uintptr_t)request->ctx;

	CHECK(own[which].busy);
	own[which].busy = false;
	if (request->status == 0)
		done_well++;
	else
		done_badly++;
	CHECK(request->status == 0 || request->status == -EIO || request->status == -ENOTSUP);
}

static void submit(struct test_random *random, const struct blkdev_info *info)
{
	size_t which = (size_t)test_below(random, REQUESTS);
	struct blkdev_request *request = &own[which].request;

	if (own[which].busy)
		return;
	*request = (struct blkdev_request){
		.operation = (unsigned)test_below(random, 3),
		.sector = info->sectors != 0 ? test_below(random, info->sectors) : 0,
		.sectors = 1,
		.done = done,
		.ctx = (void *)(uintptr_t)which,
		.more = test_below(random, 2) != 0,
	};
	if (request->operation == BLKDEV_FLUSH)
		request->sector = request->sectors = 0;
	else
		request->data = case_alloc(info->sector_bytes, info->alignment);
	own[which].busy = true;
	if (blkdev_submit(request) < 0)
		own[which].busy = false;
}

static bool any_busy(void)
{
	for (unsigned i = 0; i < REQUESTS; i++) {
		if (own[i].busy)
			return true;
	}
	return false;
}

static bool open_it(void)
{
	test_panic_expected = 1;
	bool opened_it = setjmp(test_panic_return) == 0 && component_init() == 0;

	test_panic_expected = 0;
	return opened_it;
}

static void one_case(struct test_random *random)
{
	struct blkdev_info info;

	memset(own, 0, sizeof own);
	if (!open_it() || blkdev_info(&info) < 0)
		return;
	opened++;
	for (unsigned i = 0; i < 20; i++) {
		switch (test_below(random, 4)) {
		case 0:
			test_run_deferred();
			break;
		case 1:
			cpu_idle();
			break;
		case 2:
			if (test_below(random, 5) == 0)
				(void)blkdev_transfer(BLKDEV_READ, 0, case_alloc(info.sector_bytes, info.alignment), 1);
			break;
		default:
			submit(random, &info);
			break;
		}
	}
	/*
	 * Once it says nothing any more, the driver gives it up, and what it had comes back. What stands in the used ring by then may
	 * still answer a request or some.
	 */
	hostile_silence();
	for (unsigned i = 0; i < REQUESTS && any_busy(); i++) {
		(void)blkdev_transfer(BLKDEV_READ, 0, case_alloc(info.sector_bytes, info.alignment), 1);
		(void)blkdev_transfer(BLKDEV_FLUSH, 0, NULL, 0);
		test_run_deferred();
	}
	CHECK(!any_busy());
}

int main(void)
{
	run_cases(scaled(10000));
	printf("%lu opened, %lu requests done well, %lu badly\n", opened, done_well, done_badly);
	if (getenv("HOSTILE_CASE") == NULL)
		CHECK(opened > scaled(10000) / 4 && done_well > opened && done_badly > opened);
	return test_done();
}
