/* SPDX-License-Identifier: BSD-3-Clause */
/* What is answered to a request: RFC 9110. */
#include "connection.h"

#include "date.h"
#include "kinds.h"
#include "path.h"

#define NS_PER_S 1000000000ull
#define MOST_BODY 65536u /* of a request: it is let go */
#define TAG_ROOM 40u

static const char index_name[] = "index.html";

struct phrase {
	uint16_t status;
	const char *text;
};

static const struct phrase phrases[] = {
	{ HTTP_OK, "200 OK" },
	{ HTTP_NOT_MODIFIED, "304 Not Modified" },
	{ HTTP_NOT_FOUND, "404 Not Found" },
	{ HTTP_PARTIAL, "206 Partial Content" },
	{ HTTP_MOVED, "301 Moved Permanently" },
	{ HTTP_BAD_REQUEST, "400 Bad Request" },
	{ HTTP_FORBIDDEN, "403 Forbidden" },
	{ HTTP_NOT_ALLOWED, "405 Method Not Allowed" },
	{ HTTP_TIMED_OUT, "408 Request Timeout" },
	{ HTTP_LENGTH_REQUIRED, "411 Length Required" },
	{ HTTP_TOO_LARGE, "413 Content Too Large" },
	{ HTTP_TARGET_TOO_LONG, "414 URI Too Long" },
	{ HTTP_BAD_RANGE, "416 Range Not Satisfiable" },
	{ HTTP_HEAD_TOO_LARGE, "431 Request Header Fields Too Large" },
	{ HTTP_BROKEN, "500 Internal Server Error" },
	{ HTTP_UNKNOWN_METHOD, "501 Not Implemented" },
	{ HTTP_UNAVAILABLE, "503 Service Unavailable" },
	{ HTTP_BAD_VERSION, "505 HTTP Version Not Supported" },
};

static const char *phrase_of(unsigned status)
{
	for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
		if (phrases[i].status == status)
			return phrases[i].text;
	}
	return "500 Internal Server Error";
}

/* The field is made once a second. */
static void put_now(struct text *out)
{
	static uint64_t until;
	static char line[] = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
	uint64_t wall;

	if (!WALL_WIRED)
		return;
	if (server.now >= until) {
		if (wall_read(&wall) < 0)
			return;
		date_write(wall / NS_PER_S, line + 6);
		until = server.now + NS_PER_S - wall % NS_PER_S;
	}
	TEXT_PUT(out, line);
}

void head_begin(struct connection *connection, unsigned status)
{
	struct text *out = &connection->out;
	const char *phrase = phrase_of(status);

	TEXT_PUT(out, "HTTP/1.1 ");
	text_put(out, phrase, strlen(phrase));
	TEXT_PUT(out, "\r\n");
	put_now(out);
}

void head_end(struct connection *connection)
{
	if (connection->close)
		TEXT_PUT(&connection->out, "Connection: close\r\n\r\n");
	else if (connection->request.minor == 0)
		TEXT_PUT(&connection->out, "Connection: keep-alive\r\n\r\n");
	else
		TEXT_PUT(&connection->out, "\r\n");
}

/* A short text, and nothing more of this connection where the request cannot be told from what follows it. */
void respond_error(struct connection *connection, unsigned status)
{
	struct text *out = &connection->out;
	const char *phrase = phrase_of(status);

	/* What failed on our side, or was only not there, leaves the connection as it is. */
	if (status != HTTP_NOT_FOUND && status != HTTP_FORBIDDEN && status != HTTP_NOT_ALLOWED && status != HTTP_BROKEN) {
		connection->close = true;
		connection->unread = true;
	}
	head_begin(connection, status);
	if (status == HTTP_NOT_ALLOWED)
		TEXT_PUT(out, "Allow: GET, HEAD\r\n");
	TEXT_PUT(out, "Content-Type: text/plain\r\nContent-Length: ");
	text_put_number(out, strlen(phrase) + 1);
	TEXT_PUT(out, "\r\n");
	head_end(connection);
	if (connection->request.method != HTTP_HEAD) {
		text_put(out, phrase, strlen(phrase));
		TEXT_PUT(out, "\n");
	}
}

/* Takes back an answer that was begun at `mark`. */
static void respond_instead(struct connection *connection, size_t mark, unsigned status)
{
	body_end(connection);
	connection->out.used = mark;
	connection->out.cut = false;
	respond_error(connection, status);
}

static unsigned status_of(int error)
{
	switch (error) {
	case -ENOENT:
	case -ENOTDIR:
	case -ENAMETOOLONG:
	case -ELOOP:
		return HTTP_NOT_FOUND;
	case -EACCES:
	case -EPERM:
		return HTTP_FORBIDDEN;
	case -ENOMEM:
	case -ENFILE:
	case -EMFILE:
		return HTTP_UNAVAILABLE;
	default:
		return HTTP_BROKEN;
	}
}

