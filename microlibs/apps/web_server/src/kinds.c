/* SPDX-License-Identifier: BSD-3-Clause */
#include "kinds.h"

#include "text.h"

/* What is served most stands first. */
static const struct kind {
	char suffix[8];
	const char *type;
} kinds[] = {
	{ "html", "text/html; charset=utf-8" },
	{ "css", "text/css; charset=utf-8" },
	{ "js", "text/javascript; charset=utf-8" },
	{ "png", "image/png" },
	{ "jpg", "image/jpeg" },
	{ "svg", "image/svg+xml" },
	{ "json", "application/json" },
	{ "txt", "text/plain; charset=utf-8" },
	{ "ico", "image/x-icon" },
	{ "webp", "image/webp" },
	{ "gif", "image/gif" },
	{ "jpeg", "image/jpeg" },
	{ "avif", "image/avif" },
	{ "woff2", "font/woff2" },
	{ "woff", "font/woff" },
	{ "ttf", "font/ttf" },
	{ "htm", "text/html; charset=utf-8" },
	{ "mjs", "text/javascript; charset=utf-8" },
	{ "md", "text/markdown; charset=utf-8" },
	{ "csv", "text/csv; charset=utf-8" },
	{ "xml", "application/xml" },
	{ "pdf", "application/pdf" },
	{ "wasm", "application/wasm" },
	{ "mp4", "video/mp4" },
	{ "webm", "video/webm" },
	{ "mp3", "audio/mpeg" },
	{ "ogg", "audio/ogg" },
	{ "zip", "application/zip" },
	{ "gz", "application/gzip" },
};

const char *kind_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	if (dot != NULL && strchr(dot, '/') == NULL) {
		size_t size = strlen(dot + 1);

		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
			if (text_is(dot + 1, size, kinds[i].suffix))
				return kinds[i].type;
		}
	}
	return "application/octet-stream";
}
