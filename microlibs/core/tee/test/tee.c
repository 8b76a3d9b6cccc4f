/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>
#include <uniloom/test.h>

static struct {
	long write_result; /* 0: takes all */
	long read_result;
	size_t written;
} outs[3];

static size_t count = 3;

size_t outs_count(void)
{
	return count;
}

long outs_write(size_t at, const char *data, size_t size)
{
	CHECK(memcmp(data, "abc", size) == 0);
	outs[at].written += size;
	return outs[at].write_result != 0 ? outs[at].write_result : (long)size;
}

long outs_read(size_t at, char *data, size_t size)
{
	if (outs[at].read_result > 0 && size > 0)
		data[0] = (char)('0' + at);
	return outs[at].read_result;
}

int main(void)
{
	char back[4];

	CHECK_EQ(console_write("abc", 3), 3);
	for (size_t i = 0; i < 3; i++)
		CHECK_EQ(outs[i].written, 3);
	outs[0].write_result = -EPIPE;
	CHECK_EQ(console_write("abc", 3), 3);
	outs[1].write_result = outs[2].write_result = -EPIPE;
	CHECK_EQ(console_write("abc", 3), -EPIPE);
	CHECK_EQ(outs[2].written, 9);

	CHECK_EQ(console_read(back, 4), 0);
	outs[1].read_result = outs[2].read_result = 1;
	CHECK_EQ(console_read(back, 4), 1);
	CHECK_EQ(back[0], '1');
	outs[0].read_result = outs[1].read_result = -EPIPE;
	CHECK_EQ(console_read(back, 4), 1);
	CHECK_EQ(back[0], '2');
	outs[2].read_result = -EPIPE;
	CHECK_EQ(console_read(back, 4), -EPIPE);

	/* Nothing wired: a sink that is never closed. */
	count = 0;
	CHECK_EQ(console_write("abc", 3), 3);
	CHECK_EQ(console_read(back, 4), 0);
	return test_done();
}
