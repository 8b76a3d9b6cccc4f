/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Archives as Linux takes them for its initramfs ("initramfs buffer format"): cpio, newc or crc, one behind the other.
 * Nothing is copied: names, targets of links and data stay where they are. Everything in an archive may be a lie, so a
 * length is compared with what is left before it is used, and an entry that cannot be right ends it all.
 */
#include "ramfs.h"

#define HEADER 110u
#define FIELDS 13u
#define KIND 0170000u
#define KIND_FOLDER 0040000u
#define KIND_FILE 0100000u
#define KIND_SYMLINK 0120000u
#define SECOND_NS 1000000000u

/* The order in the header. */
enum field { INO, MODE, UID, GID, NLINK, MTIME, FILESIZE, MAJOR, MINOR, RMAJOR, RMINOR, NAMESIZE, CHECK };

struct cpio {
	const uint8_t *archive;
	size_t size;
	size_t at;               /* of the entry */
	uint32_t field[FIELDS];
	const char *name;        /* without slashes in front */
	size_t name_size;        /* without the 0 */
	const uint8_t *data;
	struct ramfs_node links; /* files that more names may follow for, by number and device; a folder of its own */
	struct ramfs_place place;
};

/* A file's number and its device, as a name in `links`. */
struct identity {
	uint32_t ino, major, minor;
};

static size_t align4(size_t at)
{
	return (at + 3) & ~(size_t)3;
}

static const char *no_header(const uint8_t *at)
{
	static const uint8_t compressed[][2] = {
		{ 0x1f, 0x8b }, { 'B', 'Z' }, { 0xfd, '7' }, { 0x28, 0xb5 }, { 0x02, 0x21 }, { 0x5d, 0x00 }, { 0x89, 'L' },
	};

	for (size_t i = 0; i < sizeof compressed / sizeof *compressed; i++) {
		if (memcmp(at, compressed[i], 2) == 0)
			return "it is compressed; only plain cpio archives (newc) are read";
	}
	return "there is no header of a cpio archive (newc)";
}

/* Eight hexadecimal digits. */
static bool number(const uint8_t *digits, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < 8; i++) {
		uint8_t digit = digits[i];

		if (digit >= '0' && digit <= '9')
			digit = (uint8_t)(digit - '0');
		else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
			digit = (uint8_t)((digit | 0x20) - 'a' + 10);
		else
			return false;
		*out = *out << 4 | digit;
	}
	return true;
}

static const char *read_header(struct cpio *from)
{
	const uint8_t *header = from->archive + from->at;
	size_t left = from->size - from->at;

	if (from->at % 4 != 0)
		return "an entry does not begin at a multiple of 4";
	if (left >= 2 && (left < 6 || (memcmp(header, "070701", 6) != 0 && memcmp(header, "070702", 6) != 0)))
		return no_header(header);
	if (left < HEADER)
		return "it ends in a header";
	for (size_t i = 0; i < FIELDS; i++) {
		if (!number(header + 6 + 8 * i, &from->field[i]))
			return "a header has something else than hexadecimal digits";
	}
	return NULL;
}

static const char *read_name(struct cpio *from)
{
	size_t left = from->size - from->at - HEADER;
	size_t size = from->field[NAMESIZE];

	from->name = (const char *)from->archive + from->at + HEADER;
	if (size == 0 || size > left)
		return size == 0 ? "a name without its 0 at the end" : "it ends in a name";
	if (size > FS_PATH_MAX)
		return "a name is too long";
	from->name_size = 0;
	while (from->name_size < size && from->name[from->name_size] != '\0')
		from->name_size++;
	if (from->name_size != size - 1)
		return from->name_size == size ? "a name without its 0 at the end" : "a name with a 0 inside";
	for (size_t i = 0; i + 1 < size; i++) {
		bool begins = i == 0 || from->name[i - 1] == '/';
		bool ends = from->name[i + 1] == '.' && (from->name[i + 2] == '/' || from->name[i + 2] == '\0');

		/* A 0 follows, so looking two further is inside. */
		if (begins && from->name[i] == '.' && ends)
			return "a name with '..'";
	}
	return NULL;
}

