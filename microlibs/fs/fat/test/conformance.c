/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
/* What every file system does, on each kind of table; dosfstools find no fault afterwards. */
#include "ramdisk.h"

#include "../../ramfs/test/conformance.h"

static void on(const struct format *how)
{
	struct conformance about = { .at = "", .keeps_times = true, .one_case = true, .no_inodes = true };

	begin(how);
	CHECK_STR(fs_mount_point(), "/");
	/* The root of FAT12 and FAT16 has no room for many. */
	if (how->bits == 32)
		conformance_run(&about);
	CHECK_EQ(fs_make_folder("/some", 0700), 0);
	about.at = "/some";
	conformance_run(&about);
	CHECK_EQ(heap_blocks, 1);
	component_fini();
	CHECK_EQ(fsck((uint64_t)how->offset * how->sector_bytes), 0);
}

int main(void)
{
	on(&small12);
	on(&small16);
	on(&small32);
	on(&wide32);
	abandon();
	free(ram);
	return test_done();
}
