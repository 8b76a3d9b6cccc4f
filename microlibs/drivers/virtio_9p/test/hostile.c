/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_hostile */
/* config: virtio_mmio.SLOTS=1 */
/* config: virtio_mmio.RESET_POLLS=8 */
/* config: MESSAGE_BYTES=8192 */
/* A device that lies: answers are never longer than the room for them, and nothing is touched that is not the driver's. */
#include <ports.h>
#include <uniloom/panics.h>

#define TEST_TYPE VIRTIO_9P
#include "../../../models/virtio_hostile/test/cases.h"

static unsigned long opened;
static unsigned long answered;
static unsigned long refused;

static bool open_it(void)
{
	test_panic_expected = 1;
	bool opened_it = setjmp(test_panic_return) == 0 && component_init() == 0;

	test_panic_expected = 0;
	return opened_it;
}

static int ask(struct test_random *random)
{
	size_t size = 7 + (size_t)test_below(random, p9_most() - 6);
	size_t room = 7 + (size_t)test_below(random, p9_most() - 6);
	size_t got = room;
	int error = p9_request(case_alloc(size, 1), size, case_alloc(room, 1), &got);

	CHECK(error == 0 || error == -EIO);
	CHECK(error != 0 || (got >= 7 && got <= room));
	if (error == 0)
		answered++;
	else
		refused++;
	return error;
}

static void one_case(struct test_random *random)
{
	if (!open_it())
		return;
	opened++;
	REQUIRE(p9_most() > 0 && p9_most() <= 8192 && strlen(p9_tag()) <= 255);
	for (unsigned i = 0; i < 16; i++) {
		if (test_below(random, 4) == 0)
			cpu_idle();
		else
			(void)ask(random);
	}
	/* A device that says nothing any more is given up, once for all; what it had said before may still answer a request or some. */
	hostile_silence();

	bool gone = false;

	for (unsigned i = 0; i < 70 && !gone; i++)
		gone = ask(random) == -EIO && ask(random) == -EIO;
	CHECK(gone);
	CHECK_EQ(ask(random), -EIO);
}

int main(void)
{
	run_cases(scaled(10000));
	printf("%lu opened, %lu answered, %lu refused\n", opened, answered, refused);
	if (getenv("HOSTILE_CASE") == NULL)
		CHECK(opened > scaled(10000) / 4 && answered > opened && refused > opened);
	return test_done();
}