/* Where the next entry begins, in `*next`. */
static const char *read_data(struct cpio *from, size_t *next)
{
	size_t at = align4(from->at + HEADER + from->field[NAMESIZE]);
	size_t size = from->field[FILESIZE];

	if (at > from->size)
		at = from->size;
	if (size > from->size - at)
		return "it ends in the data of a file";
	from->data = from->archive + at;
	*next = size + at > from->size - 3 ? from->size : align4(at + size);
	if (from->archive[from->at + 5] == '1' || size == 0)
		return NULL;

	uint32_t sum = 0;

	for (size_t i = 0; i < size; i++)
		sum += from->data[i];
	return sum == from->field[CHECK] ? NULL : "the data of a file do not match their checksum";
}

static const char *explain(int error)
{
	switch (error) {
	case -ENOMEM: return "there is no memory for its names";
	case -ENOSPC: return "a folder has too many names like this one";
	case -ELOOP: return "symbolic links lead in a circle";
	case -ENAMETOOLONG: return "a name is too long";
	case -ENOTDIR: return "a name leads through something that is no folder";
	default: return "a name leads nowhere";
	}
}

static bool in_archive(const struct cpio *from, const char *name)
{
	return (uintptr_t)name >= (uintptr_t)from->archive && (uintptr_t)name < (uintptr_t)from->archive + from->size;
}

/* Makes `node` what the place's name leads to; frees it where that fails. */
static int put(struct cpio *from, struct ramfs_node *node)
{
	struct ramfs_place *place = &from->place;
	struct ramfs_data garbage = { 0 };
	int error = 0;

	if (place->entry != NULL) {
		struct ramfs_node *old = place->node;

		node->links++;
		place->entry->node = node;
		old->links--;
		ramfs_drop(old, &garbage);
		ramfs_data_free(&garbage);
	} else {
		error = ramfs_add(place->folder, place->name, place->size, in_archive(from, place->name), node);
	}
	if (error < 0)
		ramfs_drop(node, &garbage);
	else if (node->type == FS_DIRECTORY)
		node->parent = place->folder;
	return error;
}

static int make_folder(struct cpio *from, uint32_t mode)
{
	struct ramfs_node *node = ramfs_make(FS_DIRECTORY, mode);

	if (node == NULL)
		return -ENOMEM;
	return put(from, node);
}

/* Finds the entry's place. Folders on the way that the archive has not named are made. */
static int find_place(struct cpio *from)
{
	int error = ramfs_walk(from->name, from->name_size, false, &from->place);

	if (error != -ENOENT)
		return error;
	for (size_t i = 1; i < from->name_size; i++) {
		if (from->name[i] != '/')
			continue;
		error = ramfs_walk(from->name, i, true, &from->place);
		if (error == 0 && from->place.node == NULL)
			error = make_folder(from, 0755);
		if (error < 0)
			return error;
	}
	return ramfs_walk(from->name, from->name_size, false, &from->place);
}

static void stamp(const struct cpio *from, struct ramfs_node *node)
{
	node->mode = from->field[MODE] & 07777;
	node->mtime_ns = (uint64_t)from->field[MTIME] * SECOND_NS;
}

static const char *add_folder(struct cpio *from)
{
	struct ramfs_place *place = &from->place;

	if (place->node == NULL || place->node->type != FS_DIRECTORY) {
		int error = make_folder(from, 0);

		if (error < 0)
			return explain(error);
		/* A folder in the place of something else keeps its entry. */
		place->node = place->entry != NULL ? place->entry->node :
						     ramfs_find(place->folder, place->name, place->size)->node;
	}
	stamp(from, place->node);
	return NULL;
}

/* The file that an earlier name of this number led to, or NULL. */
static struct ramfs_node *linked(const struct cpio *from, const struct identity *identity)
{
	const struct ramfs_entry *entry = ramfs_find(&from->links, (const char *)identity, sizeof *identity);

