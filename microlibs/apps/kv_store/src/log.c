/* SPDX-License-Identifier: BSD-3-Clause */
#include "log.h"

#if FILES_WIRED

static struct fs_file *file;
static uint64_t end;
static char buffer[MOST_REQUEST];

/* What is there from `at` on goes to the front, and more of the file behind it. The number of bytes there, or an error. */
static ssize_t more(size_t at, size_t used, uint64_t *offset)
{
	memmove(buffer, buffer + at, used - at);
	used -= at;

	ssize_t got = files_read(file, buffer + used, sizeof buffer - used, *offset);

	if (got < 0)
		return got;
	*offset += (uint64_t)got;
	return (ssize_t)used + got;
}

int log_open(log_apply *apply)
{
	static struct resp_request request;
	uint64_t offset = 0; /* what is read so far */
	ssize_t used = 0;
	size_t at = 0;
	int error = files_open(CONFIG_LOG, FS_O_RDWR | FS_O_CREAT, 0644, &file);

	if (error < 0)
		return error;
	end = 0;
	for (;;) {
		long size = resp_read(&request, buffer + at, (size_t)used - at, sizeof buffer);

		if (size > 0 && apply(&request)) {
			at += (size_t)size;
			end += (uint64_t)size;
			continue;
		}
		if (size > 0) {
			error = -ENOMEM;
			break;
		}
		/* What is no record is not ours: it stays, and nothing is written behind it. */
		if (size < 0) {
			error = (int)size;
			break;
		}

		size_t had = (size_t)used - at;

		used = more(at, (size_t)used, &offset);
		at = 0;
		if (used < 0 || (size_t)used == had) {
			error = used < 0 ? (int)used : 0;
			break;
		}
	}
	/* A record that was being written when the machine stopped. */
	if (error == 0 && end < offset)
		error = files_truncate(file, end);
	if (error < 0)
		(void)files_close(file);
	return error;
}

static size_t put(size_t used, const char *data, size_t size)
{
	memcpy(buffer + used, data, size);
	return used + size;
}

static size_t put_count(size_t used, char mark, size_t value)
{
	char text[24];
	size_t at = sizeof text;

	text[--at] = '\n';
	text[--at] = '\r';
	do {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value != 0);
	text[--at] = mark;
	return put(used, text + at, sizeof text - at);
}

int log_write(const struct resp_word *words, size_t count)
{
	size_t used = put_count(0, '*', count);

	for (size_t i = 0; i < count; i++) {
		used = put_count(used, '$', words[i].size);
		used = put(used, words[i].at, words[i].size);
		used = put(used, "\r\n", 2);
	}
	for (size_t written = 0; written < used;) {
		ssize_t got = files_write(file, buffer + written, used - written, end + written);

		if (got <= 0) {
			(void)files_truncate(file, end);
			return got < 0 ? (int)got : -EIO;
		}
		written += (size_t)got;
	}
	end += used;
	return 0;
}

int log_empty(void)
{
	int error = files_truncate(file, 0);

	if (error == 0)
		end = 0;
	return error;
}

int log_close(void)
{
	int synced = files_sync(file);
	int closed = files_close(file);

	return synced < 0 ? synced : closed;
}

#else

int log_open(log_apply *apply)
{
	(void)apply;
	return 0;
}

int log_write(const struct resp_word *words, size_t count)
{
	(void)words;
	(void)count;
	return 0;
}

int log_empty(void)
{
	return 0;
}

int log_close(void)
{
	return 0;
}

#endif
