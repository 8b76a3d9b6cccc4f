/* SPDX-License-Identifier: BSD-3-Clause */
/* A folder in the order of its names, a file as it is, and what cannot be had. */
/* config: FOLDER=$folder */
/* config: FILE=$file */
#include <ports.h>
#include <stdarg.h>
#include <uniloom/test.h>

#define ENTRIES 4u
#define TEXT "first line\nsecond\n"

const char *folder = "/data";
const char *file = "hello.txt";

static const struct {
	const char *name;
	uint8_t type;
	uint64_t size;
} entries[ENTRIES] = {
	{ "zebra", FS_FILE, 12 },
	{ "a link", FS_SYMLINK, 0 },
	{ "null", FS_DEVICE, 0 },
	{ "Folder", FS_DIRECTORY, 4096 },
};

static char printed[1000];
static char shown[1000];
static size_t shown_size;
static size_t listed;  /* where the listing is */
static size_t read_at; /* where the file is */
static int opened;
static int change_error;
static int list_error;
static int read_error;

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);

	return vsnprintf(printed + used, sizeof printed - used, format, arguments);
}

long console_write(const char *data, size_t size)
{
	REQUIRE(size < sizeof shown - shown_size);
	memcpy(shown + shown_size, data, size);
	shown_size += size;
	return (long)size;
}

int files_change_folder(const char *path)
{
	CHECK_STR(path, folder);
	return change_error;
}

int files_open(const char *path, unsigned flags, uint32_t mode)
{
	(void)mode;
	if (strcmp(path, ".") == 0) {
		CHECK_EQ(flags, FS_O_RDONLY | FS_O_DIRECTORY);
		opened++;
		return 3;
	}
	if (strcmp(path, "hello.txt") != 0)
		return -ENOENT;
	read_at = 0;
	opened++;
	return 4;
}

int files_close(int fd)
{
	CHECK(fd == 3 || fd == 4);
	opened--;
	return 0;
}

int64_t files_seek(int fd, int64_t offset, int whence)
{
	CHECK(fd == 3 && offset == 0 && whence == VFS_SEEK_SET);
	listed = 0;
	return 0;
}

int files_list(int fd, struct fs_entry *out)
{
	CHECK_EQ(fd, 3);
	if (list_error < 0 && listed == 2)
		return list_error;
	if (listed == ENTRIES)
		return 0;
	*out = (struct fs_entry){ .type = entries[listed].type };
	strcpy(out->name, entries[listed++].name);
	return 1;
}

int files_stat(const char *path, struct fs_stat *out)
{
	for (size_t i = 0; i < ENTRIES; i++) {
		if (strcmp(path, entries[i].name) == 0 && entries[i].type != FS_SYMLINK) {
			out->size = entries[i].size;
			return 0;
		}
	}
	return -ENOENT;
}

/* A few bytes at a time. */
ssize_t files_read(int fd, void *data, size_t size)
{
	size_t part = strlen(TEXT) - read_at;

	CHECK_EQ(fd, 4);
	if (read_error < 0 && read_at > 0)
		return read_error;
	part = part < 7 ? part : 7;
	REQUIRE(part <= size);
	memcpy(data, TEXT + read_at, part);
	read_at += part;
	return (ssize_t)part;
}

static int run(void)
{
	printed[0] = '\0';
	memset(shown, 0, sizeof shown);
	shown_size = 0;

	int status = component_main();

	CHECK_EQ(opened, 0);
	return status;
}

int main(void)
{
	CHECK_EQ(run(), 0);
	CHECK_STR(printed, "/data:\n"
			   "folder     4096 Folder\n"
			   "link          0 a link\n"
			   "device        0 null\n"
			   "file         12 zebra\n");
	CHECK_STR(shown, TEXT);

	/* No file is wanted, or it is not there, or it cannot be read to its end. */
	file = "";
	CHECK_EQ(run(), 0);
	CHECK_STR(shown, "");
	file = "none";
	CHECK_EQ(run(), 1);
	CHECK(strstr(printed, "component: cannot open none: error 2\n") != NULL);
	file = "hello.txt";
	read_error = -EIO;
	CHECK_EQ(run(), 1);
	CHECK(strstr(printed, "component: cannot read hello.txt: error 5\n") != NULL);
	CHECK_STR(shown, "first l");
	read_error = 0;

	/* The folder is not there, or cannot be listed; the file is shown all the same. */
	change_error = -ENOTDIR;
	CHECK_EQ(run(), 1);
	CHECK_STR(printed, "component: cannot open /data: error 20\n");
	CHECK_STR(shown, TEXT);
	change_error = 0;
	list_error = -EIO;
	CHECK_EQ(run(), 1);
	CHECK_STR(printed, "/data:\ncomponent: cannot list /data: error 5\n");
	CHECK_STR(shown, TEXT);
	return test_done();
}
