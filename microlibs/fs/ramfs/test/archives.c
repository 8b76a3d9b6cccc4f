/* SPDX-License-Identifier: BSD-3-Clause */
/* Archives as they are made, and each way in which one can be wrong: a refusal that says where and why. */
#include "archive.h"

static void has(const char *path, const char *text)
{
	struct fs_file *file;
	size_t size = 0;

	CHECK_EQ(fs_open(path, FS_O_RDONLY, 0, &file), 0);
	const char *view = fs_view(file, 0, &size);

	CHECK_EQ(size, strlen(text));
	CHECK(memcmp(view, text, size) == 0);
	/* It is the archive's own memory. */
	CHECK((const uint8_t *)view >= (const uint8_t *)archive &&
	      (const uint8_t *)view + size <= (const uint8_t *)archive + archive_size);
	CHECK_EQ(fs_close(file), 0);
}

static void ordinary(void)
{
	struct fs_stat about;
	struct fs_stat other;

	built_size = 0;
	add_item((struct item){ .name = ".", .mode = 0040711, .mtime = 5 });
	FOLDER("etc");
	add_item((struct item){ .name = "etc/motd", .mode = 0100640, .data = "hi\n", .mtime = 1700000001 });
	REGULAR("./etc//empty", NULL);
	REGULAR("/top", "slash");
	REGULAR("no/such/folders/file", "made");
	add_item((struct item){ .name = "dev/null", .mode = 0020666 });
	LINK("link", "etc/motd");
	LINK("etc/up", "../top");
	LINK("abs", "/etc");
	LINK("nowhere", "gone");
	add_trailer();
	for (unsigned i = 0; i < 512; i++)
		built[built_size++] = 0;
	unpack();
	has("/etc/motd", "hi\n");
	has("/top", "slash");
	has("/no/such/folders/file", "made");
	has("/link", "hi\n");
	has("/etc/up", "slash");
	has("/abs/motd", "hi\n");
	has("/abs/../top", "slash");
	CHECK_EQ(fs_stat("/etc/motd", &about), 0);
	CHECK_EQ(about.mode, 0640);
	CHECK_EQ(about.mtime_ns, 1700000001000000000u);
	CHECK_EQ(fs_stat("/", &about), 0);
	CHECK_EQ(about.mode, 0711);
	CHECK_EQ(fs_stat("/nowhere", &about), -ENOENT);
	CHECK_EQ(fs_stat("/dev", &about), -ENOENT);
	CHECK_EQ(fs_stat("/etc/empty", &about), 0);
	CHECK_EQ(about.size, 0);
	CHECK_EQ(fs_stat("/link", &other), 0);
	CHECK_EQ(other.size, 3);

	/* What is made through a link that leads nowhere is where it leads; EXCL sees the link. */
	struct fs_file *file;

	CHECK_EQ(fs_open("/nowhere", FS_O_WRONLY | FS_O_CREAT | FS_O_EXCL, 0600, &file), -EEXIST);
	CHECK_EQ(fs_open("/nowhere", FS_O_WRONLY | FS_O_CREAT, 0600, &file), 0);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(fs_stat("/gone", &about), 0);
	CHECK_EQ(fs_remove("/link"), 0);
	has("/etc/motd", "hi\n");
	CHECK_EQ(fs_rename("/etc/up", "/down"), 0);
	/* It leads on from where it is now, and ".." of the root is the root. */
	has("/down", "slash");
	empty();
}

