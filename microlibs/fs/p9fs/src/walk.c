/* SPDX-License-Identifier: BSD-3-Clause */
#include "p9fs.h"

#define LINKS_MOST 40u /* on one way */
#define LINK_FOUND 1

/* What a walk came to. */
struct found {
	struct qid qid;
	size_t link;     /* where the name of a link begins */
	size_t link_end;
	bool known;      /* the host knows the fid */
};

/* Puts up to `most` names of `path` from `at` up to `end` into a walk. Where the next one begins. */
static size_t put_names(struct message *message, const char *path, size_t at, size_t end, unsigned most, unsigned *count)
{
	size_t from = at;

	*count = 0;
	while (at < end && *count < most) {
		at = path_name_end(path, at);
		at += path[at] == '/' ? 1 : 0;
		(*count)++;
	}
	message_number(message, *count, 2);
	for (unsigned i = 0; i < *count; i++) {
		size_t name_end = path_name_end(path, from);

		message_text(message, path + from, name_end - from);
		from = name_end + 1;
	}
	return at;
}

/* Looks at what the answer tells of the `count` names from `at` on; `last` is where the whole way ends. */
static int look(struct message *message, const char *path, size_t at, size_t last, bool follow, unsigned count,
		struct found *out)
{
	uint64_t got = answer_number(message, 2);

	if (got > count)
		return -EIO;
	out->known = out->known || got == count;
	for (unsigned i = 0; i < got; i++) {
		size_t end = path_name_end(path, at);

		out->qid = answer_qid(message);
		if (answer_check(message) < 0)
			return -EIO;
		if ((out->qid.type & QID_LINK) != 0 && (follow || end < last)) {
			out->link = at;
			out->link_end = end;
			return LINK_FOUND;
		}
		at = end + 1;
	}
	if (got == count)
		return answer_check(message);
	return got > 0 && (out->qid.type & QID_FOLDER) == 0 ? -ENOTDIR : -ENOENT;
}

/*
 * Walks the first `size` bytes of `path`, at most `most` names at once. 0, and the host knows `fid` then, and only then; LINK_FOUND for a
 * link that is on the way, or at its end with `follow`; or an error.
 */
static int walk(struct message *message, const char *path, size_t size, bool follow, unsigned most, uint32_t fid,
		struct found *out)
{
	uint32_t from = ROOT;
	size_t at = 0;
	int error;

	*out = (struct found){ .qid = { .type = QID_FOLDER } };
	do {
		unsigned count;

		message_begin(message, WALK, false);
		message_number(message, from, 4);
		message_number(message, fid, 4);

		size_t next = put_names(message, path, at, size, most, &count);

		error = message_ask(message);
		if (error == 0)
			error = look(message, path, at, size, follow, count, out);
		from = fid;
		at = next;
	} while (error == 0 && at < size);
	if (error != 0 && out->known)
		(void)fid_forget(message, fid);
	return error;
}

static bool has_zero(const uint8_t *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] == 0)
			return true;
	}
	return false;
}

/* Puts what a link leads to, as the answer tells it, in the place of its name. */
static int replace(struct message *message, char *path, const struct found *found)
{
	size_t size = (size_t)answer_number(message, 2);
	const uint8_t *target = answer_bytes(message, size);
	size_t rest = 0;

	if (target == NULL || has_zero(target, size))
		return -EIO;
	if (size == 0)
		return -ENOENT;

	/* An absolute one begins at the share's root: there is no way out of it. */
	size_t before = target[0] == '/' ? 0 : found->link;

	while (path[found->link_end + rest] != '\0')
		rest++;
	if (before + size + rest >= FS_PATH_MAX)
		return -ENAMETOOLONG;
	memmove(path + before + size, path + found->link_end, rest + 1);
	memcpy(path + before, target, size);
	path_clean(path);
	return 0;
}

static int expand(struct message *message, char *path, const struct found *found, uint32_t fid)
{
	struct found link;
	int error = walk(message, path, found->link_end, false, NAMES_MOST, fid, &link);

	if (error != 0)
		return error < 0 ? error : -EIO;
	message_begin(message, READLINK, true);
	message_number(message, fid, 4);
	error = message_ask(message);
	if (error == 0)
		error = replace(message, path, found);
	(void)fid_forget(message, fid);
	return error;
}

/* One way as far as the first ".." or link. 0 at its end, 1 where the path has changed and the way begins again. */
static int step(struct message *message, char *path, bool follow, unsigned *links, uint32_t fid, struct qid *qid)
{
	struct found found;
	size_t up = path_up(path);
	bool is_up = path[up] != '\0';
	size_t size = is_up && up > 0 ? up - 1 : up;
	int error = walk(message, path, size, follow || is_up, NAMES_MOST, fid, &found);

	/* A host may refuse a way through a link without telling where the link is. */
	if (error == -ELOOP || error == -ENOTDIR)
		error = walk(message, path, size, follow || is_up, 1, fid, &found);
	if (error == LINK_FOUND) {
		error = ++*links > LINKS_MOST ? -ELOOP : expand(message, path, &found, fid);
		return error < 0 ? error : 1;
	}
	if (error < 0)
		return error;
	*qid = found.qid;
	if (!is_up)
		return 0;
	(void)fid_forget(message, fid);
	if ((found.qid.type & QID_FOLDER) == 0)
		return -ENOTDIR;
	path_cut(path, up);
	return 1;
}

int resolve(struct message *message, char *path, bool follow, uint32_t *fid, struct qid *qid)
{
	unsigned links = 0;
	uint32_t number = 0;
	int error = fid_take(&number);

	if (error < 0)
		return error;
	do
		error = step(message, path, follow, &links, number, qid);
	while (error == 1);
	if (error < 0)
		fid_drop(number);
	else
		*fid = number;
	return error;
}

int resolve_parent(struct message *message, char *path, char *name, int root_error, uint32_t *fid)
{
	struct qid qid;
	int error = 0;

	if (path[path_up(path)] != '\0') {
		/* What is left of it has no "..", whether it is there or not. */
		error = resolve(message, path, false, fid, &qid);
		if (error == 0)
			(void)fid_clunk(message, *fid);
		else if (path[path_up(path)] != '\0')
			return error;
	}

	size_t last = path_last(path);
	size_t size = path_name_end(path, last) - last;

	if (size == 0)
		return root_error;
	if (size >= FS_NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(name, path + last, size + 1);
	path[last > 0 ? last - 1 : 0] = '\0';
	error = resolve(message, path, true, fid, &qid);
	if (error == 0 && (qid.type & QID_FOLDER) == 0) {
		(void)fid_clunk(message, *fid);
		return -ENOTDIR;
	}
	return error;
}
