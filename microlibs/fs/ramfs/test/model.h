/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random calls on a file system, compared with a simple model of one: which fail, what is in files and folders, and what an
 * open file has when its name is gone. For the C tests of every provider of `fs`; include after conformance.h.
 */
#ifndef RAMFS_TEST_MODEL_H
#define RAMFS_TEST_MODEL_H

#include "conformance.h"

#define MODEL_FILES 8
#define MODEL_NAMES 5u
#define MODEL_DEPTH 3u
/* The root, a full tree of MODEL_DEPTH below it, and files without a name that are open. */
#define MODEL_NODES ((int)(1 + MODEL_NAMES * (1 + MODEL_NAMES * (1 + MODEL_NAMES)) + MODEL_FILES))

struct model_node {
	int used;
	int linked; /* has a name */
	int folder;
	int parent;
	char name;
	int opens;
	size_t size;
	uint8_t *data;
};

struct model {
	const struct conformance *about;
	size_t most; /* bytes of a file */
	struct test_random random;
	struct model_node nodes[MODEL_NODES]; /* 0 is the root */
	struct {
		struct fs_file *file;
		int node;
	} open[MODEL_FILES];
};

/* Where a path leads in the model: what stands there, or -1, in the folder `parent`. */
struct model_place {
	char path[4 * MODEL_DEPTH];
	int error;
	int parent;
	char name;
	int node;
};

static uint64_t model_below(struct model *model, uint64_t limit)
{
	return test_below(&model->random, limit);
}

static int model_find(const struct model *model, int parent, char name)
{
	for (int i = 1; i < MODEL_NODES; i++) {
		const struct model_node *node = &model->nodes[i];

		if (node->used && node->linked && node->parent == parent && node->name == name)
			return i;
	}
	return -1;
}

static struct model_place model_pick(struct model *model)
{
	struct model_place place = { .path = "", .node = 0 };
	size_t used = 0;

	for (uint64_t left = 1 + model_below(model, MODEL_DEPTH); left > 0; left--) {
		char name = (char)('a' + model_below(model, MODEL_NAMES));

		place.path[used++] = '/';
		place.path[used++] = name;
		place.path[used] = '\0';
		if (place.error != 0)
			continue;
		if (place.node < 0 || !model->nodes[place.node].folder) {
			place.error = place.node < 0 ? -ENOENT : -ENOTDIR;
			continue;
		}
		place.parent = place.node;
		place.name = name;
		place.node = model_find(model, place.parent, name);
	}
	return place;
}

static int model_make(struct model *model, const struct model_place *place, int folder)
{
	for (int i = 1; i < MODEL_NODES; i++) {
		if (model->nodes[i].used)
			continue;
		model->nodes[i] = (struct model_node){
			.used = 1, .linked = 1, .folder = folder, .parent = place->parent, .name = place->name,
		};
		if (!folder)
			REQUIRE((model->nodes[i].data = calloc(1, model->most)) != NULL);
		return i;
	}
	REQUIRE(0 && "the model has room");
	return -1;
}

static void model_let_go(struct model_node *node)
{
	if (node->linked || node->opens > 0)
		return;
	free(node->data);
	*node = (struct model_node){ 0 };
}

static int model_is_empty(const struct model *model, int folder)
{
	for (char name = 'a'; name < (char)('a' + MODEL_NAMES); name++) {
		if (model_find(model, folder, name) >= 0)
			return 0;
	}
	return 1;
}

static int model_open_below(const struct model *model, int node)
{
	for (size_t i = 0; i < MODEL_FILES; i++) {
		for (int at = model->open[i].file != NULL ? model->open[i].node : 0; at != 0; at = model->nodes[at].parent) {
			if (at == node)
				return 1;
		}
	}
	return 0;
}

static void model_open(struct model *model)
{
	struct model_place place = model_pick(model);
	size_t slot = model_below(model, MODEL_FILES);
	unsigned flags = FS_O_RDWR;
	struct fs_file *file;
	int wanted = place.error;

	if (model->open[slot].file != NULL)
		return;
	if (model_below(model, 3) != 0)
		flags |= FS_O_CREAT;
	if (model_below(model, 5) == 0)
		flags |= FS_O_EXCL;
	if (model_below(model, 5) == 0)
		flags |= FS_O_TRUNC;
	if (wanted == 0 && place.node < 0 && !(flags & FS_O_CREAT))
		wanted = -ENOENT;
	else if (wanted == 0 && place.node >= 0 && (flags & FS_O_CREAT) && (flags & FS_O_EXCL))
		wanted = -EEXIST;
	else if (wanted == 0 && place.node >= 0 && model->nodes[place.node].folder)
		wanted = -EISDIR;
	if (!(flags & FS_O_CREAT))
		flags &= ~(unsigned)FS_O_EXCL;

	int error = fs_open(conformance_path(model->about, place.path), flags, 0644, &file);

	CHECK_EQ(error, wanted);
	if (error < 0)
		return;
	if (place.node < 0)
		place.node = model_make(model, &place, 0);
	if (flags & FS_O_TRUNC) {
		memset(model->nodes[place.node].data, 0, model->most);
		model->nodes[place.node].size = 0;
	}
	model->nodes[place.node].opens++;
	model->open[slot].file = file;
	model->open[slot].node = place.node;
}

