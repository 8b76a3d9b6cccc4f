/* SPDX-License-Identifier: BSD-3-Clause */
#include "http.h"

#include "text.h"

/* Of a byte: may stand in a token (a method, a field's name), may stand in a field's value. */
enum { TOKEN = 1, VALUE = 2 };

#define T (TOKEN | VALUE)
#define V VALUE
/* clang-format off */
static const uint8_t kinds[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, V, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	/*  !  "  #  $  %  &  '  (  )  *  +  ,  -  .  /  0  1  2  3  4  5  6  7  8  9  :  ;  <  =  >  ? */
	V, T, V, T, T, T, T, T, V, V, T, T, V, T, T, V, T, T, T, T, T, T, T, T, T, T, V, V, V, V, V, V,
	/* @ A-Z [ \ ] ^ _ */
	V, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, V, V, V, T, T,
	/* ` a-z { | } ~ DEL */
	T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, T, V, T, V, T, 0,
	V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
	V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
	V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
	V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V, V,
};
/* clang-format on */
#undef T
#undef V

static bool is(const char *data, size_t size, const char *text)
{
	return strlen(text) == size && memcmp(data, text, size) == 0;
}

static enum http_method method_of(const char *data, size_t size)
{
	static const char *const known[] = { "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" };

	if (is(data, size, "GET"))
		return HTTP_GET;
	if (is(data, size, "HEAD"))
		return HTTP_HEAD;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (is(data, size, known[i]))
			return HTTP_KNOWN;
	}
	return HTTP_UNKNOWN;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* "HTTP/1.1", and nothing behind it. */
static int read_version(struct http_request *request, const char *at, size_t size)
{
	if (size != 8 || memcmp(at, "HTTP/", 5) != 0 || !is_digit(at[5]) || at[6] != '.' || !is_digit(at[7]))
		return -HTTP_BAD_REQUEST;
	if (at[5] != '1')
		return -HTTP_BAD_VERSION;
	request->minor = (uint8_t)(at[7] - '0');
	return 0;
}

static int read_start(struct http_request *request, const char *data, uint32_t from, uint32_t to)
{
	uint32_t at = from;

	while (at < to && (kinds[(uint8_t)data[at]] & TOKEN) != 0)
		at++;
	if (at == from || at == to || data[at] != ' ')
		return -HTTP_BAD_REQUEST;
	request->method = method_of(data + from, at - from);

	uint32_t target = ++at;

	while (at < to && data[at] > ' ' && data[at] < 0x7f)
		at++;
	if (at == target || at == to || data[at] != ' ')
		return -HTTP_BAD_REQUEST;
	request->target = (struct http_span){ target, at - target };
	request->has_start = true;
	return read_version(request, data + at + 1, to - at - 1);
}

static int read_length(struct http_request *request, const char *value, size_t size)
{
	uint64_t length = 0;

	if (request->has_length || size == 0)
		return -HTTP_BAD_REQUEST;
	for (size_t i = 0; i < size; i++) {
		if (!is_digit(value[i]))
			return -HTTP_BAD_REQUEST;
		if (length > UINT64_MAX / 10 - 1)
			return -HTTP_TOO_LARGE;
		length = length * 10 + (uint64_t)(value[i] - '0');
	}
	request->has_length = true;
	request->length = length;
	return 0;
}

/* A list of words. */
static void read_connection(struct http_request *request, const char *value, size_t size)
{
	for (size_t at = 0; at < size;) {
		size_t end = at;

		while (end < size && value[end] != ',' && value[end] != ' ' && value[end] != '\t')
			end++;
		if (text_is(value + at, end - at, "close"))
			request->close = true;
		else if (text_is(value + at, end - at, "keep-alive"))
			request->keep_alive = true;
		at = end + 1;
	}
}

/* By length first: most fields of most requests are none of these. */
static int read_field(struct http_request *request, const char *data, const char *name, size_t size, struct http_span span)
{
	const char *value = data + span.at;

	switch (size) {
	case 4:
		if (text_is(name, size, "host")) {
			if (request->has_host)
				return -HTTP_BAD_REQUEST;
			request->has_host = true;
		}
		break;
	case 5:
		if (text_is(name, size, "range"))
			request->range = span;
		break;
	case 6:
		if (text_is(name, size, "expect"))
			request->expects = request->expects || text_is(value, span.size, "100-continue");
		break;
	case 8:
		if (text_is(name, size, "if-range"))
			request->if_range = span;
		break;
	case 10:
		if (text_is(name, size, "connection"))
			read_connection(request, value, span.size);
		break;
	case 13:
		if (text_is(name, size, "if-none-match"))
			request->if_none_match = span;
		break;
	case 14:
		if (text_is(name, size, "content-length"))
			return read_length(request, value, span.size);
		break;
	case 17:
		if (text_is(name, size, "if-modified-since"))
			request->if_modified_since = span;
		else if (text_is(name, size, "transfer-encoding"))
			request->has_coding = true;
		break;
	default:
		break;
	}
	return 0;
}

