/* SPDX-License-Identifier: BSD-3-Clause */
/* What each call does, on a host that keeps to the protocol. */
/* config: FILES=8 */
/* config: MESSAGE_BYTES=8192 */
/* config: AT=/host */
#include <ports.h>
#include <uniloom/panics.h>
#include "server.h"

static unsigned nested;
static struct fs_file *other;

/* While one thread waits another one reads. */
int p9_request(const void *message, size_t size, void *answer, size_t *answer_size)
{
	if (nested > 0) {
		char data[5];

		nested--;
		CHECK_EQ(fs_read(other, data, 5, 0), 5);
		CHECK_EQ(memcmp(data, "other", 5), 0);
	}
	server_answer(message, size, answer, answer_size);
	return 0;
}

static void begin(void)
{
	server_reset();
	heap_fails_after = -1;
	heap_blocks = 0;
	REQUIRE(component_init() == 0);
	CHECK_EQ(heap_blocks, 2);
}

static struct fs_file *opened(const char *path, unsigned flags)
{
	struct fs_file *file = NULL;

	CHECK_EQ(fs_open(path, flags, 0640, &file), 0);
	REQUIRE(file != NULL);
	return file;
}

static int open_error(const char *path, unsigned flags)
{
	struct fs_file *file;
	int error = fs_open(path, flags, 0644, &file);

	if (error == 0)
		(void)fs_close(file);
	return error;
}