static void model_close(struct model *model, size_t slot)
{
	struct model_node *node = &model->nodes[model->open[slot].node];

	CHECK_EQ(fs_close(model->open[slot].file), 0);
	model->open[slot].file = NULL;
	node->opens--;
	model_let_go(node);
}

static void model_write(struct model *model, struct fs_file *file, struct model_node *node)
{
	static uint8_t data[8192];
	size_t size = model_below(model, 10) == 0 ? model_below(model, sizeof data) : model_below(model, 200);
	size_t offset = model_below(model, 3) == 0 ? model_below(model, model->most) : model_below(model, node->size + 1);
	uint8_t mark = (uint8_t)test_next(&model->random);

	if (size > model->most - offset)
		size = model->most - offset;
	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(mark + i);

	CHECK_EQ(fs_write(file, data, size, offset), size);
	memcpy(node->data + offset, data, size);
	if (size > 0 && node->size < offset + size)
		node->size = offset + size;
}

static void model_read(struct model *model, struct fs_file *file, const struct model_node *node)
{
	static uint8_t data[16384];
	size_t offset = model_below(model, node->size + 10);
	size_t size = model_below(model, sizeof data);
	size_t wanted = offset >= node->size ? 0 : node->size - offset < size ? node->size - offset : size;
	struct fs_stat about;
	const uint8_t *view;

	memset(data, 0xee, sizeof data);
	CHECK_EQ(fs_read(file, data, size, offset), wanted);
	CHECK(memcmp(data, node->data + (wanted > 0 ? offset : 0), wanted) == 0);
	CHECK_EQ(fs_file_stat(file, &about), 0);
	CHECK_EQ(about.size, node->size);
	view = fs_view(file, offset, &size);
	if (view != NULL) {
		CHECK(offset < node->size && size <= node->size - offset);
		CHECK(memcmp(view, node->data + offset, size) == 0);
	}
}

static void model_truncate(struct model *model, struct fs_file *file, struct model_node *node)
{
	size_t size = model_below(model, 2) == 0 ? model_below(model, node->size + 1) : model_below(model, model->most);

	CHECK_EQ(fs_truncate(file, size), 0);
	memset(node->data + size, 0, model->most - size);
	node->size = size;
}

/* One of the open files. */
static void model_use(struct model *model, unsigned what)
{
	size_t slot = model_below(model, MODEL_FILES);
	struct fs_file *file = model->open[slot].file;
	struct model_node *node = &model->nodes[model->open[slot].node];

	if (file == NULL)
		return;
	switch (what) {
	case 0: model_close(model, slot); break;
	case 1: model_truncate(model, file, node); break;
	case 2:
	case 3:
	case 4: model_write(model, file, node); break;
	default: model_read(model, file, node); break;
	}
}

static void model_make_folder(struct model *model)
{
	struct model_place place = model_pick(model);
	int wanted = place.error != 0 ? place.error : place.node >= 0 ? -EEXIST : 0;

	CHECK_EQ(fs_make_folder(conformance_path(model->about, place.path), 0755), wanted);
	if (wanted == 0)
		(void)model_make(model, &place, 1);
}

static void model_remove(struct model *model)
{
	struct model_place place = model_pick(model);
	int wanted = place.error;

	if (wanted == 0 && place.node < 0)
		wanted = -ENOENT;
	else if (wanted == 0 && model->nodes[place.node].folder && !model_is_empty(model, place.node))
		wanted = -ENOTEMPTY;
	else if (wanted == 0 && model->about->busy && model->nodes[place.node].opens > 0)
		wanted = -EBUSY;
	CHECK_EQ(fs_remove(conformance_path(model->about, place.path)), wanted);
	if (wanted == 0) {
		model->nodes[place.node].linked = 0;
		model_let_go(&model->nodes[place.node]);
	}
}

/* Whether it may be moved; where several things are wrong, file systems name another first. */
static int model_may_rename(const struct model *model, const struct model_place *from, const struct model_place *to)
{
	const struct model_node *old = &model->nodes[from->node >= 0 ? from->node : 0];
	const struct model_node *new = &model->nodes[to->node >= 0 ? to->node : 0];

	if (from->error != 0 || to->error != 0 || from->node < 0)
		return 0;
	if (from->node == to->node)
		return 1;
	if (old->folder) {
		for (int at = to->parent; at != 0; at = model->nodes[at].parent) {
			if (at == from->node)
				return 0;
		}
	}
	if (to->node >= 0 && (old->folder != new->folder || (new->folder && !model_is_empty(model, to->node))))
		return 0;
	return !model->about->busy ||
	       !(model_open_below(model, from->node) || (to->node >= 0 && model_open_below(model, to->node)));
}