/* A line that begins with a blank would be the last one's continuation, which nobody may send any more: it has no name. */
static int read_line(struct http_request *request, const char *data, uint32_t from, uint32_t to)
{
	uint32_t at = from;

	while (at < to && (kinds[(uint8_t)data[at]] & TOKEN) != 0)
		at++;
	if (at == from || at == to || data[at] != ':')
		return -HTTP_BAD_REQUEST;

	uint32_t name = at++;

	while (at < to && (data[at] == ' ' || data[at] == '\t'))
		at++;

	uint32_t value = at;

	for (; at < to; at++) {
		if ((kinds[(uint8_t)data[at]] & VALUE) == 0)
			return -HTTP_BAD_REQUEST;
	}
	while (at > value && (data[at - 1] == ' ' || data[at - 1] == '\t'))
		at--;
	return read_field(request, data, data + from, name - from, (struct http_span){ value, at - value });
}

/* What a complete head has to have, or may not have. */
static int judge(const struct http_request *request)
{
	if (request->minor > 0 && !request->has_host)
		return -HTTP_BAD_REQUEST;
	/* Both lengths would let two readers of one connection see different requests. */
	if (request->has_coding)
		return request->has_length || request->minor == 0 ? -HTTP_BAD_REQUEST : -HTTP_LENGTH_REQUIRED;
	return 0;
}

long http_read(struct http_request *request, const char *data, size_t size)
{
	while (request->looked < size) {
		const char *end = memchr(data + request->looked, '\n', size - request->looked);

		if (end == NULL) {
			request->looked = (uint32_t)size;
			return 0;
		}

		uint32_t from = request->line;
		uint32_t next = (uint32_t)(end - data) + 1;
		uint32_t to = next - 1;
		int error = 0;

		if (to > from && data[to - 1] == '\r')
			to--;
		request->line = next;
		request->looked = next;
		if (to > from)
			error = request->has_start ? read_line(request, data, from, to) : read_start(request, data, from, to);
		else if (request->has_start)
			error = judge(request);
		else
			continue; /* empty lines before a request are let go */
		if (error < 0)
			return error;
		if (to == from)
			return next;
	}
	return 0;
}

static bool read_number(const char *text, size_t size, size_t *at, uint64_t *value)
{
	size_t begin = *at;

	for (*value = 0; *at < size && is_digit(text[*at]); ++*at) {
		if (*value > UINT64_MAX / 10 - 1)
			return false;
		*value = *value * 10 + (uint64_t)(text[*at] - '0');
	}
	return *at > begin;
}

enum http_range http_range(const char *value, size_t length, uint64_t whole, uint64_t *from, uint64_t *size)
{
	uint64_t first;
	uint64_t last;
	size_t at = 6;

	if (length <= at || !text_is(value, 5, "bytes") || value[5] != '=')
		return HTTP_RANGE_NONE;
	if (value[at] == '-') {
		at++;
		if (!read_number(value, length, &at, &last) || at != length)
			return HTTP_RANGE_NONE;
		if (last == 0 || whole == 0)
			return HTTP_RANGE_OUTSIDE;
		*size = last < whole ? last : whole;
		*from = whole - *size;
		return HTTP_RANGE_ONE;
	}
	if (!read_number(value, length, &at, &first) || at == length || value[at] != '-')
		return HTTP_RANGE_NONE;
	at++;
	if (at == length)
		last = UINT64_MAX;
	else if (!read_number(value, length, &at, &last) || at != length || last < first)
		return HTTP_RANGE_NONE;
	if (first >= whole)
		return HTTP_RANGE_OUTSIDE;
	*from = first;
	*size = (last < whole ? last : whole - 1) - first + 1;
	return HTTP_RANGE_ONE;
}

bool http_has_tag(const char *list, size_t size, const char *tag, size_t tag_size)
{
	if (size == 1 && *list == '*')
		return true;
	for (size_t at = 0; at < size;) {
		if (list[at] != '"') {
			at++;
			continue;
		}

		const char *end = memchr(list + at + 1, '"', size - at - 1);

		if (end == NULL)
			return false;

		size_t found = (size_t)(end - list) + 1 - at;

		if (found == tag_size && memcmp(list + at, tag, tag_size) == 0)
			return true;
		at += found;
	}
	return false;
}
