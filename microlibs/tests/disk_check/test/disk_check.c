/* SPDX-License-Identifier: BSD-3-Clause */
/* config: FIRST=3 */
/* config: SECTORS=200 */
#include <ports.h>
#include <uniloom/test.h>

#define SECTORS 300u

static uint8_t disk[SECTORS * 512];
static uint64_t bad = UINT64_MAX;
static bool flushed;
static char printed[4096];
static size_t printed_size;

int disk_info(struct blkdev_info *out)
{
	*out = (struct blkdev_info){ .sectors = SECTORS, .sector_bytes = 512, .most_sectors = 8, .serial = "abc" };
	return 0;
}

int disk_submit(struct blkdev_request *request)
{
	(void)request;
	return -EIO;
}

int disk_transfer(unsigned operation, uint64_t sector, void *data, size_t sectors)
{
	if (operation == BLKDEV_FLUSH) {
		flushed = true;
		return 0;
	}
	REQUIRE(sector + sectors <= SECTORS);
	if (sector <= bad && bad < sector + sectors)
		return -EIO;
	if (operation == BLKDEV_WRITE)
		memcpy(disk + sector * 512, data, sectors * 512);
	else
		memcpy(data, disk + sector * 512, sectors * 512);
	return 0;
}

int out_print_v(const char *format, va_list arguments)
{
	int size = vsnprintf(printed + printed_size, sizeof printed - printed_size, format, arguments);

	printed_size += (size_t)size;
	return size;
}

int main(void)
{
	CHECK_EQ(component_main(), 0);
	CHECK(flushed);
	CHECK_EQ(disk[3 * 512], (uint8_t)(1 + 9));
	CHECK_EQ(disk[202 * 512 + 5], (uint8_t)(1 + 3 * 202 + 35));
	CHECK_EQ(disk[203 * 512], 0);
	CHECK(strstr(printed, "disk: 300 sectors of 512, serial 'abc', writable, without a cache") != NULL);
	CHECK(strstr(printed, "disk: wrote 200 sectors") != NULL);

	printed_size = 0;
	bad = 250;
	CHECK_EQ(component_main(), 1);
	CHECK(strstr(printed, "disk: read at sector 128: error -5") != NULL);
	bad = 5;
	printed_size = 0;
	CHECK_EQ(component_main(), 1);
	CHECK(strstr(printed, "disk: write at sector 3: error -5") != NULL);
	return test_done();
}
