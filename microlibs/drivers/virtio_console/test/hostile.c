/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_mmio virtqueue virtio_hostile */
/* config: virtio_mmio.SLOTS=1 */
/* config: virtio_mmio.RESET_POLLS=8 */
/* config: BUFFERS=6 */
/* config: BUFFER_BYTES=24 */
/* config: TX_POLLS=200 */
/* A device that lies: every call returns, input is never longer than it can be, and nothing is touched that is not the driver's. */
#include <ports.h>
#include <uniloom/panics.h>

#define TEST_TYPE VIRTIO_CONSOLE
#include "../../../models/virtio_hostile/test/cases.h"

static unsigned long opened;
static unsigned long written;
static unsigned long refused;
static unsigned long input;

static bool open_it(void)
{
	test_panic_expected = 1;
	bool opened_it = setjmp(test_panic_return) == 0 && component_init() == 0;

	test_panic_expected = 0;
	return opened_it;
}

static void write_some(struct test_random *random)
{
	/* Within a page, over several, and more pieces than a request takes. */
	static const size_t most[] = { 8, 300, 9000, 50000 };
	size_t size = (size_t)test_below(random, most[test_below(random, 4)]);
	char *text = case_alloc(size + 1, 1);
	long done = console_write(text, size);

	CHECK(done == -EIO || (done >= 0 && (size_t)done <= size));
	if (done >= 0)
		written++;
	else
		refused++;
}

static void read_some(struct test_random *random)
{
	size_t size = (size_t)test_below(random, 100);
	long got = console_read(case_alloc(size + 1, 1), size);

	CHECK(got == -EIO || (got >= 0 && (size_t)got <= size));
	if (got > 0)
		input++;
}

static void one_case(struct test_random *random)
{
	if (!open_it())
		return;
	opened++;
	for (unsigned i = 0; i < 16; i++) {
		switch (test_below(random, 3)) {
		case 0:
			cpu_idle();
			break;
		case 1:
			write_some(random);
			break;
		default:
			read_some(random);
			break;
		}
	}
	/* A device that says nothing any more is given up, once for all. */
	hostile_silence();

	bool gone = false;

	for (unsigned i = 0; i < 70 && !gone; i++)
		gone = console_write(case_alloc(1, 1), 1) == -EIO;
	CHECK(gone);
	CHECK_EQ(console_write(case_alloc(1, 1), 1), -EIO);
	CHECK_EQ(console_read(case_alloc(4, 1), 4), -EIO);
}

int main(void)
{
	run_cases(scaled(10000));
	printf("%lu opened, %lu texts written, %lu refused, %lu times input\n", opened, written, refused, input);
	if (getenv("HOSTILE_CASE") == NULL)
		CHECK(opened > scaled(10000) / 4 && written > opened && refused > opened && input > opened / 4);
	return test_done();
}
