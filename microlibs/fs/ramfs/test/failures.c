/* SPDX-License-Identifier: BSD-3-Clause */
/* config: MOST_KB=64 */
/* config: PIECE=1024 */
/* Each allocation fails in turn, and the room runs out: errors, and a file system that goes on. */
#include "archive.h"

static int refusals;

/* -ENOMEM is as good as success here; anything else is not. */
static bool went(long error)
{
	if (error == -ENOMEM) {
		refusals++;
		return false;
	}
	CHECK(error >= 0);
	return error >= 0;
}

static void script(void)
{
	static char data[5000];
	struct fs_file *file;

	if (went(fs_make_folder("/folder", 0755)) && went(fs_open("/folder/file", FS_O_RDWR | FS_O_CREAT, 0644, &file))) {
		for (uint64_t at = 0; at < 10000; at += sizeof data)
			(void)went(fs_write(file, data, sizeof data, at));
		(void)went(fs_write(file, "x", 1, (uint64_t)1 << 40));
		(void)went(fs_truncate(file, 3000));
		(void)went(fs_close(file));
		(void)went(fs_rename("/folder/file", "/moved"));
	}
	if (went(fs_open("/given", FS_O_RDWR, 0, &file))) {
		char back[2] = "";

		(void)went(fs_write(file, "X", 1, 1500));
		CHECK_EQ(fs_read(file, back, 1, 1499), 1);
		CHECK_EQ(back[0], 'g');
		(void)went(fs_close(file));
	}
}

static void each_allocation(void)
{
	static char text[2000];
	bool passed = false;

	memset(text, 'g', sizeof text);
	for (unsigned long turn = 1; !passed; turn++) {
		REQUIRE(turn < 1000);
		built_size = 0;
		add_item((struct item){ .name = "given", .mode = 0100644, .data = text, .size = sizeof text });
		unpack();
		refusals = 0;
		calls = 0;
		fail_at = turn;
		script();
		fail_at = 0;
		passed = refusals == 0;
		/* It goes on where it failed. */
		refusals = 0;
		empty();
		unpack();
		script();
		CHECK_EQ(refusals, 0);
		empty();
	}
}

static void each_allocation_of_unpacking(void)
{
	built_size = 0;
	FOLDER("a");
	add_item((struct item){ .name = "a/one", .mode = 0100644, .data = "1", .ino = 1, .links = 2 });
	add_item((struct item){ .name = "two", .mode = 0100644, .ino = 1, .links = 2 });
	LINK("link", "two");
	LINK("there", "/b/c");
	REGULAR("b/c/deep", "text");
	REGULAR("there/more", "text");

	bool passed = false;

	for (volatile unsigned long turn = 1; !passed; turn++) {
		REQUIRE(turn < 1000);
		calls = 0;
		fail_at = turn;
		test_panic_expected = 1;
		if (setjmp(test_panic_return) == 0) {
			unpack();
			passed = calls < turn;
			CHECK(passed);
		} else {
			CHECK(strstr(test_panic_reason, "no memory") != NULL);
		}
		test_panic_expected = 0;
		fail_at = 0;
		empty();
	}
}

static void full(void)
{
	static char data[100 * 1024];
	struct fs_file *file;
	struct fs_file *other;
	struct fs_stat about;

	archive = NULL;
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(fs_open("/a", FS_O_RDWR | FS_O_CREAT, 0644, &file), 0);
	CHECK_EQ(fs_open("/b", FS_O_RDWR | FS_O_CREAT, 0644, &other), 0);
	CHECK_EQ(fs_write(other, "1", 1, 0), 1);
	/* What has room is written, and the next call says why there is no more. */
	CHECK_EQ(fs_write(file, data, sizeof data, 0), 63 * 1024);
	CHECK_EQ(fs_write(file, data, sizeof data, 63 * 1024), -ENOSPC);
	CHECK_EQ(fs_file_stat(file, &about), 0);
	CHECK_EQ(about.size, 63 * 1024);
	CHECK_EQ(fs_write(other, "2", 1, 100), 1);
	CHECK_EQ(fs_write(other, data, 2048, 0), 1024);
	CHECK_EQ(fs_write(other, data, 1, 1024), -ENOSPC);
	/* Over what is there, always. */
	CHECK_EQ(fs_write(file, data, 63 * 1024, 0), 63 * 1024);
	CHECK_EQ(fs_truncate(file, 60 * 1024), 0);
	CHECK_EQ(fs_write(other, data, 4096, 1024), 3072);
	/* A file that is gone gives its room back when it is closed. */
	CHECK_EQ(fs_remove("/a"), 0);
	CHECK_EQ(fs_write(other, data, 1, 4096), -ENOSPC);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(fs_write(other, data, 4096, 4096), 4096);
	CHECK_EQ(fs_write(other, data, 1, (uint64_t)INT64_MAX), -EFBIG);
	CHECK_EQ(fs_write(other, "ab", 2, (uint64_t)INT64_MAX - 1), 1);
	CHECK_EQ(fs_truncate(other, (uint64_t)INT64_MAX + 1), -EFBIG);
	CHECK_EQ(fs_close(other), 0);
	empty();
}

int main(void)
{
	each_allocation();
	each_allocation_of_unpacking();
	full();
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
