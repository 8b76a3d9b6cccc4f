/* SPDX-License-Identifier: BSD-3-Clause */
/* What is printed before init comes out at init, once; what does not fit is noted; long texts are cut with a mark. */
/* config: EARLY=20 */
/* config: LONGEST=300 */
#include <ports.h>
#include <uniloom/locks.h>
#include <uniloom/test.h>

static char out[4096];
static size_t out_size;
static unsigned writes;

long out_write(const char *data, size_t size)
{
	REQUIRE(size < sizeof out - out_size);
	memcpy(out + out_size, data, size);
	out_size += size;
	out[out_size] = '\0';
	writes++;
	return (long)size;
}

long out_read(char *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}

static __attribute__((format(printf, 1, 2))) int print(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int size = print_print_v(format, arguments);
	va_end(arguments);
	return size;
}

static void clear(void)
{
	out_size = 0;
	out[0] = '\0';
	writes = 0;
}

int main(void)
{
	char text[600];

	CHECK_EQ(print("early %d\n", 1), 8);
	CHECK_EQ(print("early %d\n", 2), 8);
	CHECK_EQ(out_size, 0);
	CHECK_EQ(print("too much"), 8);
	CHECK_EQ(component_init(), 0);
	CHECK(strncmp(out, "early 1\nearly 2\ntoo \n[print: ", 29) == 0);

	clear();
	CHECK_EQ(print("%s-%x\n", "now", 255u), 7);
	CHECK_STR(out, "now-ff\n");
	CHECK_EQ(writes, 1);

	/* Around the short buffer's and the long one's size. */
	memset(text, 'a', sizeof text);
	for (int size = 250; size < 310; size++) {
		clear();
		CHECK_EQ(print("%.*s", size, text), size);
		CHECK_EQ(writes, 1);
		if (size < CONFIG_LONGEST) {
			CHECK_EQ(out_size, size);
			CHECK_EQ(memcmp(out, text, (size_t)size), 0);
		} else {
			CHECK_EQ(out_size, CONFIG_LONGEST - 1);
			CHECK_STR(out + out_size - 4, "...\n");
		}
	}
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
