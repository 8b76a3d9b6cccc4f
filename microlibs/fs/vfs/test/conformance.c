/* SPDX-License-Identifier: BSD-3-Clause */
/* One root over two file systems does what a file system has to do: in the one at the root, and in the one below it. */
#define _GNU_SOURCE
#include "host_mounts.h"

#include "../../ramfs/test/conformance.h"

int main(void)
{
	const struct conformance mounted = { .at = "/data", .keeps_modes = true, .keeps_times = true };
	struct conformance root = mounted;

	(void)umask(0);
	mount_at(2, (const char *const[]){ "/", "/data" });
	CHECK_EQ(component_init(), 0);
	conformance_run(&mounted);
	CHECK_EQ(last_mount, 1);
	CHECK_EQ(fs_make_folder("/some", 0755), 0);
	root.at = "/some";
	conformance_run(&root);
	CHECK_EQ(last_mount, 0);
	unmount_all();
	return test_done();
}
