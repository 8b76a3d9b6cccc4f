/* SPDX-License-Identifier: BSD-3-Clause */
#include "p9fs.h"

#define READ_AROUND (HEADER + 4u)
#define WRITE_AROUND (HEADER + 16u)
#define BASIC_ATTRIBUTES 0x7ffull
#define SET_SIZE 8u

#define MODE_TYPE 0170000u
#define MODE_FOLDER 0040000u
#define MODE_FILE 0100000u
#define MODE_LINK 0120000u
#define MODE_BITS 07777u

#define OFFSET_MOST ((uint64_t)INT64_MAX)
#define NS_PER_S 1000000000ull

static bool may_read(const struct fs_file *file)
{
	return file->access != FS_O_WRONLY;
}

static bool may_write(const struct fs_file *file)
{
	return file->access != FS_O_RDONLY;
}

/* What the answer to an opening says. */
static int opened(struct message *message, struct fs_file *file)
{
	struct qid qid = answer_qid(message);

	file->unit = (uint32_t)answer_number(message, 4);
	if (answer_check(message) < 0 || ((qid.type & QID_FOLDER) != 0) != file->folder)
		return -EIO;
	return 0;
}

static int open_there(struct message *message, struct fs_file *file, unsigned flags)
{
	message_begin(message, LOPEN, false);
	message_number(message, file->fid, 4);
	message_number(message, flags & (FS_O_ACCMODE | FS_O_TRUNC | FS_O_DIRECTORY), 4);

	int error = message_ask(message);

	return error < 0 ? error : opened(message, file);
}

/* The folder's fid becomes the file's. */
static int create(struct message *message, struct fs_file *file, const char *name, unsigned flags, uint32_t mode)
{
	size_t size = path_name_end(name, 0);

	message_begin(message, LCREATE, false);
	message_number(message, file->fid, 4);
	message_text(message, name, size);
	message_number(message, flags & (FS_O_ACCMODE | FS_O_CREAT | FS_O_EXCL | FS_O_TRUNC), 4);
	message_number(message, mode & MODE_BITS, 4);
	message_number(message, 0, 4);

	int error = message_ask(message);

	return error < 0 ? error : opened(message, file);
}

static bool may_open(void)
{
	client_lock();

	bool may = client.open < CONFIG_FILES;

	client.open += may ? 1 : 0;
	client_unlock();
	return may;
}

static void end(struct fs_file *file)
{
	client_lock();
	client.open--;
	client_unlock();
	heap_free(file);
}

/* The file of what is about to be opened. */
static int begin(const struct fs_file *plan, struct fs_file **out)
{
	if (!may_open())
		return -ENFILE;

	struct fs_file *file = heap_malloc(sizeof *file + (plan->folder ? sizeof(struct listing) : 0));

	if (file == NULL) {
		end(file);
		return -ENOMEM;
	}
	*file = *plan;
	if (file->folder)
		file->listing[0].at = file->listing[0].end = 0;
	*out = file;
	return 0;
}

static int open_new(struct message *message, unsigned flags, uint32_t mode, struct fs_file **out)
{
	char name[FS_NAME_MAX];
	struct fs_file plan = { .access = flags & FS_O_ACCMODE };
	int error = resolve_parent(message, message->path, name, -EISDIR, &plan.fid);

	if (error < 0)
		return error;
	/* Before the host makes anything. */
	error = begin(&plan, out);
	if (error == 0) {
		error = create(message, *out, name, flags, mode);
		if (error < 0)
			end(*out);
	}
	if (error < 0)
		(void)fid_clunk(message, plan.fid);
	return error;
}

static int check_kind(const struct qid *qid, unsigned flags, bool wants_folder)
{
	bool folder = (qid->type & QID_FOLDER) != 0;

	if ((flags & FS_O_CREAT) != 0 && (flags & FS_O_EXCL) != 0)
		return -EEXIST;
	if (folder && ((flags & FS_O_ACCMODE) != FS_O_RDONLY || (flags & FS_O_CREAT) != 0))
		return -EISDIR;
	return !folder && (wants_folder || (flags & FS_O_DIRECTORY) != 0) ? -ENOTDIR : 0;
}