/* A change is in memory, and the archive is as it was. */
static void copy_on_write(void)
{
	static char text[20000];
	static char back[20001];
	struct fs_file *file;

	memset(text, 'a', sizeof text);
	built_size = 0;
	add_item((struct item){ .name = "big", .mode = 0100644, .data = text, .size = sizeof text });
	REGULAR("small", "0123456789");
	unpack();
	CHECK_EQ(fs_open("/big", FS_O_RDWR, 0, &file), 0);
	CHECK_EQ(fs_write(file, "B", 1, 5000), 1);
	CHECK_EQ(fs_write(file, "END", 3, 19999), 3);
	CHECK_EQ(fs_read(file, back, sizeof back, 0), 20001);
	text[5000] = 'B';
	text[19999] = 'E';
	CHECK(memcmp(back, text, sizeof text) == 0);
	CHECK_EQ(back[20000], 'N');
	/* Cut off, and longer again: the archive's bytes do not come back. */
	CHECK_EQ(fs_truncate(file, 6000), 0);
	CHECK_EQ(fs_truncate(file, 20000), 0);
	CHECK_EQ(fs_read(file, back, sizeof back, 0), 20000);
	CHECK(memcmp(back, text, 6000) == 0);
	for (size_t i = 6000; i < 20000; i++)
		CHECK(back[i] == 0);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(fs_open("/small", FS_O_RDWR, 0, &file), 0);
	CHECK_EQ(fs_write(file, "x", 1, 9), 1);
	CHECK_EQ(fs_read(file, back, 20, 0), 10);
	CHECK(memcmp(back, "012345678x", 10) == 0);
	CHECK_EQ(fs_close(file), 0);
	CHECK(memcmp(archive, built, archive_size) == 0);
	empty();
}

static void hard_links(void)
{
	struct fs_stat about;

	built_size = 0;
	/* The data stand with the last name; a second archive's numbers are others. */
	add_item((struct item){ .name = "a", .mode = 0100644, .ino = 7, .links = 3 });
	add_item((struct item){ .name = "b", .mode = 0100644, .ino = 7, .links = 3 });
	add_item((struct item){ .name = "c", .mode = 0100600, .ino = 7, .links = 3, .data = "shared" });
	add_item((struct item){ .name = "d", .mode = 0100644, .ino = 7, .links = 1, .data = "alone" });
	add_trailer();
	add_item((struct item){ .name = "e", .mode = 0100644, .ino = 7, .links = 2, .data = "other" });
	add_item((struct item){ .name = "d", .mode = 0100644, .ino = 7, .links = 2 });
	unpack();
	has("/a", "shared");
	has("/b", "shared");
	has("/d", "other");
	CHECK_EQ(fs_stat("/a", &about), 0);
	CHECK_EQ(about.links, 3);
	CHECK_EQ(fs_remove("/b"), 0);
	CHECK_EQ(fs_stat("/c", &about), 0);
	CHECK_EQ(about.links, 2);
	CHECK_EQ(fs_rename("/a", "/c"), 0);
	CHECK_EQ(fs_stat("/a", &about), 0);
	empty();
}

/* Later archives go before earlier ones. */
static void several(void)
{
	struct fs_stat about;

	built_size = 0;
	FOLDER("d");
	REGULAR("d/f", "first");
	REGULAR("d/g", "kept");
	REGULAR("x", "file");
	LINK("y", "d");
	FOLDER("z");
	add_trailer();
	built_size += 4;
	memset(built + built_size - 4, 0, 4);
	add_item((struct item){ .name = "d", .mode = 0040700 });
	REGULAR("d/f", "second");
	FOLDER("x");
	REGULAR("x/in", "folder");
	REGULAR("y", "no link");
	LINK("z", "x");
	unpack();
	has("/d/f", "second");
	has("/d/g", "kept");
	has("/x/in", "folder");
	has("/y", "no link");
	has("/z/in", "folder");
	CHECK_EQ(fs_stat("/d", &about), 0);
	CHECK_EQ(about.mode, 0700);
	empty();
	built_size = 0;
	unpack();
	empty();
	archive = NULL;
	CHECK_EQ(component_init(), 0);
}

/* One entry whose header is changed at a field. */
static void with_field(unsigned field, const char *digits, const char *why)
{
	built_size = 0;
	REGULAR("first", "1");
	size_t at = built_size;

	REGULAR("second", "22");
	memcpy(built + at + 6 + 8 * field, digits, 8);
	CHECK_PANICS(unpack(), why);
	CHECK(strncmp(test_panic_reason, "component: the archive cannot be unpacked at byte ", 50) == 0);
	CHECK_EQ(strtoul(test_panic_reason + 50, NULL, 10), at);
	empty();
}

