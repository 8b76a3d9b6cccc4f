/* SPDX-License-Identifier: BSD-3-Clause */
#include "fs_check.h"

uint8_t buffer[BUFFER_BYTES];

/* A variable: comparing with a constant 0 is a warning. */
static const uint64_t wanted = (uint64_t)CONFIG_WRITE_KB * 1024;
static int status;

void failed(const char *what, const char *path, long error)
{
	out_print("%s %s: error %ld\n", what, path, error);
	status = 1;
}

bool good(const char *what, const char *path, long error)
{
	if (error < 0)
		failed(what, path, error);
	return error >= 0;
}

static uint8_t pattern(uint64_t at)
{
	return (uint8_t)(7 * at + at / 4099);
}

static void join(char *to, const char *name)
{
	size_t size = 0;

	for (const char *from = CONFIG_AT; *from != '\0' && size + 32 < FS_PATH_MAX; from++)
		to[size++] = *from;
	while (size > 0 && to[size - 1] == '/')
		size--;
	for (const char *from = name; *from != '\0'; from++)
		to[size++] = *from;
	to[size] = '\0';
}

static bool write_all(struct fs_file *file, const char *path)
{
	for (uint64_t at = 0; at < wanted; at += BUFFER_BYTES) {
		size_t size = wanted - at < BUFFER_BYTES ? (size_t)(wanted - at) : BUFFER_BYTES;

		for (size_t i = 0; i < size; i++)
			buffer[i] = pattern(at + i);

		ssize_t put = files_write(file, buffer, size, at);

		if (put >= 0 && (size_t)put < size)
			put = files_write(file, buffer + put, size - (size_t)put, at + (size_t)put);
		if (!good("write", path, put))
			return false;
	}
	return good("sync", path, files_sync(file));
}

static bool read_all(struct fs_file *file, const char *path)
{
	for (uint64_t at = 0; at < wanted;) {
		ssize_t got = files_read(file, buffer, sizeof buffer, at);

		if (!good("read", path, got == 0 ? -ENODATA : got))
			return false;
		for (ssize_t i = 0; i < got; i++) {
			if (buffer[i] != pattern(at + (uint64_t)i)) {
				failed("compare", path, (long)(at + (uint64_t)i));
				return false;
			}
		}
		at += (uint64_t)got;
	}
	return true;
}

static bool write_and_read(const char *path)
{
	struct fs_file *file;

	if (!good("open", path, files_open(path, FS_O_RDWR | FS_O_CREAT | FS_O_TRUNC, 0600, &file)))
		return false;

	bool fine = write_all(file, path) && read_all(file, path);

	return good("close", path, files_close(file)) && fine;
}

/* The first byte becomes another and back: the others stay. */
static void write_over(const char *path)
{
	struct fs_file *file;
	uint8_t before[2] = { 0, 0 };
	uint8_t after[2] = { 0, 0 };

	if (!good("open", path, files_open(path, FS_O_RDWR, 0, &file)))
		return;

	ssize_t size = files_read(file, before, 2, 0);

	if (size > 0) {
		uint8_t other = (uint8_t)~before[0];

		good("write over", path, files_write(file, &other, 1, 0));
		good("read", path, files_read(file, after, 2, 0));
		if (after[0] != other || after[1] != before[1])
			failed("compare", path, 0);
		good("write over", path, files_write(file, before, 1, 0));
	}
	good("read", path, size);
	good("close", path, files_close(file));
}

/* Context: thread. 1 where something went wrong. */
int main(void)
{
	static char folder[FS_PATH_MAX];
	static char made[FS_PATH_MAX];
	static char moved[FS_PATH_MAX];

	tell(CONFIG_AT);
	if (wanted == 0)
		return status;
	join(folder, "/fs_check");
	join(made, "/fs_check/made");
	join(moved, "/fs_check.moved");
	if (good("make", folder, files_make_folder(folder, 0755)) && write_and_read(made)) {
		good("rename", made, files_rename(made, moved));
		good("remove", folder, files_remove(folder));
		good("remove", moved, files_remove(moved));
	}
	if (first_file[0] != '\0')
		write_over(first_file);
	if (status == 0)
		out_print("%s: wrote and read %u KiB, all well\n", COMPONENT_NAME, (unsigned)CONFIG_WRITE_KB);
	return status;
}
