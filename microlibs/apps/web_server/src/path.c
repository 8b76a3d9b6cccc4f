/* SPDX-License-Identifier: BSD-3-Clause */
#include "path.h"

#include "http.h"
#include "text.h"

/* "http://HOST/PATH" is as good as "/PATH" (RFC 9112, 3.2.2). */
static void skip_authority(const char **at, const char *end)
{
	static const char scheme[] = "http://";
	size_t size = sizeof scheme - 1;

	if ((size_t)(end - *at) < size || !text_is(*at, size, scheme))
		return;
	*at += size;
	while (*at < end && **at != '/' && **at != '?')
		++*at;
}

/* The byte that stands at `*at`, which moves behind it; or a negative status. */
static int next_byte(const char **at, const char *end)
{
	char byte = *(*at)++;

	if (byte == '#')
		return -HTTP_BAD_REQUEST;
	if (byte != '%')
		return (uint8_t)byte;
	if (end - *at < 2)
		return -HTTP_BAD_REQUEST;

	int high = text_hex_digit((*at)[0]);
	int low = text_hex_digit((*at)[1]);

	*at += 2;
	/* An escaped slash is no separator, and no file has one in its name; none has a 0. */
	if (high < 0 || low < 0 || high + low == 0 || (high == 2 && low == 15))
		return -HTTP_BAD_REQUEST;
	return high << 4 | low;
}

/*
 * A segment, from `*used` back to `begin`, is complete: dot segments go. False for one that leads above the root.
 */
static bool end_segment(char *out, size_t root, size_t begin, size_t *used)
{
	size_t size = *used - begin;

	if (size == 1 && out[begin] == '.') {
		*used = begin;
	} else if (size == 2 && out[begin] == '.' && out[begin + 1] == '.') {
		if (begin - 1 == root)
			return false;
		for (*used = begin - 1; out[*used - 1] != '/'; --*used)
			;
	}
	return true;
}

long path_of(const char *root, const char *target, size_t size, char *out, size_t room)
{
	const char *at = target;
	const char *end = target + size;
	size_t used = strlen(root);

	while (used > 0 && root[used - 1] == '/')
		used--;
	if (used + 2 > room)
		return -HTTP_TARGET_TOO_LONG;
	memcpy(out, root, used);

	size_t top = used;
	size_t begin;

	skip_authority(&at, end);
	out[used++] = '/';
	begin = used;
	if (at < end && *at == '/')
		at++;
	else if (at == target || (at < end && *at != '?'))
		return -HTTP_BAD_REQUEST;
	while (at < end && *at != '?') {
		if (*at == '/') {
			at++;
			if (!end_segment(out, top, begin, &used))
				return -HTTP_BAD_REQUEST;
			if (out[used - 1] != '/') {
				if (used + 1 >= room)
					return -HTTP_TARGET_TOO_LONG;
				out[used++] = '/';
			}
			begin = used;
			continue;
		}

		int byte = next_byte(&at, end);

		if (byte < 0)
			return byte;
		if (used + 1 >= room)
			return -HTTP_TARGET_TOO_LONG;
		out[used++] = (char)byte;
	}
	if (!end_segment(out, top, begin, &used))
		return -HTTP_BAD_REQUEST;
	out[used] = '\0';
	return (long)used;
}