/* How many names there are below each other, with that of the node. */
static unsigned model_height(const struct model *model, int node)
{
	unsigned height = 0;

	for (int i = 1; i < MODEL_NODES; i++) {
		if (model->nodes[i].used && model->nodes[i].linked && model->nodes[i].parent == node) {
			unsigned below = model_height(model, i);

			height = below > height ? below : height;
		}
	}
	return height + 1;
}

static unsigned model_depth(const struct model *model, int node)
{
	unsigned depth = 0;

	for (; node != 0; node = model->nodes[node].parent)
		depth++;
	return depth;
}

static void model_rename(struct model *model)
{
	struct model_place from = model_pick(model);
	struct model_place to = model_pick(model);
	int may = model_may_rename(model, &from, &to);

	/* Paths lead no deeper: what is there would stay, and the tree would grow without an end. */
	if (may && model_depth(model, to.parent) + model_height(model, from.node) > MODEL_DEPTH)
		return;

	int error = fs_rename(conformance_path(model->about, from.path), conformance_path(model->about, to.path));

	CHECK_EQ(error == 0, may);
	if (!may || from.node == to.node)
		return;
	if (to.node >= 0) {
		model->nodes[to.node].linked = 0;
		model_let_go(&model->nodes[to.node]);
	}
	model->nodes[from.node].parent = to.parent;
	model->nodes[from.node].name = to.name;
}

static void model_look(struct model *model)
{
	struct model_place place = model_pick(model);
	struct fs_stat about;
	int wanted = place.error != 0 ? place.error : place.node < 0 ? -ENOENT : 0;

	CHECK_EQ(fs_stat(conformance_path(model->about, place.path), &about), wanted);
	if (wanted < 0)
		return;
	CHECK_EQ(about.type, model->nodes[place.node].folder ? FS_DIRECTORY : FS_FILE);
	if (about.type == FS_FILE)
		CHECK_EQ(about.size, model->nodes[place.node].size);
}

static void model_list(struct model *model)
{
	struct model_place place = model_pick(model);
	struct fs_file *folder;
	struct fs_entry entry;
	uint64_t cursor = 0;
	unsigned told = 0;
	int more;

	if (place.error != 0 || place.node < 0 || !model->nodes[place.node].folder)
		return;
	CHECK_EQ(fs_open(conformance_path(model->about, place.path), FS_O_RDONLY, 0, &folder), 0);
	while ((more = fs_list(folder, &cursor, &entry)) == 1) {
		/* Some know small letters from large ones only when they make a name. */
		char name = (char)(entry.name[0] | 0x20);
		int node = model_find(model, place.node, name);

		REQUIRE(node >= 0);
		CHECK_EQ(told & 1u << (name - 'a'), 0);
		told |= 1u << (name - 'a');
		CHECK_EQ(entry.type, model->nodes[node].folder ? FS_DIRECTORY : FS_FILE);
	}
	CHECK_EQ(more, 0);
	for (unsigned i = 0; i < MODEL_NAMES; i++)
		CHECK_EQ(told >> i & 1u, model_find(model, place.node, (char)('a' + i)) >= 0);
	CHECK_EQ(fs_close(folder), 0);
}

static void model_step(struct model *model)
{
	uint64_t what = model_below(model, 20);

	if (what < 4)
		model_open(model);
	else if (what < 12)
		model_use(model, (unsigned)what - 4);
	else if (what < 14)
		model_make_folder(model);
	else if (what < 16)
		model_remove(model);
	else if (what < 18)
		model_rename(model);
	else if (what < 19)
		model_look(model);
	else
		model_list(model);
}

/* Removes what is there, the deepest first. */
static void model_clear(struct model *model, int parent, const char *path)
{
	char name[FS_PATH_MAX];

	for (unsigned i = 0; i < MODEL_NAMES; i++) {
		int node = model_find(model, parent, (char)('a' + i));

		if (node < 0)
			continue;
		(void)snprintf(name, sizeof name, "%s/%c", path, 'a' + (int)i);
		if (model->nodes[node].folder)
			model_clear(model, node, name);
		CHECK_EQ(fs_remove(conformance_path(model->about, name)), 0);
		model->nodes[node].linked = 0;
		model_let_go(&model->nodes[node]);
	}
}

/* `steps` calls; files have at most `most` bytes. The folder is empty again afterwards. */
static inline void model_run(const struct conformance *about, uint64_t seed, unsigned long steps, size_t most)
{
	static struct model model;
	unsigned long failures = test_failures;

	model = (struct model){ .about = about, .most = most, .random = { seed } };
	model.nodes[0] = (struct model_node){ .used = 1, .linked = 1, .folder = 1 };
	for (unsigned long step = 0; step < steps; step++) {
		model_step(&model);
		if (test_failures > failures) {
			printf("seed %llu, step %lu\n", (unsigned long long)seed, step);
			exit(test_done() | 1);
		}
	}
	for (size_t slot = 0; slot < MODEL_FILES; slot++) {
		if (model.open[slot].file != NULL)
			model_close(&model, slot);
	}
	model_clear(&model, 0, "");
}

#endif
