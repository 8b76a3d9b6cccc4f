/* SPDX-License-Identifier: BSD-3-Clause */
/* Strings and numbers against the host's functions. */
#define _GNU_SOURCE
#include <ports.h>
#include <uniloom/test.h>

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

static void word(struct test_random *random, char *to, size_t most, const char *alphabet)
{
	size_t size = test_below(random, most);

	for (size_t i = 0; i < size; i++)
		to[i] = alphabet[test_below(random, strlen(alphabet))];
	to[size] = '\0';
}

static void strings(struct test_random *random)
{
	char a[24];
	char b[6];
	char c[24];
	size_t limit = test_below(random, 30);
	int byte = "abc\xff"[test_below(random, 5)];

	word(random, a, sizeof a, "ab\xff");
	word(random, b, sizeof b, "ab");
	memcpy(c, a, sizeof c);
	if (test_below(random, 2))
		c[test_below(random, strlen(c) + 1)] = 'a';
	c[sizeof c - 1] = '\0';
	CHECK_EQ(ul_strlen(a), strlen(a));
	CHECK_EQ(ul_strnlen(a, limit), strnlen(a, limit));
	CHECK_EQ(sign(ul_strcmp(a, c)), sign(strcmp(a, c)));
	CHECK_EQ(sign(ul_strncmp(a, c, limit)), sign(strncmp(a, c, limit)));
	CHECK(ul_strchr(a, byte) == strchr(a, byte));
	CHECK(ul_strrchr(a, byte) == strrchr(a, byte));
	CHECK(ul_strstr(a, b) == strstr(a, b));
	CHECK(ul_memchr(a, byte, strlen(a)) == memchr(a, byte, strlen(a)));
}

static void number(const char *text, int base)
{
	char *our_end;
	char *their_end;

	CHECK_EQ(ul_strtol(text, &our_end, base), strtol(text, &their_end, base));
	if (!CHECK(our_end == their_end))
		printf("strtol '%s' base %d\n", text, base);
	CHECK_EQ(ul_strtoul(text, &our_end, base), strtoul(text, &their_end, base));
	CHECK(our_end == their_end);
	CHECK_EQ(ul_strtol(text, NULL, base), strtol(text, NULL, base));
}

int main(void)
{
	static const char *const edges[] = { "",	"-",   "0x",  "0xg", "0x1fz", " +0", "\t\n\v\f\r-12", "08", "0b1",
					     "9223372036854775807", "9223372036854775808", "-9223372036854775808",
					     "-9223372036854775809", "18446744073709551615", "18446744073709551616",
					     "-18446744073709551615", "-1", "zz", "+-1", "99999999999999999999999999" };
	static const int bases[] = { 0, 2, 8, 10, 16, 36 };
	struct test_random random = { 1003 };

	for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
		for (size_t j = 0; j < 6; j++)
			number(edges[i], bases[j]);
	}
	for (unsigned long round = scaled(5000); round > 0; round--) {
		char text[24];

		strings(&random);
		word(&random, text, sizeof text, "0123456789 +-xXafAFzZ");
		number(text, bases[test_below(&random, 6)]);
	}

	/* No such base: nothing is read. */
	char *end;
	const char *text = "12";

	CHECK_EQ(ul_strtol(text, &end, 1), 0);
	CHECK(end == text);
	CHECK_EQ(ul_strtoul(text, &end, 37), 0);
	CHECK(end == text);
	return test_done();
}