static int open_path(struct message *message, const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	bool wants_folder;
	struct qid qid;
	struct fs_file plan = { .access = flags & FS_O_ACCMODE };
	bool exclusive = (flags & FS_O_CREAT) != 0 && (flags & FS_O_EXCL) != 0;
	int error = path_copy(message->path, path, &wants_folder);

	if (error == 0)
		error = resolve(message, message->path, !exclusive, &plan.fid, &qid);
	if (error == -ENOENT && (flags & FS_O_CREAT) != 0)
		return wants_folder ? -EISDIR : open_new(message, flags, mode, out);
	if (error < 0)
		return error;
	plan.folder = (qid.type & QID_FOLDER) != 0;
	error = check_kind(&qid, flags, wants_folder);
	if (error == 0)
		error = begin(&plan, out);
	if (error == 0) {
		error = open_there(message, *out, flags);
		if (error < 0)
			end(*out);
	}
	if (error < 0)
		(void)fid_clunk(message, plan.fid);
	return error;
}

int fs_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	if ((flags & FS_O_ACCMODE) == FS_O_ACCMODE)
		return -EINVAL;
	if ((flags & FS_O_ACCMODE) == FS_O_RDONLY && (flags & FS_O_TRUNC) != 0)
		return -EINVAL;
	if ((flags & FS_O_CREAT) != 0 && (flags & FS_O_DIRECTORY) != 0)
		return -EINVAL;

	struct message *message = message_get();
	int error = open_path(message, path, flags, mode, out);

	message_put(message);
	return error;
}

int fs_close(struct fs_file *file)
{
	struct message *message = message_get();
	int error = fid_clunk(message, file->fid);

	message_put(message);
	end(file);
	return error;
}

static uint32_t part_of(const struct fs_file *file, size_t left, size_t around)
{
	size_t part = client.most - around;

	if (file->unit != 0 && file->unit < part)
		part = file->unit;
	return (uint32_t)(left < part ? left : part);
}

static ssize_t read_part(struct message *message, const struct fs_file *file, uint8_t *data, uint32_t size, uint64_t offset)
{
	message_begin(message, READ, true);
	message_number(message, file->fid, 4);
	message_number(message, offset, 8);
	message_number(message, size, 4);

	int error = message_ask(message);

	if (error < 0)
		return error;

	uint64_t got = answer_number(message, 4);
	const uint8_t *from = got <= size ? answer_bytes(message, (size_t)got) : NULL;

	if (from == NULL || answer_check(message) < 0)
		return -EIO;
	memcpy(data, from, (size_t)got);
	return (ssize_t)got;
}

ssize_t fs_read(struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	uint8_t *to = data;
	size_t done = 0;
	ssize_t got = 0;

	if (file->folder)
		return -EISDIR;
	if (!may_read(file))
		return -EBADF;
	if (size == 0 || offset > OFFSET_MOST)
		return 0;
	if (size > OFFSET_MOST - offset)
		size = (size_t)(OFFSET_MOST - offset);

	struct message *message = message_get();

	/* Fewer than were asked for may just be what the host had at hand: only none is the end. */
	while (done < size) {
		got = read_part(message, file, to + done, part_of(file, size - done, READ_AROUND), offset + done);
		if (got <= 0)
			break;
		done += (size_t)got;
	}
	message_put(message);
	return done > 0 || got >= 0 ? (ssize_t)done : got;
}

static ssize_t write_part(struct message *message, const struct fs_file *file, const uint8_t *data, uint32_t size,
			  uint64_t offset)
{
	message_begin(message, WRITE, false);
	message_number(message, file->fid, 4);
	message_number(message, offset, 8);
	message_number(message, size, 4);
	message_bytes(message, data, size);

	int error = message_ask(message);

	if (error < 0)
		return error;

	uint64_t took = answer_number(message, 4);

	return answer_check(message) < 0 || took > size || took == 0 ? -EIO : (ssize_t)took;
}

