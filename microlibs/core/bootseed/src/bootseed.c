/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define MOST 256u

static uint8_t seed[MOST];
static size_t left; /* the last bytes of what there was are still to be given */
static size_t taken;

static int nibble(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

static _Noreturn void refuse(void)
{
	panic_because(COMPONENT_NAME ": SEED is not an even number of hexadecimal digits, 512 at most");
}

int init(void)
{
	const char *text = CONFIG_SEED;

	for (left = 0; *text != '\0'; text += 2) {
		int high = nibble(text[0]);
		int low = high < 0 ? -1 : nibble(text[1]);

		if (low < 0 || left == MOST)
			refuse();
		seed[left++] = (uint8_t)(high << 4 | low);
	}
	taken = 0;
	return 0;
}

long entropy_gather(void *data, size_t size)
{
	if (left == 0)
		return -ENODEV;

	size_t part = size < left ? size : left;
	volatile uint8_t *from = seed + taken;
	uint8_t *to = data;

	/* Nobody gets a byte twice. */
	for (size_t i = 0; i < part; i++) {
		to[i] = from[i];
		from[i] = 0;
	}
	taken += part;
	left -= part;
	return (long)part;
}

const char *entropy_source(void)
{
	return "the boot line";
}
