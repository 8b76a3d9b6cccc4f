/* SPDX-License-Identifier: BSD-3-Clause */
/* with: ramfs */
/* config: AT=/ */
/* config: WRITE_KB=9 */
/* On a file system that works it finds no fault; each call that fails, or gives other bytes, is one. */
#include <ports.h>
#include <ramfs_ports.h>
#include <stdarg.h>
#include <uniloom/locks.h>
#include <uniloom/panics.h>

static char printed[4000];
static long fails_after = -1; /* so many calls from now on, once */
static bool spoils;           /* what is read */

static bool fails(void)
{
	return fails_after >= 0 && fails_after-- == 0;
}

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);

	return vsnprintf(printed + used, sizeof printed - used, format, arguments);
}

int files_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	return fails() ? -EIO : fs_open(path, flags, mode, out);
}

int files_close(struct fs_file *file)
{
	int error = fs_close(file);

	return fails() ? -EIO : error;
}

ssize_t files_read(struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	ssize_t got = fails() ? -EIO : fs_read(file, data, size, offset);

	if (spoils && got > 0)
		((uint8_t *)data)[0] ^= 1;
	return got;
}

ssize_t files_write(struct fs_file *file, const void *data, size_t size, uint64_t offset)
{
	return fails() ? -ENOSPC : fs_write(file, data, size, offset);
}

const void *files_view(struct fs_file *file, uint64_t offset, size_t *size)
{
	(void)file;
	(void)offset;
	*size = 0;
	return NULL;
}

int files_sync(struct fs_file *file)
{
	return fails() ? -EIO : fs_sync(file);
}

int files_file_stat(struct fs_file *file, struct fs_stat *out)
{
	return fails() ? -EIO : fs_file_stat(file, out);
}

int files_list(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	return fails() ? -EIO : fs_list(folder, cursor, out);
}

int files_make_folder(const char *path, uint32_t mode)
{
	return fails() ? -ENOSPC : fs_make_folder(path, mode);
}

int files_remove(const char *path)
{
	return fails() ? -EIO : fs_remove(path);
}

int files_rename(const char *from, const char *to)
{
	return fails() ? -EIO : fs_rename(from, to);
}

const void *archive_bytes(size_t *size)
{
	*size = 0;
	return NULL;
}

int wall_read(uint64_t *unix_ns)
{
	(void)unix_ns;
	return -ENODATA;
}

void *heap_malloc(size_t size)
{
	return malloc(size);
}

void *heap_realloc(void *block, size_t size)
{
	return realloc(block, size);
}

void heap_free(void *block)
{
	free(block);
}

static int run(void)
{
	printed[0] = '\0';
	return component_main();
}

int main(void)
{
	struct fs_file *file;
	int status = 1;

	CHECK_EQ(ramfs_init(), 0);
	CHECK_EQ(fs_make_folder("/folder", 0755), 0);
	CHECK_EQ(fs_open("/folder/file", FS_O_WRONLY | FS_O_CREAT, 0640, &file), 0);
	CHECK_EQ(fs_write(file, "hello", 5, 0), 5);
	CHECK_EQ(fs_close(file), 0);
	CHECK_EQ(run(), 0);
	CHECK_STR(printed, "folder /folder\n"
			   "file 0640 5 a430d84680aabd0b /folder/file\n"
			   "component: wrote and read 9 KiB, all well\n");
	/* Nothing of it is left. */
	CHECK_EQ(run(), 0);

	/* Other bytes than were written; and each call that fails, which is told. */
	spoils = true;
	CHECK_EQ(run(), 1);
	CHECK(strstr(printed, "compare /fs_check/made: error") != NULL);
	spoils = false;
	for (long after = 0; status != 0 && fails_after < 0; after++) {
		(void)fs_remove("/fs_check/made");
		(void)fs_remove("/fs_check.moved");
		(void)fs_remove("/fs_check");
		fails_after = after;
		status = run();
		CHECK(fails_after >= 0 || strstr(printed, ": error ") != NULL);
	}
	return test_done();
}
