/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A host that lies: wrong tags, types, lengths and counts, cut and prolonged answers, random bytes, folders without end. Every call
 * comes to its end, and nothing is touched that is not the file system's. A case that failed is run alone with HOSTILE_CASE=17.
 */
/* config: MESSAGE_BYTES=4096 */
/* config: FILES=8 */
#include <ports.h>
#include <uniloom/panics.h>
#include "server.h"

static struct test_random *dice;
static unsigned long lies;
static unsigned long rate; /* one of so many answers is a lie */
static unsigned left;      /* requests of the case until the device is broken */
static unsigned long worked;
static unsigned long failed;

static void put_number(uint8_t *to, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t odd_number(void)
{
	static const uint64_t numbers[] = { 0, 1, 2, 7, 16, 17, 255, 4095, 4096, 4097, 65535, 0x7fffffff, 0xffffffff, UINT64_MAX };

	return test_below(dice, 2) != 0 ? numbers[test_below(dice, 14)] : test_next(dice);
}

/* Answers of just this size: a step beyond it is seen. */
static void lie(uint8_t *answer, size_t *size, size_t most)
{
	size_t at = 7 + (size_t)test_below(dice, 40);

	lies++;
	switch (test_below(dice, 10)) {
	case 0: /* cut, and says so or not */
		*size = (size_t)test_below(dice, *size + 1);
		if (*size >= 4 && test_below(dice, 2) != 0)
			put_number(answer, *size, 4);
		break;
	case 1: /* another size than it has */
		put_number(answer, odd_number(), 4);
		break;
	case 2:
		answer[4] = (uint8_t)test_next(dice);
		break;
	case 3:
		put_number(answer + 5, odd_number(), 2);
		break;
	case 4: /* longer than there is memory for */
		*size = most + (size_t)test_below(dice, 100000);
		put_number(answer, *size, 4);
		break;
	case 5:
		for (size_t i = 7; i < most && i < 400; i++)
			answer[i] = (uint8_t)test_next(dice);
		*size = 7 + (size_t)test_below(dice, most - 6);
		put_number(answer, *size, 4);
		break;
	case 6: /* a qid of another type */
		answer[7] ^= (uint8_t)(1u << test_below(dice, 8));
		answer[9] ^= (uint8_t)(test_below(dice, 2) != 0 ? 0x82 : 0);
		break;
	case 7: /* an error that is none */
		*size = 11;
		put_number(answer, 11, 4);
		answer[4] = 7;
		put_number(answer + 7, odd_number(), 4);
		break;
	default: /* a number in it */
		if (at + 8 < *size)
			put_number(answer + at, odd_number(), (unsigned)(1 + test_below(dice, 8)));
		else if (*size > 9)
			put_number(answer + 7, odd_number(), 2);
		break;
	}
}

/* A folder that has another entry for whoever asks. */
static bool endless;

static void answer_endless(const uint8_t *message, uint8_t *answer, size_t *size)
{
	static const char *const names[] = { ".", "..", "same", "other", "a/b" };
	const char *name = names[test_below(dice, 5)];
	uint64_t offset = test_below(dice, 2) != 0 ? 7 : test_next(dice);

	put_number(answer, 11 + 24 + strlen(name), 4);
	answer[4] = 41;
	memcpy(answer + 5, message + 5, 2);
	put_number(answer + 7, 24 + strlen(name), 4);
	memset(answer + 11, 0, 13);
	put_number(answer + 24, offset, 8);
	answer[32] = 8;
	put_number(answer + 33, strlen(name), 2);
	memcpy(answer + 35, name, strlen(name));
	*size = 35 + strlen(name);
}

int p9_request(const void *message, size_t size, void *answer, size_t *answer_size)
{
	const uint8_t *from = message;
	size_t most = *answer_size;
	uint8_t *own = malloc(most);
	size_t used = most;

	REQUIRE(own != NULL && size >= 7 && size <= 4096 && most <= 4096);
	if (left == 0) {
		free(own);
		return -EIO;
	}
	left--;
	if (endless && from[4] == 40)
		answer_endless(from, own, &used);
	else if (from[4] == 110 && test_below(dice, rate) == 0) {
		/* A walk to wherever: every name a link, a folder or a file, as many as were asked for or some more. */
		uint64_t count = (from[15] | (uint64_t)from[16] << 8) + test_below(dice, 2) * test_below(dice, 3);

		lies++;
		used = 9 + 13 * (size_t)count;
		memset(own, 0, used);
		put_number(own, used, 4);
		own[4] = 111;
		memcpy(own + 5, from + 5, 2);
		put_number(own + 7, count, 2);
		for (uint64_t i = 0; i < count; i++)
			own[9 + 13 * i] = (uint8_t[]){ 0x80, 0x02, 0 }[test_below(dice, 3)];
	} else {
		/* The server of the other tests, asked as if nothing had been said wrongly: it may not know what it is asked about. */
		uint64_t fid = (from[7] | (uint64_t)from[8] << 8 | (uint64_t)from[9] << 16 | (uint64_t)from[10] << 24);

		memset(own, 0, most);
		put_number(own, 11, 4);
		memcpy(own + 5, from + 5, 2);
		own[4] = (uint8_t)(from[4] + 1);
		used = 7;
		switch (from[4]) {
		case 100:
			put_number(own + 7, 4096, 4);
			memcpy(own + 11, "\x08\0" "9P2000.L", 10);
			used = 21;
			break;
		case 104:
			own[7] = 0x80;
			used = 20;
			break;
		case 110:
			used = 9 + 13 * (size_t)from[15];
			own[7] = from[15];
			for (unsigned i = 0; i < from[15]; i++)
				own[9 + 13 * i] = i + 1 < from[15] || fid % 2 == 0 ? 0x80 : 0;
			break;
		case 12:
		case 14:
			own[7] = test_below(dice, 2) != 0 ? 0x80 : 0;
			used = 24;
			break;
		case 22: {
			static const char *const targets[] = { "a", "/a/b", "../..", "./././", "loop/loop/loop", "/" };
			const char *target = targets[test_below(dice, 6)];

			put_number(own + 7, strlen(target), 2);
			memcpy(own + 9, target, strlen(target));
			used = 9 + strlen(target);
			break;
		}
		case 24:
			own[30] = (uint8_t[]){ 0x41, 0x81, 0xa1, 0x21 }[test_below(dice, 4)];
			used = 160;
			break;
		case 40:
			answer_endless(from, own, &used);
			break;
		case 116: {
			size_t count = (size_t)(from[19] | from[20] << 8);

			count = (size_t)test_below(dice, count + 1);
			put_number(own + 7, count, 4);
			used = 11 + count;
			break;
		}
		case 118:
			put_number(own + 7, 1 + test_below(dice, (from[19] | (uint64_t)from[20] << 8)), 4);
			used = 11;
			break;
		default:
			used = from[4] == 72 ? 20 : 7;
			break;
		}
		put_number(own, used, 4);
		if (test_below(dice, rate) == 0)
			lie(own, &used, most);
	}
	/* What the device says it wrote may be more than it can have. */
	memcpy(answer, own, used < most ? used : most);
	*answer_size = used;
	free(own);
	return used < 7 ? -EIO : 0;
}

static void note(long result)
{
	if (result >= 0)
		worked++;
	else
		failed++;
	CHECK(result >= -4095);
}

static void list(struct fs_file *folder)
{
	struct fs_entry entry;
	uint64_t cursor = test_below(dice, 4) != 0 ? 0 : test_next(dice);
	int got = 1;

	for (unsigned i = 0; i < 30 && got == 1; i++) {
		got = fs_list(folder, &cursor, &entry);
		if (got == 1) {
			CHECK(strchr(entry.name, '/') == NULL && entry.name[0] != '\0' && strlen(entry.name) < FS_NAME_MAX);
			CHECK(strcmp(entry.name, ".") != 0 && strcmp(entry.name, "..") != 0);
			CHECK(entry.type >= FS_FILE && entry.type <= FS_DEVICE);
		}
		note(got);
	}
}

static void use(struct fs_file *file)
{
	size_t size = (size_t)test_below(dice, 9000);
	uint8_t *data = malloc(size + 1);
	struct fs_stat stat;

	memset(data, 1, size + 1);
	for (unsigned i = 0; i < 4; i++) {
		switch (test_below(dice, 6)) {
		case 0:
			note(fs_write(file, data, size, test_next(dice) >> 2));
			break;
		case 1:
			note(fs_truncate(file, test_next(dice) >> 8));
			break;
		case 2:
			note(fs_sync(file));
			break;
		case 3:
			note(fs_file_stat(file, &stat));
			break;
		case 4:
			list(file);
			break;
		default: {
			ssize_t got = fs_read(file, data, size, test_next(dice) >> 2);

			CHECK(got <= (ssize_t)size);
			note(got);
			break;
		}
		}
	}
	free(data);
}

static void one_case(struct test_random *random)
{
	static const char *const paths[] = { "/a", "/a/b/c", "/", "/a/../b/..", "/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8/9/0", "/x//y/" };
	struct fs_file *file;
	struct fs_stat stat;

	dice = random;
	rate = 2 + test_below(random, 12);
	left = 400;
	endless = test_below(random, 4) == 0;
	test_panic_expected = 1;
	if (setjmp(test_panic_return) != 0 || component_init() != 0) {
		test_panic_expected = 0;
		failed++;
		return;
	}
	test_panic_expected = 0;
	for (unsigned i = 0; i < 8; i++) {
		const char *path = paths[test_below(random, 6)];

		switch (test_below(random, 7)) {
		case 0:
			note(fs_stat(path, &stat));
			break;
		case 1:
			note(fs_make_folder(path, 0755));
			break;
		case 2:
			note(fs_remove(path));
			break;
		case 3:
			note(fs_rename(path, paths[test_below(random, 6)]));
			break;
		default: {
			unsigned flags = (unsigned)test_below(random, 3) | (test_below(random, 2) != 0 ? FS_O_CREAT : 0) |
					 (test_below(random, 4) == 0 ? FS_O_EXCL : 0);
			int error = fs_open(path, flags, 0644, &file);

			note(error);
			if (error == 0) {
				use(file);
				note(fs_close(file));
			}
			break;
		}
		}
	}
}

int main(void)
{
	const char *only = getenv("HOSTILE_CASE");
	unsigned long first = only != NULL ? strtoul(only, NULL, 10) : 0;
	unsigned long end = only != NULL ? first + 1 : scaled(10000);

	for (unsigned long seed = first; seed < end; seed++) {
		struct test_random random = { seed * 2 + 1 };

		one_case(&random);
		forget_blocks();
	}
	printf("%lu lies, %lu calls worked, %lu failed\n", lies, worked, failed);
	if (only == NULL)
		CHECK(lies > scaled(10000) && worked > scaled(10000) && failed > scaled(10000));
	return test_done();
}