ssize_t fs_write(struct fs_file *file, const void *data, size_t size, uint64_t offset)
{
	const uint8_t *from = data;
	size_t done = 0;
	ssize_t took = 0;

	if (file->folder || !may_write(file))
		return -EBADF;
	if (size == 0)
		return 0;
	if (offset > OFFSET_MOST || size > OFFSET_MOST - offset)
		return -EFBIG;

	struct message *message = message_get();

	while (done < size) {
		took = write_part(message, file, from + done, part_of(file, size - done, WRITE_AROUND), offset + done);
		if (took < 0)
			break;
		done += (size_t)took;
	}
	message_put(message);
	return done > 0 ? (ssize_t)done : took;
}

const void *fs_view(struct fs_file *file, uint64_t offset, size_t *size)
{
	(void)file;
	(void)offset;
	*size = 0;
	return NULL;
}

int fs_truncate(struct fs_file *file, uint64_t size)
{
	if (file->folder || !may_write(file))
		return -EBADF;
	if (size > OFFSET_MOST)
		return -EFBIG;

	struct message *message = message_get();

	message_begin(message, SETATTR, false);
	message_number(message, file->fid, 4);
	message_number(message, SET_SIZE, 4);
	for (unsigned i = 0; i < 3; i++) /* mode, user, group */
		message_number(message, 0, 4);
	message_number(message, size, 8);
	for (unsigned i = 0; i < 4; i++) /* times */
		message_number(message, 0, 8);

	int error = message_ask(message);

	message_put(message);
	return error;
}

int fs_sync(struct fs_file *file)
{
	struct message *message = message_get();

	message_begin(message, FSYNC, false);
	message_number(message, file->fid, 4);
	message_number(message, 0, 4);

	int error = message_ask(message);

	message_put(message);
	return error;
}

static uint8_t type_of(uint32_t mode)
{
	switch (mode & MODE_TYPE) {
	case MODE_FOLDER:
		return FS_DIRECTORY;
	case MODE_FILE:
		return FS_FILE;
	case MODE_LINK:
		return FS_SYMLINK;
	default:
		return FS_DEVICE;
	}
}

static int attributes(struct message *message, uint32_t fid, struct fs_stat *out)
{
	message_begin(message, GETATTR, false);
	message_number(message, fid, 4);
	message_number(message, BASIC_ATTRIBUTES, 8);

	int error = message_ask(message);

	if (error < 0)
		return error;
	(void)answer_number(message, 8); /* which of them are there: all basic ones are */

	struct qid qid = answer_qid(message);
	uint32_t mode = (uint32_t)answer_number(message, 4);

	(void)answer_bytes(message, 8); /* user, group */

	uint32_t links = (uint32_t)answer_number(message, 8);

	(void)answer_bytes(message, 8); /* number of a device */

	uint64_t size = answer_number(message, 8);

	(void)answer_bytes(message, 32); /* blocks, and when it was read last */

	uint64_t seconds = answer_number(message, 8);
	uint64_t ns = answer_number(message, 8);

	if (answer_check(message) < 0)
		return -EIO;
	*out = (struct fs_stat){
		.inode = qid.path,
		.size = size,
		.mtime_ns = seconds * NS_PER_S + ns,
		.mode = mode & MODE_BITS,
		.links = links,
		.type = type_of(mode),
	};
	return 0;
}

int fs_stat(const char *path, struct fs_stat *out)
{
	struct message *message = message_get();
	bool wants_folder;
	struct qid qid;
	uint32_t fid;
	int error = path_copy(message->path, path, &wants_folder);

	if (error == 0)
		error = resolve(message, message->path, true, &fid, &qid);
	if (error == 0) {
		error = attributes(message, fid, out);
		(void)fid_clunk(message, fid);
	}
	message_put(message);
	return error == 0 && wants_folder && out->type != FS_DIRECTORY ? -ENOTDIR : error;
}

int fs_file_stat(struct fs_file *file, struct fs_stat *out)
{
	struct message *message = message_get();
	int error = attributes(message, file->fid, out);

	message_put(message);
	return error;
}
