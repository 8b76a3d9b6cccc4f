/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests about what is in a folder: list, make, unlink, rename, and what a link says. */
#ifndef P9FS_SERVER_FOLDERS_H
#define P9FS_SERVER_FOLDERS_H

#include "server_messages.h"

static int serve_list(void)
{
	const struct server_fid *fid = in_fid();
	uint64_t offset = in_number(8);
	uint64_t most = in_number(4);
	size_t start = server_used;

	REQUIRE(fid->open && fid->node->kind == NODE_FOLDER);
	out_number(0, 4);
	/* Offsets: 1 ".", 2 "..", and a node's place and 2. */
	for (; offset < SERVER_NODES + 1; offset++) {
		const struct node *node = offset < 2 ? fid->node : &server_nodes[offset - 1];
		const char *name = offset == 0 ? "." : offset == 1 ? ".." : node->name;

		if (offset >= 2 && (node->kind == NODE_NONE || node->parent != fid->node || node == server_root()))
			continue;
		if (server_used - start - 4 + 24 + strlen(name) > most)
			break;
		out_qid(node);
		out_number(offset + 1, 8);
		/* Some hosts do not tell the type here. */
		out_number(offset % 3 == 0 ? 0 : node->kind == NODE_FOLDER ? 4 : node->kind == NODE_LINK ? 10 : 8, 1);
		out_number(strlen(name), 2);
		out_bytes(name, strlen(name));
	}

	size_t end = server_used;

	server_used = start;
	out_number(end - start - 4, 4);
	server_used = end;
	return 0;
}

static int serve_make(void)
{
	struct server_fid *fid = in_fid();
	char name[FS_NAME_MAX];

	in_text(name);
	(void)in_number(4);
	(void)in_number(4);
	if (server_read_only)
		return EROFS;
	if (node_named(fid->node, name) != NULL)
		return EEXIST;
	out_qid(server_folder(fid->node, name));
	return 0;
}

static int serve_unlink(void)
{
	struct server_fid *fid = in_fid();
	char name[FS_NAME_MAX];

	in_text(name);

	uint64_t flags = in_number(4);
	struct node *node = node_named(fid->node, name);

	if (server_read_only)
		return EROFS;
	if (node == NULL)
		return ENOENT;
	if ((node->kind == NODE_FOLDER) != (flags == 0x200))
		return flags == 0x200 ? ENOTDIR : EISDIR;
	if (node->kind == NODE_FOLDER && !node_empty(node))
		return ENOTEMPTY;
	node_remove(node);
	return 0;
}

static int serve_rename(void)
{
	struct server_fid *from = in_fid();
	char old[FS_NAME_MAX];
	char new[FS_NAME_MAX];

	in_text(old);

	struct server_fid *to = in_fid();

	in_text(new);

	struct node *node = node_named(from->node, old);
	struct node *there = node_named(to->node, new);

	if (server_read_only)
		return EROFS;
	if (node == NULL)
		return ENOENT;
	for (const struct node *up = to->node; up != NULL; up = up->parent) {
		if (up == node)
			return EINVAL;
	}
	if (there == node)
		return 0;
	if (there != NULL) {
		if (node->kind == NODE_FOLDER && there->kind != NODE_FOLDER)
			return ENOTDIR;
		if (node->kind != NODE_FOLDER && there->kind == NODE_FOLDER)
			return EISDIR;
		if (there->kind == NODE_FOLDER && !node_empty(there))
			return ENOTEMPTY;
		node_remove(there);
	}
	node->parent = to->node;
	strcpy(node->name, new);
	return 0;
}

static int serve_link(void)
{
	const struct server_fid *fid = in_fid();

	if (fid->node->kind != NODE_LINK)
		return EINVAL;
	out_number(fid->node->size, 2);
	out_bytes(fid->node->data, fid->node->size);
	return 0;
}

#endif