	return entry == NULL ? NULL : entry->node;
}

static const char *add_file(struct cpio *from)
{
	const struct identity identity = { from->field[INO], from->field[MAJOR], from->field[MINOR] };
	bool shared = from->field[NLINK] > 1;
	struct ramfs_node *node = shared ? linked(from, &identity) : NULL;
	bool is_new = node == NULL;
	int error = 0;

	if (is_new)
		node = ramfs_make(FS_FILE, 0);
	if (node == NULL)
		return explain(-ENOMEM);
	if (is_new && shared)
		error = ramfs_add(&from->links, (const char *)&identity, sizeof identity, false, node);
	if (error < 0) {
		heap_free(node);
		return explain(error);
	}
	/* The data stand with one of the names, often the last. */
	if (is_new || from->field[FILESIZE] > 0) {
		node->size = from->field[FILESIZE];
		node->data.given = from->data;
		node->data.given_size = node->size;
	}
	stamp(from, node);
	error = put(from, node);
	return error < 0 ? explain(error) : NULL;
}

static const char *add_symlink(struct cpio *from)
{
	size_t size = from->field[FILESIZE];

	if (size == 0 || size >= FS_PATH_MAX)
		return "the target of a symbolic link is empty or too long";
	for (size_t i = 0; i < size; i++) {
		if (from->data[i] == '\0')
			return "the target of a symbolic link has a 0 inside";
	}

	struct ramfs_node *node = ramfs_make(FS_SYMLINK, 0);

	if (node == NULL)
		return explain(-ENOMEM);
	node->size = size;
	node->target = (const char *)from->data;
	stamp(from, node);

	int error = put(from, node);

	return error < 0 ? explain(error) : NULL;
}

static const char *add(struct cpio *from)
{
	uint32_t kind = from->field[MODE] & KIND;
	struct ramfs_place *place = &from->place;

	/* Devices, pipes and sockets mean something to Linux only. */
	if (kind != KIND_FOLDER && kind != KIND_FILE && kind != KIND_SYMLINK)
		return NULL;

	int error = find_place(from);

	if (error < 0)
		return explain(error);
	if (kind == KIND_FOLDER)
		return add_folder(from);
	if (place->slash || place->folder == NULL)
		return "a file with the name of a folder";
	if (place->node != NULL && place->node->type == FS_DIRECTORY && place->node->children != NULL)
		return "a file in the place of a folder with something in it";
	return kind == KIND_FILE ? add_file(from) : add_symlink(from);
}

static void forget_links(struct cpio *from)
{
	struct ramfs_data garbage = { 0 };

	while (from->links.children != NULL) {
		struct ramfs_node *node = from->links.children->node;

		ramfs_take(&from->links, from->links.children);
		ramfs_drop(node, &garbage);
		ramfs_data_free(&garbage);
	}
}

static bool is_trailer(const struct cpio *from)
{
	static const char trailer[] = "TRAILER!!!";

	return from->name_size == sizeof trailer - 1 && memcmp(from->name, trailer, sizeof trailer) == 0;
}

const char *ramfs_unpack(const uint8_t *archive, size_t size, size_t *where)
{
	/* As large as a path; inits run one after the other. */
	static struct cpio from;
	const char *why = NULL;

	from = (struct cpio){ .archive = archive, .size = size, .links = { .type = FS_DIRECTORY } };
	while (why == NULL) {
		size_t next = 0;

		/* Between archives, and behind the last, there may be zeroes. */
		while (from.at < size && archive[from.at] == 0)
			from.at++;
		*where = from.at;
		if (from.at == size)
			break;
		if ((why = read_header(&from)) != NULL || (why = read_name(&from)) != NULL ||
		    (why = read_data(&from, &next)) != NULL)
			break;
		if (is_trailer(&from))
			forget_links(&from);
		else
			why = add(&from);
		from.at = next;
	}
	forget_links(&from);
	return why;
}
