/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PIECE=64 */
/* As conformance.c, with pieces so small that files have trees of many levels. */
#include "fakes.h"

#include "conformance.h"

int main(void)
{
	const struct conformance root = {
		.at = "", .keeps_modes = true, .keeps_times = true, .large = (uint64_t)INT64_MAX,
	};
	struct conformance folder = root;

	CHECK_EQ(component_init(), 0);
	CHECK_STR(fs_mount_point(), "/");
	conformance_run(&root);
	CHECK_EQ(blocks, 0);
	CHECK_EQ(fs_make_folder("/some", 0700), 0);
	folder.at = "/some";
	conformance_run(&folder);
	empty();
	/* No block for a whole file. */
	CHECK(largest <= 1024);
	CHECK_EQ(lock_depth, 0);
	return test_done();
}
