/* SPDX-License-Identifier: BSD-3-Clause */
#include "p9fs.h"

#define AROUND (HEADER + 4u)
#define ENTRY_HEADER (QID_BYTES + 8u + 1u + 2u)
#define REMOVE_FOLDER 0x200u
#define MODE_BITS 07777u
#define DOTS_MOST 2u /* in one folder */

/* Linux's d_type. */
enum kind { KIND_UNKNOWN = 0, KIND_FOLDER = 4, KIND_FILE = 8, KIND_LINK = 10 };

static uint64_t number_at(const uint8_t *from, unsigned bytes)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)from[i] << (8 * i);
	return value;
}

static uint8_t type_of(uint8_t kind, uint8_t qid)
{
	switch (kind) {
	case KIND_FOLDER:
		return FS_DIRECTORY;
	case KIND_FILE:
		return FS_FILE;
	case KIND_LINK:
		return FS_SYMLINK;
	case KIND_UNKNOWN:
		return (qid & QID_FOLDER) != 0 ? FS_DIRECTORY : (qid & QID_LINK) != 0 ? FS_SYMLINK : FS_FILE;
	default:
		return FS_DEVICE;
	}
}

static bool is_dots(const struct fs_entry *entry)
{
	return entry->name[0] == '.' && (entry->name[1] == '\0' || (entry->name[1] == '.' && entry->name[2] == '\0'));
}

/* The next entry that the listing has, and the cursor behind it. 1, or 0 where it has none; -EIO for one that cannot be. */
static int read_entry(struct listing *listing, uint64_t *cursor, struct fs_entry *out)
{
	size_t left = listing->end - listing->at;
	const uint8_t *from = listing->entries + listing->at;

	if (left == 0)
		return 0;
	if (left < ENTRY_HEADER)
		return -EIO;

	size_t size = (size_t)number_at(from + ENTRY_HEADER - 2, 2);
	uint64_t after = number_at(from + QID_BYTES, 8);

	/* One behind which the listing is where it was would be told for ever. */
	if (after == 0 || after > CURSOR_MOST || after == listing->cursor)
		return -EIO;
	if (size == 0 || size >= FS_NAME_MAX || size > left - ENTRY_HEADER)
		return -EIO;
	out->inode = number_at(from + 5, 8);
	out->type = type_of(from[QID_BYTES + 8], from[0]);
	for (size_t i = 0; i < size; i++) {
		out->name[i] = (char)from[ENTRY_HEADER + i];
		if (out->name[i] == '\0' || out->name[i] == '/')
			return -EIO;
	}
	out->name[size] = '\0';
	listing->at += ENTRY_HEADER + size;
	listing->cursor = *cursor = after;
	return 1;
}

/* Of a listing that is wrong nothing more is told. */
static int next_entry(struct listing *listing, uint64_t *cursor, struct fs_entry *out)
{
	int found = read_entry(listing, cursor, out);

	if (found < 0)
		listing->at = listing->end = 0;
	return found;
}

/* Asks the host for what follows `cursor`, and the first of it. */
static int ask_entries(struct message *message, struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	struct listing *listing = folder->listing;
	uint32_t most = (uint32_t)(LISTING_BYTES < client.most - AROUND ? LISTING_BYTES : client.most - AROUND);

	message_begin(message, READDIR, true);
	message_number(message, folder->fid, 4);
	message_number(message, *cursor, 8);
	message_number(message, most, 4);

	int error = message_ask(message);

	if (error < 0)
		return error;

	uint64_t got = answer_number(message, 4);
	const uint8_t *from = got <= most ? answer_bytes(message, (size_t)got) : NULL;

	if (from == NULL || answer_check(message) < 0)
		return -EIO;
	client_lock();
	memcpy(listing->entries, from, (size_t)got);
	listing->at = 0;
	listing->end = (size_t)got;
	listing->cursor = *cursor;

	int found = next_entry(listing, cursor, out);

	client_unlock();
	return found;
}

