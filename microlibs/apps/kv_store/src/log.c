/* SPDX-License-Identifier: BSD-3-Clause */
#include "log.h"

#if FILES_WIRED

static struct fs_file *file;
static uint64_t end;
static bool torn; /* behind that are bytes which could not be cut off */
static char buffer[MOST_REQUEST];

/* What is behind the last whole record goes. */
static int cut_off(void)
{
	int error = files_truncate(file, end);

	torn = error < 0;
	return error;
}

/*
 * Applies the records that the buffer begins with, of `used` bytes; the last one may not be whole. How many bytes that
 * were, or an error. What is no record is not ours: it stays, and nothing is written behind it.
 */
static long apply_whole(log_apply *apply, size_t used, bool *over)
{
	static struct resp_request request;
	size_t at = 0;

	while (at < used) {
		/* Zeroes behind records are room for one that never came to the disk. */
		*over = buffer[at] == '\0' && end > 0;
		if (*over)
			break;

		long size = buffer[at] == '*' ? resp_read(&request, buffer + at, used - at, sizeof buffer) : -EPROTO;
		int error = size > 0 ? apply(&request) : (int)size;

		if (error < 0)
			return error;
		if (size == 0)
			break;
		at += (size_t)size;
		end += (uint64_t)size;
	}
	return (long)at;
}

int log_open(log_apply *apply)
{
	uint64_t offset = 0; /* what is read so far */
	size_t used = 0;
	bool over = false;
	int error = files_open(CONFIG_LOG, FS_O_RDWR | FS_O_CREAT, 0644, &file);

	if (error < 0)
		return error;
	end = 0;
	torn = false;
	while (error == 0 && !over) {
		/* There is room: a record that leaves none is refused. */
		ssize_t got = files_read(file, buffer + used, sizeof buffer - used, offset);

		over = got == 0;
		if (got <= 0) {
			error = (int)got;
			continue;
		}
		offset += (uint64_t)got;
		used += (size_t)got;

		long done = apply_whole(apply, used, &over);

		if (done < 0) {
			error = (int)done;
			continue;
		}
		used -= (size_t)done;
		memmove(buffer, buffer + done, used);
	}
	/* A record that was being written when the machine stopped. */
	if (error == 0 && end < offset)
		error = cut_off();
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
	int error = torn ? cut_off() : 0;

	if (error < 0)
		return error;
	for (size_t i = 0; i < count; i++) {
		used = put_count(used, '$', words[i].size);
		used = put(used, words[i].at, words[i].size);
		used = put(used, "\r\n", 2);
	}
	for (size_t written = 0; written < used;) {
		ssize_t got = files_write(file, buffer + written, used - written, end + written);

		if (got <= 0) {
			(void)cut_off();
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

	if (error == 0) {
		end = 0;
		torn = false;
	}
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