static void files(void)
{
	char data[32];
	struct fs_stat stat;
	size_t size = 9;

	begin();
	CHECK_STR(fs_mount_point(), "/host");
	server_file(server_root(), "a.txt", "twelve bytes");
	server_folder(server_root(), "sub");

	struct fs_file *file = opened("/a.txt", FS_O_RDONLY);

	CHECK_EQ(fs_read(file, data, sizeof data, 0), 12);
	CHECK_EQ(fs_read(file, data, 3, 7), 3);
	CHECK_EQ(memcmp(data, "byt", 3), 0);
	CHECK_EQ(fs_read(file, data, 3, 12), 0);
	CHECK_EQ(fs_read(file, data, 3, UINT64_MAX), 0);
	CHECK_EQ(fs_write(file, data, 3, 0), -EBADF);
	CHECK_EQ(fs_truncate(file, 3), -EBADF);
	CHECK(fs_view(file, 0, &size) == NULL);
	CHECK_EQ(size, 0);
	CHECK_EQ(fs_file_stat(file, &stat), 0);
	CHECK_EQ(stat.size, 12);
	CHECK_EQ(stat.type, FS_FILE);
	CHECK_EQ(stat.mode, 0644);
	CHECK_EQ(stat.links, 1);
	CHECK_EQ(stat.mtime_ns, 1012000000005ull);
	CHECK_EQ(fs_list(file, &(uint64_t){ 0 }, &(struct fs_entry){ 0 }), -ENOTDIR);
	CHECK_EQ(fs_close(file), 0);

	/* Made, written beyond its end, cut. */
	file = opened("/sub//./new", FS_O_RDWR | FS_O_CREAT);
	CHECK_EQ(fs_write(file, "abc", 3, 2), 3);
	CHECK_EQ(fs_write(file, "abc", 0, 2), 0);
	CHECK_EQ(fs_write(file, "abc", 3, INT64_MAX), -EFBIG);
	CHECK_EQ(fs_read(file, data, 32, 0), 5);
	CHECK_EQ(memcmp(data, "\0\0abc", 5), 0);
	CHECK_EQ(fs_truncate(file, 1), 0);
	CHECK_EQ(fs_truncate(file, UINT64_MAX), -EFBIG);
	CHECK_EQ(fs_sync(file), 0);
	CHECK_EQ(fs_file_stat(file, &stat), 0);
	CHECK_EQ(stat.size, 1);
	CHECK_EQ(stat.mode, 0640);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(fs_stat("/sub/new", &stat), 0);
	CHECK_EQ(stat.size, 1);
	CHECK_EQ(fs_stat("/sub/../sub/.", &stat), 0);
	CHECK_EQ(stat.type, FS_DIRECTORY);
	CHECK_EQ(fs_stat("/../..", &stat), 0);
	CHECK_EQ(stat.inode, 1);

	CHECK_EQ(open_error("/sub/new", FS_O_RDWR | FS_O_CREAT | FS_O_EXCL), -EEXIST);
	CHECK_EQ(open_error("/sub/new/", FS_O_RDONLY), -ENOTDIR);
	CHECK_EQ(open_error("/sub/new/x", FS_O_RDONLY), -ENOTDIR);
	CHECK_EQ(open_error("/sub/new/..", FS_O_RDONLY), -ENOTDIR);
	CHECK_EQ(open_error("/sub/none/..", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(open_error("/sub", FS_O_WRONLY), -EISDIR);
	CHECK_EQ(open_error("/sub", FS_O_RDONLY | FS_O_CREAT), -EISDIR);
	CHECK_EQ(open_error("/", FS_O_RDWR | FS_O_CREAT), -EISDIR);
	CHECK_EQ(open_error("/sub/", FS_O_RDONLY | FS_O_DIRECTORY), 0);
	CHECK_EQ(open_error("/a.txt", FS_O_RDONLY | FS_O_DIRECTORY), -ENOTDIR);
	CHECK_EQ(open_error("/none", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(open_error("/none/x", FS_O_RDWR | FS_O_CREAT), -ENOENT);
	CHECK_EQ(open_error("/none/", FS_O_RDWR | FS_O_CREAT), -EISDIR);
	CHECK_EQ(open_error("/a.txt", FS_O_ACCMODE), -EINVAL);
	CHECK_EQ(open_error("/a.txt", FS_O_RDONLY | FS_O_TRUNC), -EINVAL);
	CHECK_EQ(open_error("", FS_O_RDONLY), -ENOENT);
	CHECK_EQ(open_error("a.txt", FS_O_RDONLY), -EINVAL);
	CHECK_EQ(open_error("/a.txt", FS_O_WRONLY | FS_O_TRUNC), 0);
	CHECK_EQ(fs_stat("/a.txt", &stat), 0);
	CHECK_EQ(stat.size, 0);

	/* Removed while it is open. */
	file = opened("/sub/new", FS_O_WRONLY);
	CHECK_EQ(fs_read(file, data, 1, 0), -EBADF);
	CHECK_EQ(fs_write(file, "kept", 4, 0), 4);
	CHECK_EQ(fs_close(file), 0);
	file = opened("/sub/new", FS_O_RDONLY);
	CHECK_EQ(fs_remove("/sub/new"), 0);
	CHECK_EQ(fs_stat("/sub/new", &stat), -ENOENT);
	CHECK_EQ(fs_read(file, data, 9, 0), 4);
	CHECK_EQ(fs_close(file), 0);

	/* What the host says is what the caller gets. */
	server_fails = EROFS;
	CHECK_EQ(open_error("/a.txt", FS_O_RDONLY), -EROFS);
	server_fails = 4096;
	CHECK_EQ(open_error("/a.txt", FS_O_RDONLY), -EIO);
	server_read_only = true;
	CHECK_EQ(open_error("/a.txt", FS_O_WRONLY), -EROFS);
	CHECK_EQ(open_error("/b.txt", FS_O_RDWR | FS_O_CREAT), -EROFS);
	CHECK_EQ(fs_remove("/a.txt"), -EROFS);
	CHECK_EQ(fs_make_folder("/x", 0755), -EROFS);
	CHECK_EQ(fs_rename("/a.txt", "/x"), -EROFS);
	CHECK_EQ(server_open_fids, 0);
	CHECK_EQ(heap_blocks, 2);
}

static void folders(void)
{
	begin();
	CHECK_EQ(fs_make_folder("/d/", 0755), 0);
	CHECK_EQ(fs_make_folder("/d", 0755), -EEXIST);
	CHECK_EQ(fs_make_folder("/", 0755), -EEXIST);
	CHECK_EQ(fs_make_folder("/none/d", 0755), -ENOENT);
	CHECK_EQ(fs_make_folder("/d/e/../f", 0755), -ENOENT);
	CHECK_EQ(fs_make_folder("/d/../f", 0755), 0);
	server_file(server_root(), "file", "x");
	CHECK_EQ(fs_make_folder("/file/d", 0755), -ENOTDIR);
	CHECK_EQ(fs_remove("/"), -EBUSY);
	CHECK_EQ(fs_remove("/d/.."), -EBUSY);
	CHECK_EQ(fs_remove("/f"), 0);
	CHECK_EQ(fs_remove("/f"), -ENOENT);
	CHECK_EQ(fs_remove("/file/"), -ENOTDIR);
	CHECK_EQ(fs_rename("/file", "/d/file"), 0);
	CHECK_EQ(fs_remove("/d"), -ENOTEMPTY);
	CHECK_EQ(fs_rename("/d", "/d/x"), -EINVAL);
	CHECK_EQ(fs_rename("/d", "/"), -EBUSY);
	CHECK_EQ(fs_rename("/", "/d/y"), -EBUSY);
	CHECK_EQ(fs_rename("/none", "/d/y"), -ENOENT);
	CHECK_EQ(fs_rename("/d", "/none/y"), -ENOENT);
	CHECK_EQ(fs_rename("/d", ""), -ENOENT);

	/* More than one answer has room for, all of them once. */
	struct node *many = server_folder(server_root(), "many");
	unsigned seen[200] = { 0 };
	uint64_t cursor = 0;
	struct fs_entry entry;
	int got;

	for (unsigned i = 0; i < 200; i++) {
		char name[64];

		(void)snprintf(name, sizeof name, "a name that is long enough %u", i);
		if (i % 10 == 0)
			server_folder(many, name);
		else if (i % 10 == 1)
			server_link(many, name, "x");
		else
			server_file(many, name, "");
	}

	struct fs_file *folder = opened("/many", FS_O_RDONLY);

	CHECK_EQ(fs_read(folder, &entry, 1, 0), -EISDIR);
	CHECK_EQ(fs_write(folder, &entry, 1, 0), -EBADF);
	CHECK_EQ(fs_truncate(folder, 0), -EBADF);
	server_asked[40] = 0;
	for (unsigned round = 0; round < 2; round++, cursor = 0) {
		while ((got = fs_list(folder, &cursor, &entry)) == 1) {
			unsigned at = (unsigned)strtoul(entry.name + 27, NULL, 10);

			REQUIRE(at < 200);
			seen[at]++;
			CHECK_EQ(entry.type, at % 10 == 0 ? FS_DIRECTORY : at % 10 == 1 ? FS_SYMLINK : FS_FILE);
			if (at == 60) {
				/* Asking again for an entry that was told gives what followed it. */
				uint64_t again = cursor;
				struct fs_entry one;
				struct fs_entry two;

				CHECK_EQ(fs_list(folder, &again, &one), 1);
				again = cursor;
				CHECK_EQ(fs_list(folder, &again, &two), 1);
				CHECK_STR(one.name, two.name);
			}
		}
		CHECK_EQ(got, 0);
	}
	for (unsigned i = 0; i < 200; i++)
		CHECK_EQ(seen[i], 2);
	CHECK(server_asked[40] < 20);
	CHECK_EQ(fs_close(folder), 0);
	CHECK_EQ(server_open_fids, 0);
}

static void paths(void)
{
	char path[FS_PATH_MAX + 300] = "";
	struct node *node;
	struct fs_stat stat;

	begin();
	node = server_root();
	for (unsigned i = 0; i < 40; i++) {
		strcat(path, "/deep");
		node = server_folder(node, "deep");
	}
	server_file(node, "end", "of it");
	strcat(path, "/end");
	server_asked[110] = 0;
	CHECK_EQ(fs_stat(path, &stat), 0);
	CHECK_EQ(stat.size, 5);
	CHECK_EQ(server_asked[110], 3);
	path[80] = 'x';
	CHECK_EQ(fs_stat(path, &stat), -ENOENT);
	path[170] = 'x';
	path[80] = 'p';
	CHECK_EQ(fs_stat(path, &stat), -ENOENT);
	CHECK_EQ(server_open_fids, 0);

	memset(path, 'n', sizeof path);
	path[0] = '/';
	path[FS_NAME_MAX + 1] = '\0';
	CHECK_EQ(fs_stat(path, &stat), -ENAMETOOLONG);
	path[FS_NAME_MAX] = '\0';
	CHECK_EQ(fs_stat(path, &stat), -ENOENT);
	memset(path, '/', sizeof path);
	path[FS_PATH_MAX] = '\0';
	CHECK_EQ(fs_stat(path, &stat), -ENAMETOOLONG);
	path[FS_PATH_MAX - 1] = '\0';
	CHECK_EQ(fs_stat(path, &stat), 0);

	/* No more open at once than there are numbers for. */
	struct fs_file *held[8];
	struct fs_file *more;

	for (unsigned i = 0; i < 8; i++)
		held[i] = opened("/", FS_O_RDONLY);
	CHECK_EQ(fs_open("/", FS_O_RDONLY, 0, &more), -ENFILE);
	CHECK_EQ(fs_open("/new", FS_O_RDWR | FS_O_CREAT, 0644, &more), -ENFILE);
	CHECK_EQ(fs_stat("/new", &stat), -ENOENT);
	CHECK_EQ(fs_make_folder("/one", 0755), 0);
	CHECK_EQ(fs_rename("/one", "/two"), 0);
	for (unsigned i = 0; i < 8; i++)
		CHECK_EQ(fs_close(held[i]), 0);
	CHECK_EQ(server_open_fids, 0);
}

static void links(bool whole)
{
	struct fs_stat stat;
	char data[8];

	begin();
	server_whole_walks = whole;

	struct node *a = server_folder(server_root(), "a");
	struct node *b = server_folder(a, "b");

	server_file(b, "file", "found");
	server_file(server_root(), "top", "top");
	server_link(server_root(), "to_b", "a/./b");
	server_link(server_root(), "to_file", "to_b/file");
	server_link(b, "absolute", "/a/b/file");
	server_link(b, "up", "../../top");
	server_link(b, "out", "../../../../../../top");
	server_link(a, "loop", "loop2");
	server_link(a, "loop2", "loop");
	server_link(a, "dangling", "../made");
	server_link(a, "empty", "");

	static const struct {
		const char *path;
		int error;
		unsigned size;
	} cases[] = {
		{ "/to_b/file", 0, 5 }, { "/to_file", 0, 5 }, { "/a/b/absolute", 0, 5 }, { "/to_b/up", 0, 3 },
		{ "/to_b/out", 0, 3 }, { "/to_b/../../top", 0, 3 }, { "/to_b/../b/file", 0, 5 }, { "/to_b/../top", -ENOENT, 0 },
		{ "/a/loop", -ELOOP, 0 }, { "/a/loop/x", -ELOOP, 0 }, { "/a/dangling", -ENOENT, 0 }, { "/a/empty", -ENOENT, 0 },
		{ "/to_file/x", -ENOTDIR, 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int error = fs_stat(cases[i].path, &stat);

		test_note(error == cases[i].error, __FILE__, __LINE__, "%s: %d", cases[i].path, error);
		if (error == 0)
			CHECK_EQ(stat.size, cases[i].size);
	}
	CHECK_EQ(open_error("/a/dangling", FS_O_RDWR | FS_O_CREAT | FS_O_EXCL), -EEXIST);

	struct fs_file *file = opened("/a/dangling", FS_O_RDWR | FS_O_CREAT);

	CHECK_EQ(fs_write(file, "made", 4, 0), 4);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(fs_stat("/made", &stat), 0);
	/* A link itself is removed and moved, not what it leads to. */
	CHECK_EQ(fs_rename("/a/dangling", "/a/moved"), 0);
	CHECK_EQ(fs_remove("/a/moved"), 0);
	CHECK_EQ(fs_stat("/made", &stat), 0);
	CHECK_EQ(fs_remove("/to_b/file"), 0);
	CHECK_EQ(fs_stat("/a/b/file", &stat), -ENOENT);
	CHECK_EQ(fs_make_folder("/to_b/../new", 0755), 0);
	CHECK_EQ(fs_stat("/a/new", &stat), 0);
	CHECK_EQ(fs_make_folder("/to_b", 0755), -EEXIST);

	/* Live: what the host changes is there at the next read. */
	struct node *node = server_file(b, "live", "one");

	file = opened("/a/b/live", FS_O_RDONLY);
	CHECK_EQ(fs_read(file, data, 3, 0), 3);
	memcpy(node->data, "two", 3);
	CHECK_EQ(fs_read(file, data, 3, 0), 3);
	CHECK_EQ(memcmp(data, "two", 3), 0);
	CHECK_EQ(fs_close(file), 0);

	/* A target too long with what follows. */
	char target[1001];
	char path[64] = "/long/";

	memset(target, 'x', 1000);
	target[1000] = '\0';
	server_link(server_root(), "long", target);
	memset(path + 6, 'y', 30);
	CHECK_EQ(fs_stat(path, &stat), -ENAMETOOLONG);
	CHECK_EQ(server_open_fids, 0);
}

static void large(uint32_t unit)
{
	static uint8_t data[100000];
	static uint8_t back[100000];
	struct test_random random = { unit + 1 };

	begin();
	server_unit = unit;
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)test_next(&random);

	struct fs_file *file = opened("/large", FS_O_RDWR | FS_O_CREAT);

	CHECK_EQ(fs_write(file, data, sizeof data, 0), sizeof data);
	CHECK_EQ(fs_read(file, back, sizeof back, 0), sizeof back);
	CHECK_EQ(memcmp(data, back, sizeof data), 0);
	CHECK_EQ(server_asked[118], unit == 0 ? 13 : 25);

	/* A full disk: what had room, then why not more. */
	server_room = sizeof data + 10;
	CHECK_EQ(fs_write(file, data, 100, sizeof data), 10);
	CHECK_EQ(fs_write(file, data, 100, sizeof data + 10), -ENOSPC);

	/* An error on the way gives what came before it. */
	other = opened("/other", FS_O_RDWR | FS_O_CREAT);
	server_room = SIZE_MAX;
	CHECK_EQ(fs_write(other, "other", 5, 0), 5);
	nested = 1;
	CHECK_EQ(fs_read(file, back, 1000, 5), 1000);
	CHECK_EQ(memcmp(data + 5, back, 1000), 0);
	nested = 1;
	CHECK_EQ(fs_write(file, data, 3000, 0), 3000);
	CHECK_EQ(nested, 0);
	CHECK_EQ(fs_close(other), 0);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(server_open_fids, 0);
}

static void failures(void)
{
	struct fs_file *file;
	long before;

	server_reset();
	for (long i = 0; i < 2; i++) {
		heap_fails_after = i;
		CHECK_PANICS(component_init(), "no memory for messages");
	}
	heap_fails_after = -1;
	server_most = 4000;
	CHECK_PANICS(component_init(), "too short");
	server_most = 8192;
	server_says = 512;
	CHECK_PANICS(component_init(), "does not speak 9P2000.L");
	server_says = 8192;
	server_fails = EPERM;
	CHECK_PANICS(component_init(), "does not give its folder");
	server_nodes[0].kind = NODE_FILE;
	CHECK_PANICS(component_init(), "does not give its folder");

	begin();
	server_file(server_root(), "file", "x");
	before = heap_blocks;
	heap_fails_after = 0;
	CHECK_EQ(fs_open("/file", FS_O_RDONLY, 0, &file), -ENOMEM);
	CHECK_EQ(fs_open("/", FS_O_RDONLY, 0, &file), -ENOMEM);
	CHECK_EQ(fs_open("/made", FS_O_RDWR | FS_O_CREAT, 0644, &file), -ENOMEM);
	heap_fails_after = -1;
	CHECK(node_named(server_root(), "made") == NULL);
	CHECK_EQ(heap_blocks, before);
	CHECK_EQ(server_open_fids, 0);
}

int main(void)
{
	files();
	folders();
	paths();
	links(false);
	links(true);
	large(0);
	large(4096);
	failures();
	return test_done();
}
