/* SPDX-License-Identifier: BSD-3-Clause */
/* A folder as a page of links. */
#include "connection.h"

#ifndef CONFIG_LISTING_KB
#define CONFIG_LISTING_KB 1
#endif

#define FIRST_ROOM 1024u
#define MOST (CONFIG_LISTING_KB * 1024u)
/* The longest entry: each byte of a name may take three in the link, and six ("&quot;") where it is shown. */
#define ENTRY_ROOM (FS_NAME_MAX * 9u + 64u)

static void put_shown(struct text *text, const char *name)
{
	for (; *name != '\0'; name++) {
		switch (*name) {
		case '<':
			TEXT_PUT(text, "&lt;");
			break;
		case '>':
			TEXT_PUT(text, "&gt;");
			break;
		case '&':
			TEXT_PUT(text, "&amp;");
			break;
		case '"':
			TEXT_PUT(text, "&quot;");
			break;
		default:
			text_put(text, name, 1);
		}
	}
}

static bool grow(struct text *text)
{
	size_t room = text->room == 0 ? FIRST_ROOM : text->room * 2;
	char *more;

	while (room - text->used < ENTRY_ROOM)
		room *= 2;
	more = heap_realloc(text->at, room);
	if (more == NULL)
		return false;
	text->at = more;
	text->room = room;
	return true;
}

static void put_entry(struct text *text, const struct fs_entry *entry)
{
	bool folder = entry->type == FS_DIRECTORY;

	/* "./": a name with a colon would be read as another scheme. */
	TEXT_PUT(text, "<li><a href=\"./");
	put_link(text, entry->name);
	if (folder)
		TEXT_PUT(text, "/");
	TEXT_PUT(text, "\">");
	put_shown(text, entry->name);
	if (folder)
		TEXT_PUT(text, "/");
	TEXT_PUT(text, "</a>\n");
}

/* 0 or an error. What is longer than the most is cut short. */
static int list(struct fs_file *folder, bool is_top, struct text *text)
{
	struct fs_entry entry;
	uint64_t cursor = 0;
	int got;

	if (!grow(text))
		return -ENOMEM;
	TEXT_PUT(text, "<!doctype html>\n<meta charset=\"utf-8\">\n<title>Files</title>\n<ul>\n");
	if (!is_top)
		TEXT_PUT(text, "<li><a href=\"../\">../</a>\n");
	while ((got = files_list(folder, &cursor, &entry)) > 0) {
		if (text->room - text->used < ENTRY_ROOM) {
			if (text->room >= MOST) {
				TEXT_PUT(text, "<li>…\n");
				break;
			}
			if (!grow(text))
				return -ENOMEM;
		}
		put_entry(text, &entry);
	}
	if (got < 0)
		return got;
	TEXT_PUT(text, "</ul>\n");
	return 0;
}

void respond_listing(struct connection *connection, struct fs_file *folder, const char *path)
{
	struct text *out = &connection->out;
	struct text text = { .at = NULL };
	size_t root = strlen(CONFIG_ROOT);

	while (root > 0 && CONFIG_ROOT[root - 1] == '/')
		root--;

	int error = list(folder, strlen(path) == root + 1, &text);

	(void)files_close(folder);
	if (error < 0) {
		heap_free(text.at);
		respond_error(connection, error == -ENOMEM ? HTTP_UNAVAILABLE : HTTP_BROKEN);
		return;
	}
	head_begin(connection, HTTP_OK);
	TEXT_PUT(out, "Content-Type: text/html; charset=utf-8\r\nContent-Length: ");
	text_put_number(out, text.used);
	TEXT_PUT(out, "\r\n");
	head_end(connection);
	if (connection->request.method == HTTP_HEAD) {
		heap_free(text.at);
		return;
	}
	connection->body = (struct body){ .memory = text.at, .left = text.used };
	(void)body_fill(connection); /* from memory: nothing fails */
	if (connection->body.left == 0)
		body_end(connection);
}
