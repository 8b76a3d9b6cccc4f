/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line: options, quotes, arguments, and everything that must stop the boot. */
/* sources: src/cmdline.c */
/* config: WORD_BYTES=64 */
/* config: ARGUMENTS=4 */
#include "fakes.h"

#include "start.h"

static char **argv;

static int parse(const char *line)
{
	options_set[0] = '\0';

	int count = start_parse(line, &argv);

	CHECK(argv[count] == NULL);
	CHECK_STR(argv[0], "main");
	return count;
}

static void parses(void)
{
	CHECK_EQ(parse(""), 1);
	CHECK_STR(options_set, "");
	CHECK_EQ(parse("  \t "), 1);
	CHECK_EQ(parse("clock.KHZ=5 net0.ip=10.0.2.15/24"), 1);
	CHECK_STR(options_set, "clock.KHZ=5;net0.ip=10.0.2.15/24;");
	CHECK_EQ(parse("a.B="), 1);
	CHECK_STR(options_set, "a.B=;");
	CHECK_EQ(parse("a.B=x=y --"), 1);
	CHECK_STR(options_set, "a.B=x=y;");
	CHECK_EQ(parse("a.B=\"two words\" -- one \"two three\" \"a \\\"b\\\" \\\\\" -- "), 5);
	CHECK_STR(options_set, "a.B=two words;");
	CHECK_STR(argv[1], "one");
	CHECK_STR(argv[2], "two three");
	CHECK_STR(argv[3], "a \"b\" \\");
	CHECK_STR(argv[4], "--");
	CHECK_EQ(parse("-- \"\""), 2);
	CHECK_STR(argv[1], "");
	CHECK_EQ(parse("-- x.y=1 \\"), 3);
	CHECK_STR(argv[1], "x.y=1");
	CHECK_STR(argv[2], "\\");
	CHECK_STR(options_set, "");
}

static void refuses(void)
{
	CHECK_PANICS(parse("clock.KHz=5"), "unknown boot option: clock.KHz");
	CHECK_PANICS(parse("quiet"), "unknown boot option: quiet");
	CHECK_PANICS(parse("=5"), "unknown boot option: ");
	CHECK_PANICS(parse("a.B=bad"), "cannot have: a.B=bad");
	CHECK_PANICS(parse("a.B=\"open"), "quote");
	CHECK_PANICS(parse("-- 1 2 3 4 5"), "ARGUMENTS");
	CHECK_PANICS(parse("a.B=0123456789012345678901234567890123456789012345678901234567890123456789"), "WORD_BYTES");
	CHECK_PANICS(parse("-- 012345678901234567890123456789 012345678901234567890123456789 0123456789"), "WORD_BYTES");
}

/* Either words come out that fit, or a panic says why not. */
static __attribute__((noinline)) void parse_or_panic(const char *line)
{
	test_panic_expected = 1;
	if (setjmp(test_panic_return) == 0) {
		int count = parse(line);

		CHECK(count >= 1 && count <= CONFIG_ARGUMENTS + 1);
		for (int i = 1; i < count; i++)
			REQUIRE(strlen(argv[i]) < CONFIG_WORD_BYTES);
	} else {
		CHECK(test_panic_reason[0] != '\0');
	}
	test_panic_expected = 0;
}

static void survives(void)
{
	static const char alphabet[] = "a.B=\"\\ -- x\tclock.KHZ=1 ";
	struct test_random random = { 42 };
	char line[97];

	for (unsigned long round = scaled(20000); round > 0; round--) {
		size_t size = test_below(&random, sizeof line);

		for (size_t i = 0; i < size; i++)
			line[i] = alphabet[test_below(&random, sizeof alphabet - 1)];
		line[size] = '\0';
		parse_or_panic(line);
	}
}

int main(void)
{
	parses();
	refuses();
	survives();
	return test_done();
}