/* From what is at hand, where that goes on at `cursor`. */
static int known_entry(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	struct listing *listing = folder->listing;
	int found = 0;

	client_lock();
	if (*cursor != 0 && listing->cursor == *cursor)
		found = next_entry(listing, cursor, out);
	client_unlock();
	return found;
}

int fs_list(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	unsigned dots = 0;

	if (!folder->folder)
		return -ENOTDIR;

	struct message *message = message_get();
	uint64_t at = *cursor;
	int found;

	do {
		found = known_entry(folder, &at, out);
		if (found == 0)
			found = ask_entries(message, folder, &at, out);
		if (found > 0 && is_dots(out) && ++dots > DOTS_MOST)
			found = -EIO;
	} while (found > 0 && is_dots(out));
	message_put(message);
	if (found > 0)
		*cursor = at;
	return found;
}

int fs_make_folder(const char *path, uint32_t mode)
{
	struct message *message = message_get();
	char name[FS_NAME_MAX];
	uint32_t fid;
	int error = path_copy(message->path, path, NULL);

	if (error == 0)
		error = resolve_parent(message, message->path, name, -EEXIST, &fid);
	if (error == 0) {
		message_begin(message, MKDIR, false);
		message_number(message, fid, 4);
		message_text(message, name, path_name_end(name, 0));
		message_number(message, mode & MODE_BITS, 4);
		message_number(message, 0, 4);
		error = message_ask(message);
		(void)fid_clunk(message, fid);
	}
	message_put(message);
	return error;
}

static int unlink_at(struct message *message, uint32_t fid, const char *name, unsigned flags)
{
	message_begin(message, UNLINKAT, false);
	message_number(message, fid, 4);
	message_text(message, name, path_name_end(name, 0));
	message_number(message, flags, 4);
	return message_ask(message);
}

int fs_remove(const char *path)
{
	struct message *message = message_get();
	char name[FS_NAME_MAX];
	bool wants_folder;
	uint32_t fid;
	int error = path_copy(message->path, path, &wants_folder);

	if (error == 0)
		error = resolve_parent(message, message->path, name, -EBUSY, &fid);
	if (error == 0) {
		error = unlink_at(message, fid, name, wants_folder ? REMOVE_FOLDER : 0);
		if (error == -EISDIR)
			error = unlink_at(message, fid, name, REMOVE_FOLDER);
		(void)fid_clunk(message, fid);
	}
	message_put(message);
	return error;
}

static int rename_at(struct message *message, uint32_t from, const char *old, uint32_t to, const char *new)
{
	message_begin(message, RENAMEAT, false);
	message_number(message, from, 4);
	message_text(message, old, path_name_end(old, 0));
	message_number(message, to, 4);
	message_text(message, new, path_name_end(new, 0));
	return message_ask(message);
}

/* Whether `path` is a folder's own; it stays what it means. */
static int check_folder(struct message *message, char *path)
{
	struct qid qid;
	uint32_t fid;
	int error = resolve(message, path, false, &fid, &qid);

	if (error < 0)
		return error;
	(void)fid_clunk(message, fid);
	return (qid.type & QID_FOLDER) != 0 ? 0 : -ENOTDIR;
}

int fs_rename(const char *from, const char *to)
{
	struct message *message = message_get();
	char old[FS_NAME_MAX];
	char new[FS_NAME_MAX];
	uint32_t from_fid;
	uint32_t to_fid;
	bool from_folder = false;
	bool to_folder = false;
	int error = path_copy(message->path, from, &from_folder);

	if (error == 0)
		error = path_copy(message->other, to, &to_folder);
	if (error == 0 && (from_folder || to_folder))
		error = check_folder(message, message->path);
	if (error == 0)
		error = resolve_parent(message, message->path, old, -EBUSY, &from_fid);
	if (error == 0) {
		error = resolve_parent(message, message->other, new, -EBUSY, &to_fid);
		if (error == 0) {
			error = rename_at(message, from_fid, old, to_fid, new);
			(void)fid_clunk(message, to_fid);
		}
		(void)fid_clunk(message, from_fid);
	}
	message_put(message);
	return error;
}
