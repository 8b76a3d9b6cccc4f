/* SPDX-License-Identifier: BSD-3-Clause */
/* Which file system has a path, what a listing shows of mount points, and what cannot be moved across them. */
#define _GNU_SOURCE
#include "host_mounts.h"

static void put(const char *path)
{
	struct fs_file *file;

	CHECK_EQ(fs_open(path, FS_O_WRONLY | FS_O_CREAT, 0644, &file), 0);
	CHECK_EQ(fs_write(file, path, strlen(path), 0), strlen(path));
	CHECK_EQ(fs_close(file), 0);
}

/* The names in a folder in order, each followed by a blank; a folder's by a slash as well. */
static const char *names(const char *path)
{
	static char all[1024];
	char each[16][64];
	size_t count = 0;
	struct fs_file *folder;
	struct fs_entry entry;
	uint64_t cursor = 0;

	all[0] = '\0';
	REQUIRE(fs_open(path, FS_O_RDONLY | FS_O_DIRECTORY, 0, &folder) == 0);
	while (fs_list(folder, &cursor, &entry) == 1) {
		REQUIRE(count < 16);
		(void)snprintf(each[count++], sizeof each[0], "%.50s%s ", entry.name, entry.type == FS_DIRECTORY ? "/" : "");
	}
	CHECK_EQ(fs_list(folder, &cursor, &entry), 0);
	CHECK_EQ(fs_close(folder), 0);
	qsort(each, count, sizeof each[0], (int (*)(const void *, const void *))strcmp);
	for (size_t i = 0; i < count; i++)
		strcat(all, each[i]);
	return all;
}

static void listings(void)
{
	struct fs_stat about;

	mount_at(5, (const char *const[]){ "/", "/dev", "/srv/www", "/srv/ftp/in", "/dev/more" });
	CHECK_EQ(component_init(), 0);
	put("/hello");
	CHECK_EQ(last_mount, 0);
	put("/dev/null");
	CHECK_EQ(last_mount, 1);
	put("/developer");
	CHECK_EQ(last_mount, 0);
	put("/srv/www/index.html");
	CHECK_EQ(last_mount, 2);
	put("/dev/more/random");
	CHECK_EQ(last_mount, 4);
	put("/dev/../dev/./more/../zero");
	CHECK_EQ(last_mount, 1);
	CHECK_STR(names("/"), "dev/ developer hello srv/ ");
	CHECK_STR(names("/dev"), "more/ null zero ");
	/* In no file system at all. */
	CHECK_STR(names("/srv"), "ftp/ www/ ");
	CHECK_STR(names("/srv/ftp/"), "in/ ");
	CHECK_STR(names("/srv/ftp/in"), "");
	CHECK_EQ(fs_stat("/srv", &about), 0);
	CHECK_EQ(about.type, FS_DIRECTORY);
	/* The root's own folder of that name is shown with the mount points in it; what one lies over is hidden. */
	CHECK_EQ(mounts_make_folder(0, "/srv", 0755), 0);
	CHECK_EQ(mounts_make_folder(0, "/srv/www", 0755), 0);
	CHECK_EQ(mounts_make_folder(0, "/dev", 0755), 0);
	put("/srv/notes");
	CHECK_STR(names("/srv"), "ftp/ notes www/ ");
	CHECK_STR(names("/"), "dev/ developer hello srv/ ");
	CHECK_STR(names("/srv/www"), "index.html ");
}

