/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A folder and the host that serves it by 9P2000.L, as the port `p9`. Serves as QEMU does: walks do not go through links, what is removed
 * stays readable where it is open. A request that is not well-formed fails the test. Its parts: server_settings.h (how it behaves),
 * server_tree.h (what it has), server_messages.h, and the requests in server_walks.h, server_files.h and server_folders.h.
 */
#ifndef P9FS_SERVER_H
#define P9FS_SERVER_H

#include <ports.h>
#include <uniloom/test.h>

#include "fakes.h"
#include "server_files.h"
#include "server_folders.h"
#include "server_messages.h"
#include "server_settings.h"
#include "server_tree.h"
#include "server_walks.h"

static int serve(unsigned type)
{
	if (server_fails != 0) {
		int error = server_fails;

		server_fails = 0;
		server_left = 0;
		return error;
	}
	switch (type) {
	case 12: return serve_open();
	case 14: return serve_create();
	case 22: return serve_link();
	case 24: return serve_attributes();
	case 26: return serve_resize();
	case 40: return serve_list();
	case 50: return serve_sync();
	case 72: return serve_make();
	case 74: return serve_rename();
	case 76: return serve_unlink();
	case 100: return serve_version();
	case 104: return serve_attach();
	case 110: return serve_walk();
	case 116: return serve_read();
	case 118: return serve_write();
	case 120: return serve_clunk();
	default: return EOPNOTSUPP;
	}
}

/* What the host answers; `*size` bytes at most. */
static inline void server_answer(const uint8_t *message, size_t size, uint8_t *answer, size_t *answer_size)
{
	server_in = message;
	server_left = size;
	CHECK_EQ(in_number(4), size);

	unsigned type = (unsigned)in_number(1);
	uint64_t tag = in_number(2);

	REQUIRE(type < 128);
	server_asked[type]++;
	server_out = answer;
	server_out_most = *answer_size;
	server_used = 7;

	int error = serve(type);

	if (error == 0)
		CHECK_EQ(server_left, 0);
	if (error != 0) {
		server_used = 7;
		out_number((uint64_t)error, 4);
		type = 6;
	}

	size_t used = server_used;

	server_used = 0;
	out_number(used, 4);
	out_number(type + 1, 1);
	out_number(tag, 2);
	*answer_size = used;
}

/* An empty folder, on a host that does what it can do; nothing of the heap is anybody's. */
static inline void server_reset(void)
{
	forget_blocks();
	for (size_t i = 0; i < SERVER_NODES; i++)
		free(server_nodes[i].data);
	memset(server_nodes, 0, sizeof server_nodes);
	memset(server_fids, 0, sizeof server_fids);
	memset(server_asked, 0, sizeof server_asked);
	server_open_fids = 0;
	server_read_only = server_whole_walks = false;
	server_room = SIZE_MAX;
	server_most = server_says = 8192;
	server_unit = 0;
	server_fails = 0;
	server_nodes[0] = (struct node){ .kind = NODE_FOLDER, .name = "/", .mode = 0755, .data = malloc(1) };
}

size_t p9_most(void)
{
	return server_most;
}

const char *p9_tag(void)
{
	return "files";
}

#endif
