/* SPDX-License-Identifier: BSD-3-Clause */
/* The folder that the host serves: its files, folders and links, and the numbers ("fids") by which the other side knows them. */
#ifndef P9FS_SERVER_TREE_H
#define P9FS_SERVER_TREE_H

#include <ports.h>
#include <uniloom/test.h>

#include "server_settings.h"

#define SERVER_NODES 512u
#define SERVER_FIDS 512u

enum node_kind { NODE_NONE, NODE_FILE, NODE_FOLDER, NODE_LINK };

struct node {
	enum node_kind kind;
	struct node *parent; /* NULL: removed */
	char name[FS_NAME_MAX];
	uint8_t *data; /* of a link: where to */
	size_t size;
	unsigned mode;
};

static struct node server_nodes[SERVER_NODES];

static struct server_fid {
	struct node *node;
	bool open;
	unsigned access;
} server_fids[SERVER_FIDS];

static unsigned server_open_fids;

static inline struct node *server_root(void)
{
	return &server_nodes[0];
}

static struct node *node_named(const struct node *folder, const char *name)
{
	for (size_t i = 1; i < SERVER_NODES; i++) {
		if (server_nodes[i].kind != NODE_NONE && server_nodes[i].parent == folder && strcmp(server_nodes[i].name, name) == 0)
			return &server_nodes[i];
	}
	return NULL;
}

static bool node_empty(const struct node *folder)
{
	for (size_t i = 1; i < SERVER_NODES; i++) {
		if (server_nodes[i].kind != NODE_NONE && server_nodes[i].parent == folder)
			return false;
	}
	return true;
}

static struct node *node_make(struct node *folder, const char *name, enum node_kind kind, const void *data, size_t size)
{
	size_t at = 1;

	while (at < SERVER_NODES && server_nodes[at].kind != NODE_NONE)
		at++;
	REQUIRE(at < SERVER_NODES);

	struct node *node = &server_nodes[at];

	*node = (struct node){ .kind = kind, .parent = folder, .size = size, .mode = kind == NODE_FOLDER ? 0755 : 0644 };
	strcpy(node->name, name);
	node->data = malloc(size + 1);
	if (size > 0)
		memcpy(node->data, data, size);
	return node;
}

static inline struct node *server_file(struct node *folder, const char *name, const char *text)
{
	return node_make(folder, name, NODE_FILE, text, strlen(text));
}

static inline struct node *server_folder(struct node *folder, const char *name)
{
	return node_make(folder, name, NODE_FOLDER, "", 0);
}

static inline struct node *server_link(struct node *folder, const char *name, const char *target)
{
	return node_make(folder, name, NODE_LINK, target, strlen(target));
}

/* Frees it once nobody has it open. */
static void node_drop(struct node *node)
{
	if (node->parent != NULL || node == server_root())
		return;
	for (size_t i = 0; i < SERVER_FIDS; i++) {
		if (server_fids[i].node == node)
			return;
	}
	free(node->data);
	*node = (struct node){ .kind = NODE_NONE };
}

static void node_remove(struct node *node)
{
	node->parent = NULL;
	node_drop(node);
}

static size_t server_total(void)
{
	size_t total = 0;

	for (size_t i = 0; i < SERVER_NODES; i++)
		total += server_nodes[i].kind == NODE_FILE ? server_nodes[i].size : 0;
	return total;
}

static int node_resize(struct node *node, uint64_t size)
{
	if (size > node->size && size - node->size > server_room - server_total())
		return ENOSPC;

	uint8_t *data = realloc(node->data, (size_t)size + 1);

	REQUIRE(data != NULL);
	if (size > node->size)
		memset(data + node->size, 0, (size_t)size - node->size);
	node->data = data;
	node->size = (size_t)size;
	return 0;
}

#endif
