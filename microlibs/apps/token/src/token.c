/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define BYTES 16u

/* Context: thread. Returns 1 where there are no random numbers. */
int main(void)
{
	for (long i = 0; i < CONFIG_COUNT; i++) {
		uint8_t bytes[BYTES];
		char text[2 * BYTES + 1];

		if (random_fill(bytes, sizeof bytes) < 0) {
			out_print("there are no random numbers: the generator was not seeded\n");
			return 1;
		}
		for (unsigned at = 0; at < BYTES; at++) {
			text[2 * at] = "0123456789abcdef"[bytes[at] >> 4];
			text[2 * at + 1] = "0123456789abcdef"[bytes[at] & 15];
		}
		text[2 * BYTES] = '\0';
		out_print("token %s\n", text);
	}
	out_print("seeded from %s\n", random_seeded_from());
	return 0;
}