static void refuses(const char *why)
{
	CHECK_PANICS(unpack(), why);
	empty();
	built_size = 0;
}

static void refusals(void)
{
	static char name[FS_PATH_MAX + 100];
	static char deep[2 * 600 + 1];

	with_field(0, "0000000g", "hexadecimal");
	with_field(6, "ffffffff", "ends in the data");
	with_field(6, "00000005", "ends in the data");
	with_field(11, "00000000", "without its 0");
	with_field(11, "00000006", "without its 0");
	with_field(11, "00000008", "0 inside");
	with_field(11, "7fffffff", "ends in a name");
	built_size = 0;
	memcpy(built, "\x1f\x8b\x08\0", built_size = 4);
	refuses("compressed");
	memcpy(built, "\x28\xb5\x2f\xfd", built_size = 4);
	refuses("compressed");
	memcpy(built, "#!/bin/sh", built_size = 9);
	refuses("no header");
	memcpy(built, "0", built_size = 1);
	refuses("ends in a header");
	REGULAR("a", "b");
	built_size = 100;
	refuses("ends in a header");
	REGULAR("a", "b");
	built[built_size] = 0;
	built[built_size + 1] = 0;
	memcpy(built + built_size + 2, "070701", 6);
	built_size += 8;
	refuses("multiple of 4");
	REGULAR("../a", "b");
	refuses("'..'");
	REGULAR("a/..", "b");
	refuses("'..'");
	REGULAR("..", "b");
	refuses("'..'");
	REGULAR("a/../b", "b");
	refuses("'..'");
	/* These are names. */
	REGULAR("..a", "b");
	REGULAR("a..", "b");
	REGULAR("...", "b");
	unpack();
	has("/...", "b");
	empty();
	built_size = 0;
	REGULAR(".", "b");
	refuses("name of a folder");
	REGULAR("a/", "b");
	refuses("name of a folder");
	REGULAR("", "b");
	refuses("name of a folder");
	REGULAR("a", "b");
	REGULAR("a/b", "c");
	refuses("no folder");
	REGULAR("a/b", "c");
	REGULAR("a", "d");
	refuses("something in it");
	LINK("a", "b");
	LINK("b", "a");
	REGULAR("a/x", "c");
	refuses("circle");
	LINK("a", "nowhere");
	REGULAR("a/x", "through a link");
	unpack();
	has("/nowhere/x", "through a link");
	empty();
	built_size = 0;
	LINK("a", NULL);
	refuses("empty or too long");
	add_item((struct item){ .name = "a", .mode = 0120777, .data = "x\0y", .size = 3 });
	refuses("0 inside");
	memset(name, 'n', FS_NAME_MAX);
	name[FS_NAME_MAX] = '\0';
	REGULAR(name, "x");
	refuses("too long");
	memset(name, '/', sizeof name - 1);
	REGULAR(name, "x");
	refuses("too long");
	LINK("a", name);
	refuses("too long");
	/* As deep as a path goes. */
	for (size_t i = 0; i < sizeof deep - 1; i++)
		deep[i] = i % 2 ? '/' : 'd';
	REGULAR(deep, "x");
	refuses("too long");
	deep[FS_PATH_MAX - 3] = '\0';
	REGULAR(deep, "deep");
	unpack();
	deep[FS_PATH_MAX - 3] = '\0';
	memmove(deep + 1, deep, FS_PATH_MAX - 2);
	deep[0] = '/';
	has(deep, "deep");
	empty();
}

/* The other format, in which data have a sum. */
static void checksums(void)
{
	built_size = 0;
	REGULAR("a", "abc");
	memcpy(built, "070702", 6);
	memcpy(built + 6 + 8 * 12, "00000126", 8);
	unpack();
	has("/a", "abc");
	empty();
	memcpy(built + 6 + 8 * 12, "00000127", 8);
	CHECK_PANICS(unpack(), "checksum");
	empty();
}

int main(void)
{
	ordinary();
	copy_on_write();
	hard_links();
	several();
	refusals();
	checksums();
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
