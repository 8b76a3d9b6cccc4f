/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/arguments.c */
/* Arguments become a line, or they are too long for it, whatever their number and size. */
#include <ports.h>
#include <uniloom/panics.h>

#include "../src/arguments.h"

#define MOST 40

_Noreturn void start_begin(void)
{
	exit(1);
}

/* A block of exactly `size` bytes: writing past it is found. */
static bool join(int argc, char **argv, size_t size, char *out)
{
	char *line = malloc(size);
	bool fits = arguments_join(argc, argv, line, size);

	if (fits)
		strcpy(out, line);
	free(line);
	return fits;
}

int main(void)
{
	char *argv[MOST + 1] = { "program", "a.b=1", "", "--", "two words" };
	char line[64];

	REQUIRE(join(1, argv, 1, line));
	CHECK_STR(line, "");
	REQUIRE(join(5, argv, 64, line));
	CHECK_STR(line, "a.b=1  -- two words");
	for (size_t size = 1; size < 40; size++)
		CHECK_EQ(join(5, argv, size, line), size > strlen("a.b=1  -- two words"));
	/* Of nothing, but many: the spaces alone. */
	for (int i = 1; i <= MOST; i++)
		argv[i] = "";
	for (size_t size = 1; size < 60; size++)
		CHECK_EQ(join(MOST + 1, argv, size, line), size >= MOST);
	return test_done();
}
