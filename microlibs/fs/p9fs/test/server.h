/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A folder and the host that serves it by 9P2000.L, as the port `p9`. Serves as QEMU does: walks do not go through links, what is removed
 * stays readable where it is open. A request that is not well-formed fails the test.
 */
#ifndef P9FS_SERVER_H
#define P9FS_SERVER_H

#include <ports.h>
#include <uniloom/test.h>

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
static bool server_read_only;
static size_t server_room = SIZE_MAX; /* bytes that files may have */
static size_t server_most = 8192;     /* of a message, the device's */
static size_t server_says = 8192;     /* and what the host says */
static uint32_t server_unit;
static bool server_whole_walks;       /* a walk that does not come to its end is an error, as of old hosts */
static unsigned long server_requests;
static unsigned long server_asked[128]; /* by type */
static int server_fails;              /* the next request's error number */

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

static struct server_fid *in_fid(void)
{
	uint64_t number = in_number(4);

	REQUIRE(number < SERVER_FIDS && server_fids[number].node != NULL);
	return &server_fids[number];
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

static int serve_clunk(void)
{
	struct server_fid *fid = in_fid();
	struct node *node = fid->node;

	*fid = (struct server_fid){ .node = NULL };
	server_open_fids--;
	node_drop(node);
	return 0;
}

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

static int serve_link(void)
{
	const struct server_fid *fid = in_fid();

	if (fid->node->kind != NODE_LINK)
		return EINVAL;
	out_number(fid->node->size, 2);
	out_bytes(fid->node->data, fid->node->size);
	return 0;
}

static int serve_sync(void)
{
	const struct server_fid *fid = in_fid();

	REQUIRE(fid->open);
	(void)in_number(4);
	return 0;
}

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
	server_requests++;
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

static void forget_blocks(void);

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

/* Semaphores of one thread: nothing that is waited for may be missing. */
void sched_sem_post(struct sched_sem *sem)
{
	sem->count++;
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	(void)timeout_ns;
	REQUIRE(sem->count > 0);
	sem->count--;
	return 0;
}

/* A heap that counts, and fails when it is told to. */
static long heap_blocks;
static long heap_fails_after = -1;
static struct heap_block {
	struct heap_block *next;
	struct heap_block **before;
	_Alignas(16) uint8_t data[];
} *heap_first;

void *heap_malloc(size_t size)
{
	if (heap_fails_after == 0)
		return NULL;
	if (heap_fails_after > 0)
		heap_fails_after--;

	struct heap_block *block = malloc(sizeof *block + size);

	REQUIRE(block != NULL);
	*block = (struct heap_block){ .next = heap_first, .before = &heap_first };
	if (heap_first != NULL)
		heap_first->before = &block->next;
	heap_first = block;
	heap_blocks++;
	return block->data;
}

void heap_free(void *data)
{
	if (data == NULL)
		return;

	struct heap_block *block = (struct heap_block *)(void *)((uint8_t *)data - offsetof(struct heap_block, data));

	*block->before = block->next;
	if (block->next != NULL)
		block->next->before = block->before;
	free(block);
	heap_blocks--;
}

/* A case is over: what init has stays nobody's. */
static void forget_blocks(void)
{
	while (heap_first != NULL)
		heap_free(heap_first->data);
}

#endif
