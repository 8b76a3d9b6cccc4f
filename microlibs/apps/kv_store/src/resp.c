/* SPDX-License-Identifier: BSD-3-Clause */
#include "resp.h"

/* The end of the line from `at` on: the place of its last byte, '\n'; `size` while there is none. */
static size_t line_end(const char *data, size_t at, size_t size)
{
	while (at < size && data[at] != '\n')
		at++;
	return at;
}

/* A number behind `mark` that is the whole line, "*3\r\n". Moves `*at` behind it. As resp_read; 1 when it is there. */
static int read_count(const char *data, size_t size, size_t *at, char mark, size_t most, size_t *value)
{
	size_t from = *at + 1;
	size_t end;

	if (*at == size)
		return 0;
	if (data[*at] != mark)
		return -EPROTO;
	end = line_end(data, from, size);
	if (end == size)
		return size - from > 20 ? -EPROTO : 0;
	if (end < from + 2 || data[end - 1] != '\r')
		return -EPROTO;
	*value = 0;
	for (size_t i = from; i < end - 1; i++) {
		if (data[i] < '0' || data[i] > '9')
			return -EPROTO;
		*value = *value * 10 + (size_t)(data[i] - '0');
		if (*value > most)
			return -EMSGSIZE;
	}
	*at = end + 1;
	return 1;
}

static long read_array(struct resp_request *request, const char *data, size_t size, size_t most)
{
	size_t at = 0;
	size_t count = 0;
	int got = read_count(data, size, &at, '*', RESP_MOST_WORDS, &count);

	if (got <= 0)
		return got;
	for (size_t i = 0; i < count; i++) {
		size_t length = 0;

		got = read_count(data, size, &at, '$', most, &length);
		if (got <= 0)
			return got;
		if (at + length + 2 > most)
			return -EMSGSIZE;
		if (at + length + 2 > size)
			return 0;
		if (data[at + length] != '\r' || data[at + length + 1] != '\n')
			return -EPROTO;
		request->words[i] = (struct resp_word){ data + at, length };
		at += length + 2;
	}
	request->count = count;
	return (long)at;
}

static long read_line(struct resp_request *request, const char *data, size_t size)
{
	size_t end = line_end(data, 0, size);
	size_t at = 0;
	size_t count = 0;

	if (end == size)
		return 0;
	while (at < end) {
		size_t from = at;

		while (at < end && data[at] != ' ' && data[at] != '\t' && data[at] != '\r')
			at++;
		if (at > from) {
			if (count == RESP_MOST_WORDS)
				return -EMSGSIZE;
			request->words[count++] = (struct resp_word){ data + from, at - from };
		} else {
			at++;
		}
	}
	request->count = count;
	return (long)end + 1;
}

long resp_read(struct resp_request *request, const char *data, size_t size, size_t most)
{
	request->count = 0;
	if (size == 0)
		return 0;

	long result = *data == '*' ? read_array(request, data, size, most) : read_line(request, data, size);

	return result == 0 && size >= most ? -EMSGSIZE : result;
}
