/* SPDX-License-Identifier: BSD-3-Clause */
/* define: CONSOLE_WIRED=0 */
/* define: RANDOM_WIRED=0 */
/* Nothing is wired: three devices. */
#include <ports.h>
#include <uniloom/test.h>

static const char *const there[] = { "null", "zero", "full" };

int main(void)
{
	struct fs_file *folder = NULL;
	struct fs_entry entry;
	struct fs_stat about;
	uint64_t cursor = 0;

	REQUIRE(fs_open("/", FS_O_RDONLY, 0, &folder) == 0);
	for (size_t i = 0; i < 3; i++) {
		CHECK_EQ(fs_list(folder, &cursor, &entry), 1);
		CHECK_STR(entry.name, there[i]);
	}
	CHECK_EQ(fs_list(folder, &cursor, &entry), 0);
	CHECK_EQ(fs_stat("/console", &about), -ENOENT);
	CHECK_EQ(fs_stat("/random", &about), -ENOENT);
	return test_done();
}
