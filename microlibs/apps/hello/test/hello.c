/* SPDX-License-Identifier: BSD-3-Clause */
/* The app writes exactly its text and a newline, and notices a console that takes less. */
#include <ports.h>
#include <uniloom/test.h>

#include <string.h>

static char written[256];
static size_t used;
static size_t room = sizeof(written);

long console_write(const char *data, size_t size)
{
	size_t take = size < room - used ? size : room - used;

	memcpy(written + used, data, take);
	used += take;
	return (long)take;
}

long console_read(char *data, size_t size)
{
	(void)data;
	(void)size;
	return -EPIPE;
}

int main(void)
{
	static const char expected[] = "Hello from Uniloom\n";

	CHECK_EQ(component_main(), 0);
	CHECK_EQ(used, sizeof(expected) - 1);
	CHECK(memcmp(written, expected, used) == 0);

	for (room = 0; room < sizeof(expected) - 1; room++) {
		used = 0;
		CHECK_EQ(component_main(), 1);
		CHECK_EQ(used, room);
	}
	return test_done();
}