static bool is_kept_by_links(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
	       (byte != '\0' && strchr("-._~/!$()*+,=@", byte) != NULL);
}

void put_link(struct text *text, const char *path)
{
	for (; *path != '\0'; path++) {
		char escaped[] = { '%', "0123456789ABCDEF"[(uint8_t)*path >> 4], "0123456789ABCDEF"[*path & 15] };

		if (is_kept_by_links(*path))
			text_put(text, path, 1);
		else
			text_put(text, escaped, sizeof escaped);
	}
}

/* A folder's path ends with a slash, or its relative links would lead elsewhere. */
static void redirect(struct connection *connection, const char *path)
{
	struct text *out = &connection->out;
	size_t mark = out->used;
	size_t root = strlen(CONFIG_ROOT);

	while (root > 0 && CONFIG_ROOT[root - 1] == '/')
		root--;
	head_begin(connection, HTTP_MOVED);
	TEXT_PUT(out, "Location: ");
	put_link(out, path + root);
	TEXT_PUT(out, "/\r\nContent-Length: 0\r\n");
	head_end(connection);
	if (out->cut)
		respond_instead(connection, mark, HTTP_TARGET_TOO_LONG);
}

/* The file's version, by when it was written and how long it is; empty where the file system does not know when. */
static size_t tag_of(const struct fs_stat *stat, char *tag)
{
	struct text text = { .at = tag, .room = TAG_ROOM };

	if (stat->mtime_ns == 0)
		return 0;
	TEXT_PUT(&text, "\"");
	text_put_hex(&text, stat->mtime_ns);
	TEXT_PUT(&text, "-");
	text_put_hex(&text, stat->size);
	TEXT_PUT(&text, "\"");
	return text.used;
}

/* As it was made for the last file of that second. */
static void put_modified(struct text *out, uint64_t seconds)
{
	static uint64_t made = UINT64_MAX;
	static char line[] = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

	if (seconds != made) {
		date_write(seconds, line + 15);
		made = seconds;
	}
	TEXT_PUT(out, line);
}

static bool is_unchanged(const struct connection *connection, const struct fs_stat *stat, const char *tag, size_t tag_size)
{
	const struct http_request *request = &connection->request;
	const char *head = connection->in + connection->begin;
	uint64_t since;

	/* Tags are more exact than dates, which do not count beside them (RFC 9110, 13.2.2). */
	if (request->if_none_match.size > 0)
		return http_has_tag(head + request->if_none_match.at, request->if_none_match.size, tag, tag_size);
	return request->if_modified_since.size > 0 && stat->mtime_ns != 0 &&
	       date_read(head + request->if_modified_since.at, request->if_modified_since.size, &since) &&
	       stat->mtime_ns / NS_PER_S <= since;
}

/* The part that is asked for, if it is a part of the version that the asker has. */
static enum http_range part_of(const struct connection *connection, const struct fs_stat *stat, const char *tag, size_t tag_size,
			       uint64_t *from, uint64_t *size)
{
	const struct http_request *request = &connection->request;
	const char *head = connection->in + connection->begin;
	uint64_t date;

	if (request->range.size == 0 || request->method != HTTP_GET)
		return HTTP_RANGE_NONE;
	if (request->if_range.size > 0) {
		const char *value = head + request->if_range.at;
		bool is_same = *value == '"' ? request->if_range.size == tag_size && memcmp(value, tag, tag_size) == 0 :
					       date_read(value, request->if_range.size, &date) && stat->mtime_ns != 0 &&
						       date == stat->mtime_ns / NS_PER_S;

		if (!is_same)
			return HTTP_RANGE_NONE;
	}
	return http_range(head + request->range.at, request->range.size, stat->size, from, size);
}

static void put_versions(struct text *out, const struct fs_stat *stat, const char *tag, size_t tag_size)
{
	if (tag_size == 0)
		return;
	put_modified(out, stat->mtime_ns / NS_PER_S);
	TEXT_PUT(out, "ETag: ");
	text_put(out, tag, tag_size);
	TEXT_PUT(out, "\r\n");
}

static void put_content_range(struct text *out, bool is_part, uint64_t from, uint64_t size, uint64_t whole)
{
	TEXT_PUT(out, "Content-Range: bytes ");
	if (is_part) {
		text_put_number(out, from);
		TEXT_PUT(out, "-");
		text_put_number(out, from + size - 1);
	} else {
		TEXT_PUT(out, "*");
	}
	TEXT_PUT(out, "/");
	text_put_number(out, whole);
	TEXT_PUT(out, "\r\n");
}

/* The connection's body is the part of the file; what fits goes behind the head, so that a file that cannot be read is told. */
static void begin_body(struct connection *connection, size_t mark, struct fs_file *file, uint64_t from, uint64_t size)
{
	connection->body = (struct body){
		.file = file,
		.at = from,
		.left = size,
		.may_stand = let_go(connection) && server.leaving <= CONFIG_CONNECTIONS / 2,
	};
	if (!body_fill(connection))
		respond_instead(connection, mark, HTTP_BROKEN);
	else if (connection->body.left == 0)
		body_end(connection);
}

