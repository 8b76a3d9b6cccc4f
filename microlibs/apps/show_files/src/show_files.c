/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

static struct fs_entry entry;
static struct fs_entry next;

static int failed(const char *what, const char *path, long error)
{
	out_print("%s: cannot %s %s: error %ld\n", COMPONENT_NAME, what, path, -error);
	return 1;
}

/* By bytes. */
static int compare(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

static void tell(void)
{
	static const char *const kinds[] = { "?", "file", "folder", "link", "device" };
	struct fs_stat about = { 0 };

	/* The end of a link may be nowhere. */
	if (files_stat(next.name, &about) < 0)
		about.size = 0;
	out_print("%-6s %8llu %s\n", kinds[next.type <= FS_DEVICE ? next.type : 0], (unsigned long long)about.size,
		  next.name);
}

/* Whether there is a name behind that of `next`; the first such is there then. */
static int find_next(int fd, bool first)
{
	static struct fs_entry best;
	bool found = false;
	int more;

	(void)files_seek(fd, 0, VFS_SEEK_SET);
	while ((more = files_list(fd, &entry)) == 1) {
		if (!first && compare(entry.name, next.name) <= 0)
			continue;
		if (!found || compare(entry.name, best.name) < 0)
			best = entry;
		found = true;
	}
	if (found)
		next = best;
	return more < 0 ? more : found;
}

static int list(const char *folder)
{
	int error = files_change_folder(folder);
	int fd = error < 0 ? error : files_open(".", FS_O_RDONLY | FS_O_DIRECTORY, 0);
	int more = 1;

	if (fd < 0)
		return failed("open", folder, fd);
	out_print("%s:\n", folder);
	for (bool first = true; (more = find_next(fd, first)) == 1; first = false)
		tell();
	(void)files_close(fd);
	return more < 0 ? failed("list", folder, more) : 0;
}

static int show(const char *path)
{
	static char data[512];
	int fd = files_open(path, FS_O_RDONLY, 0);
	ssize_t got;

	if (fd < 0)
		return failed("open", path, fd);
	while ((got = files_read(fd, data, sizeof data)) > 0)
		(void)console_write(data, (size_t)got);
	(void)files_close(fd);
	return got < 0 ? failed("read", path, got) : 0;
}

/* Context: thread. 1 where something could not be had. */
int main(void)
{
	int status = list(CONFIG_FOLDER);

	return CONFIG_FILE[0] != '\0' && show(CONFIG_FILE) != 0 ? 1 : status;
}
