/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Damaged archives: bytes changed, cut, put together and repeated. Each is unpacked or refused with a reason, nothing is read
 * outside of it, what is in the file system can be read and removed, and nothing is left in the heap. 20,000 cases; one that
 * failed is run alone with DAMAGED_CASE=17.
 */
#include "archive.h"

static struct test_random numbers;

static void make_one(void)
{
	static const char *const names[] = { "a", "b", "a/b", "c/d/e", ".", "f", "link", "link/f", "a", "TRAILER!!!" };
	static const char *const texts[] = { "text", "a", "/c/d", "link", "..", "../../a/b", "some more text than the others have" };
	static const uint32_t modes[] = { 0100644, 0040755, 0120777, 0100600, 0040700, 0020666 };

	built_size = 0;
	for (uint64_t left = 1 + test_below(&numbers, 6); left > 0; left--) {
		add_item((struct item){
			.name = names[test_below(&numbers, sizeof names / sizeof *names)],
			.mode = modes[test_below(&numbers, sizeof modes / sizeof *modes)],
			.data = texts[test_below(&numbers, sizeof texts / sizeof *texts)],
			.ino = (uint32_t)test_below(&numbers, 4), .links = (uint32_t)test_below(&numbers, 3),
		});
		if (test_below(&numbers, 6) == 0)
			add_trailer();
	}
}

static void damage(void)
{
	static const char digits[] = "0123456789abcdefABCDEF gG\0/.";

	for (uint64_t left = test_below(&numbers, 4); left > 0 && built_size > 0; left--) {
		size_t at = test_below(&numbers, built_size);

		switch (test_below(&numbers, 5)) {
		case 0: built[at] = (uint8_t)test_next(&numbers); break;
		case 1: built[at] = (uint8_t)digits[test_below(&numbers, sizeof digits - 1)]; break;
		case 2: built_size = at; break;
		case 3:
			memmove(built + at, built + test_below(&numbers, built_size), test_below(&numbers, built_size - at + 1) / 2);
			break;
		default: memset(built + at, 0, test_below(&numbers, built_size - at + 1)); break;
		}
	}
}

/* Reads everything that is there. */
static void read_below(const char *path, unsigned depth)
{
	char name[FS_PATH_MAX + FS_NAME_MAX + 2];
	char data[64];
	struct fs_file *file;
	struct fs_entry entry;
	uint64_t cursor = 0;

	if (depth > 20 || fs_open(path, FS_O_RDONLY, 0, &file) < 0)
		return;
	while (fs_list(file, &cursor, &entry) == 1) {
		(void)snprintf(name, sizeof name, "%s/%s", strcmp(path, "/") == 0 ? "" : path, entry.name);
		if (strlen(name) < FS_PATH_MAX)
			read_below(name, depth + 1);
	}
	for (uint64_t at = 0; fs_read(file, data, sizeof data, at) > 0; at += sizeof data)
		;
	CHECK_EQ(fs_close(file), 0);
}

static unsigned long refused;

static void one_case(uint64_t seed)
{
	uint8_t *exact;

	numbers.state = seed;
	make_one();
	damage();
	exact = malloc(built_size > 0 ? built_size : 1);
	REQUIRE(exact != NULL);
	memcpy(exact, built, built_size);
	archive = exact;
	archive_size = built_size;
	test_panic_expected = 1;
	if (setjmp(test_panic_return) == 0) {
		CHECK_EQ(component_init(), 0);
	} else {
		refused++;
		CHECK(strstr(test_panic_reason, "component: the archive cannot be unpacked at byte ") == test_panic_reason);
	}
	test_panic_expected = 0;
	read_below("/", 0);
	empty();
	free((void *)(uintptr_t)archive);
}

int main(void)
{
	const char *alone = getenv("DAMAGED_CASE");
	unsigned long count = scaled(20000);

	if (alone != NULL) {
		one_case(strtoull(alone, NULL, 10));
		return test_done();
	}
	for (unsigned long seed = 1; seed <= count; seed++) {
		unsigned long before = test_failures;

		one_case(seed);
		if (test_failures > before) {
			printf("DAMAGED_CASE=%lu\n", seed);
			break;
		}
	}
	/* Both happen, often. */
	CHECK(refused > count / 10 && refused < count - count / 10);
	if (test_failures > 0)
		printf("%lu of %lu refused\n", refused, count);
	return test_done();
}