static void respond_file(struct connection *connection, struct fs_file *file, const struct fs_stat *stat, const char *path)
{
	struct text *out = &connection->out;
	size_t mark = out->used;
	char tag[TAG_ROOM];
	size_t tag_size = tag_of(stat, tag);
	const char *kind = kind_of(path);
	uint64_t from = 0;
	uint64_t size = stat->size;
	enum http_range part = HTTP_RANGE_NONE;

	if (is_unchanged(connection, stat, tag, tag_size)) {
		(void)files_close(file);
		head_begin(connection, HTTP_NOT_MODIFIED);
		put_versions(out, stat, tag, tag_size);
		head_end(connection);
		return;
	}
	part = part_of(connection, stat, tag, tag_size, &from, &size);
	if (part == HTTP_RANGE_OUTSIDE) {
		(void)files_close(file);
		head_begin(connection, HTTP_BAD_RANGE);
		put_content_range(out, false, 0, 0, stat->size);
		TEXT_PUT(out, "Content-Length: 0\r\n");
		head_end(connection);
		return;
	}
	head_begin(connection, part == HTTP_RANGE_ONE ? HTTP_PARTIAL : HTTP_OK);
	TEXT_PUT(out, "Content-Type: ");
	text_put(out, kind, strlen(kind));
	TEXT_PUT(out, "\r\nContent-Length: ");
	text_put_number(out, size);
	TEXT_PUT(out, "\r\nAccept-Ranges: bytes\r\n");
	put_versions(out, stat, tag, tag_size);
	if (part == HTTP_RANGE_ONE)
		put_content_range(out, true, from, size, stat->size);
	head_end(connection);
	if (connection->request.method == HTTP_HEAD || size == 0) {
		(void)files_close(file);
		return;
	}
	begin_body(connection, mark, file, from, size);
}

/* A folder: its index, where it has one, else its list. `path` ends with a slash and has room for the name. */
static void respond_folder(struct connection *connection, char *path, size_t length)
{
	struct fs_file *file = NULL;
	struct fs_stat stat = { .size = 0 };
	int error = -ENAMETOOLONG;

	if (length + sizeof index_name <= FS_PATH_MAX) {
		memcpy(path + length, index_name, sizeof index_name);
		error = files_open(path, FS_O_RDONLY, 0, &file);
	}
	if (error == 0) {
		error = files_file_stat(file, &stat);
		if (error == 0 && stat.type == FS_FILE) {
			respond_file(connection, file, &stat, path);
			return;
		}
		(void)files_close(file);
		error = error < 0 ? error : -ENOENT;
	}
	if (CONFIG_LISTING && error == -ENOENT) {
		path[length] = '\0';
		error = files_open(path, FS_O_RDONLY | FS_O_DIRECTORY, 0, &file);
		if (error == 0) {
			respond_listing(connection, file, path);
			return;
		}
	}
	respond_error(connection, status_of(error));
}

static void respond_path(struct connection *connection, char *path, size_t length)
{
	struct fs_file *file = NULL;
	struct fs_stat stat = { .size = 0 };
	int error;

	if (path[length - 1] == '/') {
		respond_folder(connection, path, length);
		return;
	}
	error = files_open(path, FS_O_RDONLY, 0, &file);
	if (error == 0) {
		error = files_file_stat(file, &stat);
		if (error == 0 && stat.type == FS_FILE) {
			respond_file(connection, file, &stat, path);
			return;
		}
		(void)files_close(file);
	}
	if (error < 0)
		respond_error(connection, status_of(error));
	else if (stat.type == FS_DIRECTORY)
		redirect(connection, path);
	else
		respond_error(connection, HTTP_FORBIDDEN);
}

void respond(struct connection *connection)
{
	const struct http_request *request = &connection->request;
	char path[FS_PATH_MAX];

	/* What is kept open, and for how long (RFC 9112, 9.3). */
	if (request->close || (request->minor == 0 && !request->keep_alive))
		connection->close = true;
	if (server.ending)
		connection->close = true;
	/* Whether a body follows depends on what the other side makes of this answer. */
	if (request->length > 0 && (request->expects || connection->close)) {
		connection->close = true;
		connection->unread = true;
	}
	if (request->length > MOST_BODY) {
		respond_error(connection, HTTP_TOO_LARGE);
		return;
	}
	if (request->method == HTTP_KNOWN || request->method == HTTP_UNKNOWN) {
		respond_error(connection, request->method == HTTP_KNOWN ? HTTP_NOT_ALLOWED : HTTP_UNKNOWN_METHOD);
		return;
	}

	long length = path_of(CONFIG_ROOT, connection->in + connection->begin + request->target.at, request->target.size, path,
			      sizeof path);

	if (length < 0)
		respond_error(connection, (unsigned)-length);
	else
		respond_path(connection, path, (size_t)length);
}
