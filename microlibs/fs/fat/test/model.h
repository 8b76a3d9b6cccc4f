/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random calls of the port `fs` beside a model of what they do: a tree of names, contents that stay while they are open, and errors. Names
 * differ by more than their case. A file system that is full may say so at any time.
 */
#ifndef FAT_MODEL_H
#define FAT_MODEL_H

#include <uniloom/test.h>

#define MODEL_NODES 64u
#define MODEL_HANDLES 6u
#define MODEL_PATH 512u

struct content {
	unsigned refs;
	size_t size;
	uint8_t *data; /* `room` bytes */
	size_t room;
};

struct model_node {
	bool used;
	int parent; /* -1: the root */
	char name[96];
	struct content *content; /* NULL: a folder */
};

struct model {
	struct test_random random;
	size_t largest; /* of a file */
	struct model_node nodes[MODEL_NODES];
	struct {
		struct fs_file *file;
		struct content *content;
		bool writes;
	} handles[MODEL_HANDLES];
	unsigned long done[8];
	unsigned long full; /* calls for which there was no room */
};

static const char *const model_names[] = {
	"a", "README.TXT", "a long name with spaces", "b.c.d", "na\xc3\xafve \xe4\xb8\xad\xe6\x96\x87.text", ".hidden",
	"a name that is so long that it needs several parts of entries.html", "x+y=z", "\xf0\x9f\xa7\xb6 wool", "long-name-1", "long-name-2",
	"long-name-3", "long-name-4", "long-name-5", "long-name-6",
};
#define MODEL_NAMES (sizeof model_names / sizeof *model_names)

static void content_drop(struct content *content)
{
	if (content == NULL || --content->refs > 0)
		return;
	free(content->data);
	free(content);
}

static void content_resize(struct content *content, size_t size)
{
	if (size > content->room) {
		content->room = size * 2;
		content->data = realloc(content->data, content->room);
		REQUIRE(content->data != NULL);
	}
	if (size > content->size)
		memset(content->data + content->size, 0, size - content->size);
	content->size = size;
}

static void model_path(const struct model *model, int at, char *out)
{
	char before[MODEL_PATH];

	if (at < 0) {
		strcpy(out, "");
		return;
	}
	model_path(model, model->nodes[at].parent, before);
	(void)snprintf(out, MODEL_PATH, "%.400s/%s", before, model->nodes[at].name);
}

static unsigned model_depth(const struct model *model, int at)
{
	unsigned depth = 0;

	for (; at >= 0; at = model->nodes[at].parent)
		depth++;
	return depth;
}

