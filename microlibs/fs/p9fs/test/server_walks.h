/* SPDX-License-Identifier: BSD-3-Clause */
/* How the other side comes to its numbers and gives them back: version, attach, walk, clunk. */
#ifndef P9FS_SERVER_WALKS_H
#define P9FS_SERVER_WALKS_H

#include "server_messages.h"

static int serve_version(void)
{
	char version[FS_NAME_MAX];
	uint64_t most = in_number(4);

	in_text(version);
	CHECK_STR(version, "9P2000.L");
	if (most < server_says)
		server_says = (size_t)most;
	out_number(server_says, 4);
	out_number(8, 2);
	out_bytes("9P2000.L", 8);
	return 0;
}

static int serve_attach(void)
{
	char text[FS_NAME_MAX];
	uint64_t fid = in_number(4);

	CHECK_EQ(fid, 0);
	CHECK_EQ(in_number(4), 0xffffffff);
	in_text(text);
	in_text(text);
	(void)in_number(4);
	server_fids[0].node = server_root();
	out_qid(server_root());
	return 0;
}

static int serve_walk(void)
{
	struct server_fid *from = in_fid();
	uint64_t number = in_number(4);
	uint64_t count = in_number(2);
	struct node *node = from->node;
	struct node *way[16];
	uint64_t got = 0;
	int error = ENOENT;

	REQUIRE(number < SERVER_FIDS && count <= 16 && !from->open);
	REQUIRE(&server_fids[number] == from || server_fids[number].node == NULL);
	for (uint64_t i = 0; i < count; i++) {
		char name[FS_NAME_MAX];

		in_text(name);
		CHECK(strchr(name, '/') == NULL && strcmp(name, "..") != 0 && strcmp(name, ".") != 0 && name[0] != '\0');
		if (i != got)
			continue;
		if (node->kind == NODE_LINK && server_whole_walks)
			error = ELOOP;
		if (node->kind == NODE_FILE)
			error = ENOTDIR;
		node = node->kind == NODE_FOLDER ? node_named(node, name) : NULL;
		if (node != NULL)
			way[got++] = node;
	}
	if (got < count && (got == 0 || server_whole_walks))
		return error;
	out_number(got, 2);
	for (uint64_t i = 0; i < got; i++)
		out_qid(way[i]);
	if (got == count) {
		server_open_fids += server_fids[number].node == NULL ? 1 : 0;
		server_fids[number] = (struct server_fid){ .node = count > 0 ? way[count - 1] : from->node };
	}
	return 0;
}

static int serve_clunk(void)
{
	struct server_fid *fid = in_fid();
	struct node *node = fid->node;

	*fid = (struct server_fid){ .node = NULL };
	server_open_fids--;
	node_drop(node);
	return 0;
}

#endif