static void made_up_folders(void)
{
	char data[4];
	size_t size = 1;
	struct fs_file *folder;
	struct fs_stat about;

	REQUIRE(fs_open("/srv/ftp", FS_O_RDONLY, 0, &folder) == 0);
	CHECK_EQ(fs_read(folder, data, 1, 0), -EISDIR);
	CHECK_EQ(fs_write(folder, data, 1, 0), -EBADF);
	CHECK_EQ(fs_truncate(folder, 0), -EBADF);
	CHECK(fs_view(folder, 0, &size) == NULL);
	CHECK_EQ(size, 0);
	CHECK_EQ(fs_sync(folder), 0);
	CHECK_EQ(fs_file_stat(folder, &about), 0);
	CHECK_EQ(about.type, FS_DIRECTORY);
	CHECK_EQ(fs_close(folder), 0);
	CHECK_EQ(fs_open("/srv/ftp", FS_O_RDWR, 0, &folder), -EISDIR);
	CHECK_EQ(fs_open("/srv/ftp", FS_O_WRONLY | FS_O_CREAT, 0, &folder), -EISDIR);
	CHECK_EQ(fs_open("/srv/ftp", FS_O_RDWR | FS_O_CREAT | FS_O_EXCL, 0, &folder), -EEXIST);
}

static void moves(void)
{
	put("/a");
	CHECK_EQ(fs_rename("/a", "/dev/a"), -EXDEV);
	CHECK_EQ(fs_rename("/dev/null", "/a"), -EXDEV);
	CHECK_EQ(fs_rename("/a", "/dev"), -EBUSY);
	CHECK_EQ(fs_rename("/srv", "/b"), -EBUSY);
	CHECK_EQ(fs_remove("/dev"), -EBUSY);
	CHECK_EQ(fs_remove("/srv/ftp"), -EBUSY);
	CHECK_EQ(fs_remove("/"), -EBUSY);
	CHECK_EQ(fs_make_folder("/dev", 0755), -EEXIST);
	CHECK_EQ(fs_make_folder("/srv/ftp", 0755), -EEXIST);
	CHECK_EQ(fs_rename("/a", "/b"), 0);
	CHECK_EQ(fs_rename("/dev/zero", "/dev/one"), 0);
}

/* Nothing at the root. */
static void no_root(void)
{
	struct fs_stat about;
	struct fs_file *file;

	mount_at(1, (const char *const[]){ "/mnt" });
	CHECK_EQ(component_init(), 0);
	CHECK_STR(names("/"), "mnt/ ");
	CHECK_EQ(fs_stat("/x", &about), -ENOENT);
	CHECK_EQ(fs_open("/x", FS_O_RDONLY, 0, &file), -ENOENT);
	CHECK_EQ(fs_open("/x", FS_O_WRONLY | FS_O_CREAT, 0, &file), -EROFS);
	CHECK_EQ(fs_make_folder("/x", 0), -EROFS);
	CHECK_EQ(fs_remove("/x"), -ENOENT);
	CHECK_EQ(fs_rename("/x", "/y"), -ENOENT);
	CHECK_EQ(fs_open("relative", FS_O_RDONLY, 0, &file), -EINVAL);
	point_count = 0;
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(fs_stat("/", &about), -ENOENT);
}

static void refusals(void)
{
	static const char *const bad[] = { "", "data", "/data/", "//", "/a//b", "/a/./b", "/..", "/a/..", "/." };

	for (volatile size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		points[0] = bad[i];
		point_count = 1;
		CHECK_PANICS((void)component_init(), "no good mount point");
	}
	points[0] = "/...";
	CHECK_EQ(component_init(), 0);
	mount_at(3, (const char *const[]){ "/", "/data", "/data" });
	CHECK_PANICS((void)component_init(), "component: the file systems 2 and 3 of mounts both want to be at /data");
	mount_at(2, (const char *const[]){ "/", "/" });
	CHECK_PANICS((void)component_init(), "1 and 2 of mounts both want to be at /");
}

/* A file system may be several itself, which have the highest cursors among them. */
static void several_behind(void)
{
	mount_at(2, (const char *const[]){ "/", "/other/folder" });
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(fs_make_folder("/sub", 0755), 0);
	put("/sub/one");
	put("/sub/two");
	put("/sub/three");
	cursors_from = UINT64_MAX - 65535;
	CHECK_STR(names("/sub"), "one three two ");
	cursors_from = 0;
}

int main(void)
{
	(void)umask(0);
	CHECK_STR(fs_mount_point(), "/");
	listings();
	made_up_folders();
	moves();
	no_root();
	several_behind();
	refusals();
	unmount_all();
	return test_done();
}