static int model_find(const struct model *model, int folder, const char *name)
{
	for (unsigned i = 0; i < MODEL_NODES; i++) {
		if (model->nodes[i].used && model->nodes[i].parent == folder && strcmp(model->nodes[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

static bool model_empty(const struct model *model, int folder)
{
	for (unsigned i = 0; i < MODEL_NODES; i++) {
		if (model->nodes[i].used && model->nodes[i].parent == folder)
			return false;
	}
	return true;
}

/* -1 is the root, or none. */
static int model_any(struct model *model, bool folder)
{
	for (unsigned i = 0; i < 20; i++) {
		int at = (int)test_below(&model->random, MODEL_NODES + 8) - 8;

		if (at < 0 && folder)
			return -1;
		if (at >= 0 && model->nodes[at].used && (model->nodes[at].content == NULL) == folder)
			return at;
	}
	return -1;
}

static int model_free(const struct model *model)
{
	for (unsigned i = 0; i < MODEL_NODES; i++) {
		if (!model->nodes[i].used)
			return (int)i;
	}
	return -1;
}

static void model_compare(struct model *model, struct fs_file *file, const struct content *content)
{
	size_t offset = content->size == 0 ? 0 : (size_t)test_below(&model->random, content->size + 10);
	size_t size = (size_t)test_below(&model->random, content->size + 20);
	size_t want = offset >= content->size ? 0 : size < content->size - offset ? size : content->size - offset;
	uint8_t *data = malloc(size + 1);
	ssize_t got = fs_read(file, data, size, offset);

	REQUIRE(got == (ssize_t)want);
	REQUIRE(want == 0 || memcmp(data, content->data + offset, want) == 0);
	free(data);
}

static void model_write(struct model *model, struct fs_file *file, struct content *content)
{
	size_t offset = (size_t)test_below(&model->random, test_below(&model->random, 6) == 0 ? content->size + 5000 : content->size + 1);
	size_t size = 1 + (size_t)test_below(&model->random, test_below(&model->random, 3) == 0 ? 9000 : 700);

	if (offset + size > model->largest)
		return;

	uint8_t *data = malloc(size);

	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)test_next(&model->random);

	ssize_t took = fs_write(file, data, size, offset);

	if (took == -ENOSPC || (took > 0 && took < (ssize_t)size))
		model->full++;
	else
		REQUIRE(took == (ssize_t)size);
	if (took > 0) {
		if (offset + (size_t)took > content->size)
			content_resize(content, offset + (size_t)took);
		memcpy(content->data + offset, data, (size_t)took);
	}
	free(data);
	model->done[0]++;
}

static void model_cut(struct model *model, struct fs_file *file, struct content *content)
{
	size_t size = (size_t)test_below(&model->random, content->size * 3 / 2 + 100);
	int error;

	if (size > model->largest)
		return;
	error = fs_truncate(file, size);
	if (error == -ENOSPC) {
		model->full++;
		return;
	}
	REQUIRE(error == 0);
	content_resize(content, size);
	model->done[1]++;
}

/* Opens, or makes, a file and does something to it; sometimes it stays open. */
static void model_open(struct model *model)
{
	unsigned slot = (unsigned)test_below(&model->random, MODEL_HANDLES);
	int folder = model_any(model, true);
	const char *name = model_names[test_below(&model->random, MODEL_NAMES)];
	int at = model_find(model, folder, name);
	unsigned flags = FS_O_RDWR | (test_below(&model->random, 2) != 0 ? FS_O_CREAT : 0) |
			 (test_below(&model->random, 8) == 0 ? FS_O_EXCL : 0) | (test_below(&model->random, 8) == 0 ? FS_O_TRUNC : 0);
	char before[MODEL_PATH];
	char path[MODEL_PATH];
	struct fs_file *file;
	int error;

	if (model->handles[slot].file != NULL || model_depth(model, folder) > 4)
		return;
	model_path(model, folder, before);
	(void)snprintf(path, sizeof path, "%.400s/%s", before, name);
	error = fs_open(path, flags, 0644, &file);
	if (error == -ENOSPC) {
		model->full++;
		return;
	}
	if (at < 0 && (flags & FS_O_CREAT) == 0) {
		REQUIRE(error == -ENOENT);
		return;
	}
	if (at >= 0 && (flags & FS_O_CREAT) != 0 && (flags & FS_O_EXCL) != 0) {
		REQUIRE(error == -EEXIST);
		return;
	}
	if (at >= 0 && model->nodes[at].content == NULL) {
		REQUIRE(error == -EISDIR);
		return;
	}
	REQUIRE(error == 0);
	if (at < 0) {
		at = model_free(model);
		if (at < 0) {
			CHECK_EQ(fs_close(file), 0);
			CHECK_EQ(fs_remove(path), 0);
			return;
		}
		model->nodes[at] = (struct model_node){ .used = true, .parent = folder, .content = calloc(1, sizeof(struct content)) };
		model->nodes[at].content->refs = 1;
		strcpy(model->nodes[at].name, name);
	}

	struct content *content = model->nodes[at].content;

	if ((flags & FS_O_TRUNC) != 0)
		content_resize(content, 0);
	content->refs++;
	model->handles[slot].file = file;
	model->handles[slot].content = content;
	model->done[2]++;
}

static void model_use(struct model *model)
{
	unsigned slot = (unsigned)test_below(&model->random, MODEL_HANDLES);
	struct fs_file *file = model->handles[slot].file;
	struct content *content = model->handles[slot].content;
	struct fs_stat stat;

	if (file == NULL)
		return;
	switch (test_below(&model->random, 8)) {
	case 0:
	case 1:
	case 2:
		model_write(model, file, content);
		break;
	case 3:
		model_cut(model, file, content);
		break;
	case 4:
		CHECK_EQ(fs_sync(file), 0);
		break;
	case 5:
		CHECK_EQ(fs_close(file), 0);
		content_drop(content);
		model->handles[slot].file = NULL;
		model->handles[slot].content = NULL;
		break;
	default:
		REQUIRE(fs_file_stat(file, &stat) == 0 && stat.size == content->size);
		model_compare(model, file, content);
		break;
	}
}

static void model_make_folder(struct model *model)
{
	int folder = model_any(model, true);
	const char *name = model_names[test_below(&model->random, MODEL_NAMES)];
	char before[MODEL_PATH];
	char path[MODEL_PATH];
	int at = model_free(model);
	int error;

	if (at < 0 || model_depth(model, folder) > 3)
		return;
	model_path(model, folder, before);
	(void)snprintf(path, sizeof path, "%.400s/%s", before, name);
	error = fs_make_folder(path, 0755);
	if (error == -ENOSPC) {
		model->full++;
		return;
	}
	REQUIRE(error == (model_find(model, folder, name) >= 0 ? -EEXIST : 0));
	if (error == 0) {
		model->nodes[at] = (struct model_node){ .used = true, .parent = folder };
		strcpy(model->nodes[at].name, name);
		model->done[3]++;
	}
}

static void model_forget(struct model *model, int at)
{
	content_drop(model->nodes[at].content);
	model->nodes[at] = (struct model_node){ .used = false };
}

static void model_remove(struct model *model)
{
	int at = model_any(model, test_below(&model->random, 3) == 0);
	char path[MODEL_PATH];
	int error;

	if (at < 0)
		return;
	model_path(model, at, path);
	error = fs_remove(path);
	REQUIRE(error == (model->nodes[at].content == NULL && !model_empty(model, at) ? -ENOTEMPTY : 0));
	if (error == 0) {
		model_forget(model, at);
		model->done[4]++;
	}
}

static bool model_within(const struct model *model, int at, int folder)
{
	for (; at >= 0; at = model->nodes[at].parent) {
		if (at == folder)
			return true;
	}
	return false;
}

static void model_rename(struct model *model)
{
	int from = model_any(model, test_below(&model->random, 3) == 0);
	int folder = model_any(model, true);
	const char *name = model_names[test_below(&model->random, MODEL_NAMES)];
	int to = model_find(model, folder, name);
	char before[MODEL_PATH];
	char old[MODEL_PATH];
	char new[MODEL_PATH];
	int want = 0;
	int error;

	if (from < 0 || model_depth(model, folder) > 3)
		return;
	bool is_folder = model->nodes[from].content == NULL;

	model_path(model, from, old);
	model_path(model, folder, before);
	(void)snprintf(new, sizeof new, "%.400s/%s", before, name);
	if (is_folder && model_within(model, folder, from))
		want = -EINVAL;
	else if (to >= 0 && to != from && is_folder && model->nodes[to].content != NULL)
		want = -ENOTDIR;
	else if (to >= 0 && to != from && !is_folder && model->nodes[to].content == NULL)
		want = -EISDIR;
	else if (to >= 0 && to != from && is_folder && !model_empty(model, to))
		want = -ENOTEMPTY;
	error = fs_rename(old, new);
	if (error == -ENOSPC && to < 0) {
		model->full++;
		return;
	}
	REQUIRE(error == want);
	if (error < 0 || to == from)
		return;
	if (to >= 0)
		model_forget(model, to);
	model->nodes[from].parent = folder;
	strcpy(model->nodes[from].name, name);
	model->done[5]++;
}

static void model_list(const struct model *model, int folder)
{
	char path[MODEL_PATH];
	struct fs_file *file;
	struct fs_entry entry;
	uint64_t cursor = 0;
	unsigned count = 0;
	int got;

	model_path(model, folder, path);
	REQUIRE(fs_open(folder < 0 ? "/" : path, FS_O_RDONLY | FS_O_DIRECTORY, 0, &file) == 0);
	while ((got = fs_list(file, &cursor, &entry)) == 1) {
		int at = model_find(model, folder, entry.name);

		REQUIRE(at >= 0);
		CHECK_EQ(entry.type, model->nodes[at].content == NULL ? FS_DIRECTORY : FS_FILE);
		count++;
	}
	REQUIRE(got == 0);
	for (unsigned i = 0; i < MODEL_NODES; i++)
		count -= model->nodes[i].used && model->nodes[i].parent == folder ? 1 : 0;
	REQUIRE(count == 0);
	CHECK_EQ(fs_close(file), 0);
}

static inline void model_step(struct model *model)
{
	switch (test_below(&model->random, 16)) {
	case 0:
	case 1:
	case 2:
		model_open(model);
		break;
	case 3:
		model_make_folder(model);
		break;
	case 4:
		model_remove(model);
		break;
	case 5:
		model_rename(model);
		break;
	case 6:
		model_list(model, model_any(model, true));
		model->done[6]++;
		break;
	default:
		model_use(model);
		break;
	}
}

static inline void model_close(struct model *model)
{
	for (unsigned i = 0; i < MODEL_HANDLES; i++) {
		if (model->handles[i].file == NULL)
			continue;
		CHECK_EQ(fs_close(model->handles[i].file), 0);
		content_drop(model->handles[i].content);
		model->handles[i].file = NULL;
	}
}

/* Every file and folder is as it should be. Nothing is open. */
static inline void model_check(struct model *model)
{
	model_list(model, -1);
	for (unsigned i = 0; i < MODEL_NODES; i++) {
		const struct model_node *node = &model->nodes[i];
		char path[MODEL_PATH];
		struct fs_file *file;
		struct fs_stat stat;

		if (!node->used)
			continue;
		if (node->content == NULL) {
			model_list(model, (int)i);
			continue;
		}
		model_path(model, (int)i, path);
		REQUIRE(fs_open(path, FS_O_RDONLY, 0, &file) == 0);

		uint8_t *data = malloc(node->content->size + 1);

		REQUIRE(fs_read(file, data, node->content->size + 1, 0) == (ssize_t)node->content->size);
		REQUIRE(node->content->size == 0 || memcmp(data, node->content->data, node->content->size) == 0);
		free(data);
		CHECK_EQ(fs_close(file), 0);
		REQUIRE(fs_stat(path, &stat) == 0 && stat.size == node->content->size && stat.type == FS_FILE);
	}
}

static inline void model_end(struct model *model)
{
	for (unsigned i = 0; i < MODEL_NODES; i++) {
		if (model->nodes[i].used)
			model_forget(model, (int)i);
	}
}

#endif
