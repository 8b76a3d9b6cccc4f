/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PATH=$path */
/* A file is mapped as it is; an empty one and none are no archive; what is no file stops the boot. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <uniloom/panics.h>

#include <unistd.h>

const char *path = "";

static char name[] = "/tmp/uniloom-host-initrd-XXXXXX";

static void put(const char *text)
{
	FILE *file = fopen(name, "wb");

	REQUIRE(file != NULL);
	(void)fputs(text, file);
	(void)fclose(file);
}

int main(void)
{
	size_t size = 1;
	int made = mkstemp(name);

	REQUIRE(made >= 0);
	(void)close(made);
	CHECK_EQ(component_init(), 0);
	CHECK(initrd_bytes(&size) == NULL);
	CHECK_EQ(size, 0);
	path = "/nowhere/at/all";
	CHECK_PANICS(component_init(), "component: the archive cannot be read: /nowhere/at/all");
	path = "/tmp";
	CHECK_PANICS(component_init(), "/tmp");
	path = name;
	CHECK_EQ(component_init(), 0);
	CHECK(initrd_bytes(&size) == NULL);
	put("070701");
	CHECK_EQ(component_init(), 0);
	REQUIRE(initrd_bytes(&size) != NULL);
	CHECK_EQ(size, 6);
	CHECK(memcmp(initrd_bytes(&size), "070701", 6) == 0);
	(void)unlink(name);
	return test_done();
}
