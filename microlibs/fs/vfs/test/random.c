/* SPDX-License-Identifier: BSD-3-Clause */
/* Random calls against a model, in a file system below a mount point and in the one around it. */
#define _GNU_SOURCE
#include "host_mounts.h"

#include "../../ramfs/test/model.h"

int main(void)
{
	const struct conformance mounted = { .at = "/data/deep" };
	const struct conformance root = { .at = "/data" };

	(void)umask(0);
	mount_at(2, (const char *const[]){ "/", "/data/deep" });
	CHECK_EQ(component_init(), 0);
	model_run(&mounted, 1, scaled(5000), 5000);
	CHECK_EQ(last_mount, 1);
	CHECK_EQ(mounts_make_folder(0, "/data", 0755), 0);
	model_run(&root, 2, scaled(5000), 5000);
	CHECK_EQ(last_mount, 0);
	unmount_all();
	return test_done();
}
