/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages: a request is read from its begin, the answer is written. */
#ifndef P9FS_SERVER_MESSAGES_H
#define P9FS_SERVER_MESSAGES_H

#include "server_tree.h"

static const uint8_t *server_in;
static size_t server_left;
static uint8_t *server_out;
static size_t server_used;
static size_t server_out_most;

static uint64_t in_number(unsigned bytes)
{
	uint64_t value = 0;

	REQUIRE(bytes <= server_left);
	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)server_in[i] << (8 * i);
	server_in += bytes;
	server_left -= bytes;
	return value;
}

static void in_text(char *to)
{
	size_t size = (size_t)in_number(2);

	REQUIRE(size < FS_NAME_MAX && size <= server_left);
	memcpy(to, server_in, size);
	to[size] = '\0';
	server_in += size;
	server_left -= size;
}

static void out_bytes(const void *data, size_t size)
{
	REQUIRE(size <= server_out_most - server_used);
	memcpy(server_out + server_used, data, size);
	server_used += size;
}

static void out_number(uint64_t value, unsigned bytes)
{
	uint8_t data[8];

	for (unsigned i = 0; i < bytes; i++)
		data[i] = (uint8_t)(value >> (8 * i));
	out_bytes(data, bytes);
}

static void out_qid(const struct node *node)
{
	out_number(node->kind == NODE_FOLDER ? 0x80 : node->kind == NODE_LINK ? 2 : 0, 1);
	out_number(0, 4);
	out_number((uint64_t)(node - server_nodes) + 1, 8);
}

static struct server_fid *in_fid(void)
{
	uint64_t number = in_number(4);

	REQUIRE(number < SERVER_FIDS && server_fids[number].node != NULL);
	return &server_fids[number];
}

#endif
