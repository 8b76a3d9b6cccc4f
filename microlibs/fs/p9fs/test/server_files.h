/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests about a file: open, create, attributes, read, write, sync. */
#ifndef P9FS_SERVER_FILES_H
#define P9FS_SERVER_FILES_H

#include "server_messages.h"

static int serve_open(void)
{
	struct server_fid *fid = in_fid();
	uint64_t flags = in_number(4);

	REQUIRE(!fid->open);
	if (fid->node->kind == NODE_LINK)
		return ELOOP;
	if (fid->node->kind == NODE_FOLDER && (flags & 3) != 0)
		return EISDIR;
	if (server_read_only && ((flags & 3) != 0 || (flags & FS_O_TRUNC) != 0))
		return EROFS;
	if ((flags & FS_O_TRUNC) != 0)
		(void)node_resize(fid->node, 0);
	fid->open = true;
	fid->access = flags & 3;
	out_qid(fid->node);
	out_number(server_unit, 4);
	return 0;
}

static int serve_create(void)
{
	struct server_fid *fid = in_fid();
	char name[FS_NAME_MAX];

	in_text(name);

	uint64_t flags = in_number(4);
	unsigned mode = (unsigned)in_number(4);

	(void)in_number(4);
	REQUIRE(fid->node->kind == NODE_FOLDER && !fid->open);
	if (server_read_only)
		return EROFS;
	if (fid->node->parent == NULL && fid->node != server_root())
		return ENOENT;
	if (node_named(fid->node, name) != NULL)
		return EEXIST;
	fid->node = node_make(fid->node, name, NODE_FILE, "", 0);
	fid->node->mode = mode;
	fid->open = true;
	fid->access = flags & 3;
	out_qid(fid->node);
	out_number(server_unit, 4);
	return 0;
}

static int serve_attributes(void)
{
	const struct server_fid *fid = in_fid();
	static const uint32_t types[] = { [NODE_FILE] = 0100000, [NODE_FOLDER] = 0040000, [NODE_LINK] = 0120000 };

	CHECK_EQ(in_number(8), 0x7ff);
	out_number(0x7ff, 8);
	out_qid(fid->node);
	out_number(types[fid->node->kind] | fid->node->mode, 4);
	out_number(0, 8);
	out_number(1, 8);
	out_number(0, 8);
	out_number(fid->node->size, 8);
	out_number(4096, 8);
	out_number(8, 8);
	out_number(1, 8);
	out_number(2, 8);
	out_number(1000 + fid->node->size, 8);
	out_number(5, 8);
	for (unsigned i = 0; i < 6; i++)
		out_number(0, 8);
	return 0;
}

static int serve_resize(void)
{
	struct server_fid *fid = in_fid();

	CHECK_EQ(in_number(4), 8);
	(void)in_number(8);
	(void)in_number(4);

	uint64_t size = in_number(8);

	for (unsigned i = 0; i < 4; i++)
		CHECK_EQ(in_number(8), 0);
	return node_resize(fid->node, size);
}

static int serve_read(void)
{
	const struct server_fid *fid = in_fid();
	uint64_t offset = in_number(8);
	uint64_t count = in_number(4);

	REQUIRE(fid->open && fid->access != 1 && fid->node->kind == NODE_FILE);
	CHECK(count > 0 && count <= server_says - 11 && (server_unit == 0 || count <= server_unit));
	if (offset > fid->node->size)
		offset = fid->node->size;
	if (count > fid->node->size - offset)
		count = fid->node->size - offset;
	out_number(count, 4);
	out_bytes(fid->node->data + offset, (size_t)count);
	return 0;
}

static int serve_write(void)
{
	const struct server_fid *fid = in_fid();
	uint64_t offset = in_number(8);
	uint64_t count = in_number(4);

	REQUIRE(fid->open && fid->access != 0 && count == server_left && count > 0);
	CHECK(server_unit == 0 || count <= server_unit);
	if (offset + count > fid->node->size) {
		size_t room = server_room - server_total();
		uint64_t end = fid->node->size + room < offset + count ? fid->node->size + room : offset + count;

		if (end <= offset)
			return ENOSPC;
		count = end - offset;
		CHECK_EQ(node_resize(fid->node, end), 0);
	}
	memcpy(fid->node->data + offset, server_in, (size_t)count);
	server_left = 0;
	out_number(count, 4);
	return 0;
}

static int serve_sync(void)
{
	const struct server_fid *fid = in_fid();

	REQUIRE(fid->open);
	(void)in_number(4);
	return 0;
}

#endif
