/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/http.c src/path.c src/date.c src/kinds.c src/text.c */
/* The pure parts: heads of requests, byte by byte and mutated; paths, dates, ranges, tags. */
#define _DEFAULT_SOURCE /* gmtime_r */
#include <ports.h>
#include <uniloom/test.h>

#include <time.h>

#include "date.h"
#include "http.h"
#include "kinds.h"
#include "path.h"
#include "text.h"

static long read_all(const char *text, size_t size, struct http_request *request)
{
	*request = (struct http_request){ .line = 0 };
	return http_read(request, text, size);
}

static bool same(const struct http_request *a, const struct http_request *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

/* However the bytes arrive, the result is the same: all at once, one by one, in pieces at random. */
static long read_pieces(const char *text, size_t size, uint64_t seed, struct http_request *request)
{
	struct test_random random = { seed };
	long result = 0;

	memset(request, 0, sizeof *request);
	for (size_t there = 0; there < size && result == 0;) {
		there += seed == 0 ? 1 : 1 + test_below(&random, 9);
		if (there > size)
			there = size;

		/* Of just the size that there is, so that what is read beyond is found. */
		char *exact = malloc(there);

		REQUIRE(exact != NULL);
		memcpy(exact, text, there);
		result = http_read(request, exact, there);
		free(exact);
	}
	return result;
}

static long read_head(const char *text)
{
	struct http_request whole;
	struct http_request pieces;
	size_t size = strlen(text);

	memset(&whole, 0, sizeof whole);

	long result = http_read(&whole, text, size);

	CHECK_EQ(read_pieces(text, size, 0, &pieces), result);
	CHECK(result <= 0 || same(&whole, &pieces));
	return result;
}

static void heads(void)
{
	struct http_request request;
	static const char full[] = "GET /a/b?c HTTP/1.1\r\nHost: h\r\nConnection: Keep-Alive, close\r\nIf-None-Match: \"x\"\r\n"
				   "IF-MODIFIED-SINCE:  Sun, 06 Nov 1994 08:49:37 GMT \r\nRange: bytes=0-1\r\nIf-Range: \"y\"\r\n"
				   "Content-Length: 42\r\nExpect: 100-Continue\r\nX-Empty:\r\n\r\nGET";

	CHECK_EQ(read_all(full, sizeof full - 1, &request), sizeof full - 4);
	CHECK_EQ(request.method, HTTP_GET);
	CHECK_EQ(request.minor, 1);
	CHECK_EQ(request.target.size, 6);
	CHECK(memcmp(full + request.target.at, "/a/b?c", 6) == 0);
	CHECK(request.close && request.keep_alive && request.expects && request.has_host);
	CHECK_EQ(request.length, 42);
	CHECK_EQ(request.if_modified_since.size, 29);
	CHECK(memcmp(full + request.if_none_match.at, "\"x\"", 3) == 0);
	CHECK_EQ(request.if_range.size, 3);
	CHECK_EQ(request.range.size, 9);

	static const struct {
		const char *text;
		long result;
	} cases[] = {
		{ "GET / HTTP/1.1\r\nHost:\r\n\r\n", 25 },
		{ "\r\n\n\r\nGET / HTTP/1.0\n\n", 21 },
		{ "HEAD http://x/ HTTP/1.1\nhost: x\n\n", 33 },
		{ "BREW / HTTP/1.1\nhost: x\n\n", 25 },
		{ "GET / HTTP/1.9\nhost: x\n\n", 24 },
		{ "", 0 },
		{ "GET / HTTP/1.1\r\nHost: x\r\n", 0 },
		{ "GET / HTTP/1.1\r\nHost: x\r\n\r", 0 },
		{ "GET / HTTP/1.1\r\n\r\n", -400 },
		{ "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", -400 },
		{ "GET / HTTP/1.1\r\nHost : a\r\n\r\n", -400 },
		{ "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", -400 },
		{ "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", -400 },
		{ "GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n", -400 },
		{ "GET / HTTP/1.1\r\nno colon\r\n\r\n", -400 },
		{ "GET / HTTP/1.1\r\n: x\r\n\r\n", -400 },
		{ "GET  / HTTP/1.1\r\n\r\n", -400 },
		{ "GET /\r\n", -400 },
		{ "GET / x HTTP/1.1\r\n", -400 },
		{ "GET / http/1.1\r\n", -400 },
		{ "GET / HTTP/1.1 \r\n", -400 },
		{ "GET / HTTP/11\r\n", -400 },
		{ "G@T / HTTP/1.1\r\n", -400 },
		{ " GET / HTTP/1.1\r\n", -400 },
		{ "GET /\xc3\xa4 HTTP/1.1\r\n", -400 },
		{ "GET / HTTP/2.0\r\n", -505 },
		{ "GET / HTTP/0.9\r\n", -505 },
		{ "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\n", -400 },
		{ "POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", -400 },
		{ "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", -400 },
		{ "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", -413 },
		{ "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", -411 },
		{ "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", -400 },
		{ "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", -400 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (!CHECK_EQ(read_head(cases[i].text), cases[i].result))
			printf("in '%s'\n", cases[i].text);
	}
}

static long path(const char *root, const char *target, char *out)
{
	size_t size = strlen(target);
	char *exact = malloc(size);

	REQUIRE(exact != NULL);
	memcpy(exact, target, size);

	long result = path_of(root, exact, size, out, 64);

	free(exact);
	return result;
}

static void paths(void)
{
	char out[64];
	static const struct {
		const char *root;
		const char *target;
		const char *path; /* NULL: refused with 400 */
	} cases[] = {
		{ "/", "/", "/" },
		{ "", "/a", "/a" },
		{ "/www/", "/a/b.html?x=/../..", "/www/a/b.html" },
		{ "/www", "/a//b/./c/../d", "/www/a/b/d" },
		{ "/www", "/a/..", "/www/" },
		{ "/www", "/a/.", "/www/a/" },
		{ "/www", "/a/b/../", "/www/a/" },
		{ "/www", "///", "/www/" },
		{ "/", "/%41%2e%2E/x", "/A../x" },
		{ "/", "/a/%2e%2e/b", "/b" },
		{ "/", "/...", "/..." },
		{ "/", "http://host:80/x/y", "/x/y" },
		{ "/", "HTTP://host", "/" },
		{ "/", "http://host?q", "/" },
		{ "/", "/%C3%A4%20b", "/\xc3\xa4 b" },
		{ "/www", "/..", NULL },
		{ "/www", "/../etc", NULL },
		{ "/www", "/a/../../etc", NULL },
		{ "/www", "/%2e%2e/etc", NULL },
		{ "/www", "/.%2e/", NULL },
		{ "/", "/a%2fb", NULL },
		{ "/", "/a%00b", NULL },
		{ "/", "/a%4", NULL },
		{ "/", "/a%", NULL },
		{ "/", "/a%zz", NULL },
		{ "/", "/a#b", NULL },
		{ "/", "*", NULL },
		{ "/", "a/b", NULL },
		{ "/", "?x", NULL },
		{ "/", "https://host/", NULL },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		long size = path(cases[i].root, cases[i].target, out);

		if (cases[i].path == NULL) {
			CHECK_EQ(size, -400);
		} else if (CHECK_EQ(size, strlen(cases[i].path))) {
			CHECK_STR(out, cases[i].path);
		}
	}
	CHECK_EQ(path("/", "/0123456789012345678901234567890123456789012345678901234567891", out), 62);
	CHECK_EQ(path("/", "/012345678901234567890123456789012345678901234567890123456789123", out), -414);
	CHECK_EQ(path_of("/123", "/", 1, out, 5), -414);
}

static void dates(void)
{
	struct test_random random = { 7 };
	char text[DATE_SIZE];
	char old[64];
	uint64_t seconds;

	for (unsigned long i = 0; i < scaled(3000); i++) {
		uint64_t when = i < 3 ? i : test_below(&random, i % 2 == 0 ? 253402300800u : 3100000000u);
		time_t time = (time_t)when;
		struct tm tm;
		char expected[64];

		date_write(when, text);
		REQUIRE(gmtime_r(&time, &tm) != NULL);
		REQUIRE(strftime(expected, sizeof expected, "%a, %d %b %Y %H:%M:%S GMT", &tm) == DATE_SIZE);
		if (!CHECK(memcmp(text, expected, DATE_SIZE) == 0))
			printf("%.29s is not %s\n", text, expected);
		CHECK(date_read(text, DATE_SIZE, &seconds) && seconds == when);
		CHECK(date_read(old, strftime(old, sizeof old, "%a %b %e %H:%M:%S %Y", &tm), &seconds) && seconds == when);
		if (when < 3100000000u)
			CHECK(date_read(old, strftime(old, sizeof old, "%A, %d-%b-%y %H:%M:%S GMT", &tm), &seconds) &&
			      seconds == when);
		text[test_below(&random, DATE_SIZE)] ^= (char)(1 + test_below(&random, 255));
		(void)date_read(text, test_below(&random, DATE_SIZE + 1), &seconds);
	}
	date_write(UINT64_MAX, text);
	CHECK(memcmp(text, "Fri, 31 Dec 9999 23:59:59 GMT", DATE_SIZE) == 0);

	static const char *const wrong[] = { "", "x", "0", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 24:49:37 GMT",
					     "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Now 1994 08:49:37 GMT",
					     "Sun, 06 Nov 1969 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT+1", "Sun Nov 6" };

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(!date_read(wrong[i], strlen(wrong[i]), &seconds));
}

static void ranges(void)
{
	static const struct {
		const char *value;
		enum http_range result;
		uint64_t from, size;
	} cases[] = {
		{ "bytes=0-0", HTTP_RANGE_ONE, 0, 1 },
		{ "Bytes=2-", HTTP_RANGE_ONE, 2, 98 },
		{ "bytes=-5", HTTP_RANGE_ONE, 95, 5 },
		{ "bytes=-500", HTTP_RANGE_ONE, 0, 100 },
		{ "bytes=90-1000", HTTP_RANGE_ONE, 90, 10 },
		{ "bytes=100-", HTTP_RANGE_OUTSIDE, 0, 0 },
		{ "bytes=-0", HTTP_RANGE_OUTSIDE, 0, 0 },
		{ "bytes=3-2", HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=1-2,4-5", HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=", HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=-", HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=x-", HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=1", HTTP_RANGE_NONE, 0, 0 },
		{ "lines=1-2", HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=99999999999999999999-", HTTP_RANGE_NONE, 0, 0 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t from = 0;
		uint64_t size = 0;

		CHECK_EQ(http_range(cases[i].value, strlen(cases[i].value), 100, &from, &size), cases[i].result);
		if (cases[i].result == HTTP_RANGE_ONE) {
			CHECK_EQ(from, cases[i].from);
			CHECK_EQ(size, cases[i].size);
		}
	}
	CHECK(http_has_tag("*", 1, "", 0));
	CHECK(http_has_tag("\"a\", W/\"b\"", 10, "\"b\"", 3));
	CHECK(!http_has_tag("\"a\", \"b", 7, "\"b\"", 3));
	CHECK(!http_has_tag("a", 1, "\"a\"", 3));
	CHECK_STR(kind_of("/x/y.HTML"), "text/html; charset=utf-8");
	CHECK_STR(kind_of("/x.css/y"), "application/octet-stream");
	CHECK_STR(kind_of("/x.tar.gz"), "application/gzip");
}

/* Requests that nearly are some: whatever comes, it is read the same however it comes, and nothing beyond it is touched. */
static void fuzz(void)
{
	static const char *const seeds[] = {
		"GET /a/b?c HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 42\r\n\r\n",
		"HEAD http://h/%20/../x HTTP/1.0\r\nRange: bytes=1-2\r\nIf-Range: \"y\"\r\nExpect: 100-continue\r\n\r\n",
		"\r\nPOST /%2e%2e/%41 HTTP/1.1\nhost:\t x \nTransfer-Encoding: chunked\nIf-None-Match: W/\"a\", *\n\n",
		"GET / HTTP/1.1\r\nHost: h\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
	};
	static const char *const bits[] = { "\r\n", "\n", ": ", "HTTP/1.1", "%2e%2e", "/../", "//", "Host: x\r\n", "\t", ",",
					    "99999999999999999999", "Content-Length: 7\r\n" };
	struct test_random random = { 2026 };
	unsigned long complete = 0;

	for (unsigned long i = 0; i < scaled(10000); i++) {
		char text[600];
		size_t size = strlen(seeds[i % 4]);
		struct http_request one;
		struct http_request many;
		char out[64];

		memcpy(text, seeds[i % 4], size);
		for (uint64_t n = test_below(&random, 5); n > 0; n--) {
			size_t at = test_below(&random, size + 1);
			const char *bit = bits[test_below(&random, 12)];
			size_t length = strlen(bit);

			switch (test_below(&random, 4)) {
			case 0:
				if (at < size)
					text[at] = (char)test_next(&random);
				break;
			case 1: /* out */
				length = test_below(&random, size - at + 1);
				memmove(text + at, text + at + length, size - at - length);
				size -= length;
				break;
			default: /* in */
				memmove(text + at + length, text + at, size - at);
				memcpy(text + at, bit, length);
				size += length;
			}
		}
		memset(&one, 0, sizeof one);

		char *exact = malloc(size > 0 ? size : 1);

		REQUIRE(exact != NULL);
		memcpy(exact, text, size);

		long result = http_read(&one, exact, size);

		if (!CHECK_EQ(read_pieces(text, size, i % 3, &many), result))
			printf("case %lu: '%.*s'\n", i, (int)size, text);
		if (result > 0) {
			complete++;
			CHECK(same(&one, &many));
			CHECK(one.target.at + one.target.size <= size && one.range.at + one.range.size <= size);

			long length = path_of("/site/", exact + one.target.at, one.target.size, out, sizeof out);

			if (length > 0) {
				CHECK_EQ(strlen(out), length);
				CHECK(memcmp(out, "/site/", 6) == 0);
				CHECK(strstr(out, "/../") == NULL && strstr(out, "/./") == NULL && strstr(out, "//") == NULL);
				CHECK(length < 3 || memcmp(out + length - 3, "/..", 3) != 0);
			} else {
				CHECK(length == -400 || length == -414);
			}
		}
		free(exact);
	}
	CHECK(complete > scaled(10000) / 20);
}

int main(void)
{
	heads();
	paths();
	dates();
	ranges();
	fuzz();
	return test_done();
}
