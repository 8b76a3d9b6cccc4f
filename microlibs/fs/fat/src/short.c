/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of eight characters and three, in capitals. */
#include "fat.h"

#define BASE_BYTES 8u
#define LOWER_BASE 0x08u
#define LOWER_END 0x10u
#define E5_INSTEAD 0x05u /* where the first byte would mean that the entry is free */

/* Code page 437, from 0x80 on. */
static const uint16_t upper_half[128] = {
	0x00c7, 0x00fc, 0x00e9, 0x00e2, 0x00e4, 0x00e0, 0x00e5, 0x00e7, 0x00ea, 0x00eb, 0x00e8, 0x00ef,
	0x00ee, 0x00ec, 0x00c4, 0x00c5, 0x00c9, 0x00e6, 0x00c6, 0x00f4, 0x00f6, 0x00f2, 0x00fb, 0x00f9,
	0x00ff, 0x00d6, 0x00dc, 0x00a2, 0x00a3, 0x00a5, 0x20a7, 0x0192, 0x00e1, 0x00ed, 0x00f3, 0x00fa,
	0x00f1, 0x00d1, 0x00aa, 0x00ba, 0x00bf, 0x2310, 0x00ac, 0x00bd, 0x00bc, 0x00a1, 0x00ab, 0x00bb,
	0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
	0x255d, 0x255c, 0x255b, 0x2510, 0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x255e, 0x255f,
	0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559,
	0x2558, 0x2552, 0x2553, 0x256b, 0x256a, 0x2518, 0x250c, 0x2588, 0x2584, 0x258c, 0x2590, 0x2580,
	0x03b1, 0x00df, 0x0393, 0x03c0, 0x03a3, 0x03c3, 0x00b5, 0x03c4, 0x03a6, 0x0398, 0x03a9, 0x03b4,
	0x221e, 0x03c6, 0x03b5, 0x2229, 0x2261, 0x00b1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00f7, 0x2248,
	0x00b0, 0x2219, 0x00b7, 0x221a, 0x207f, 0x00b2, 0x25a0, 0x00a0,
};

static uint16_t unit_of(uint8_t byte, bool lower)
{
	if (byte >= 0x80)
		return upper_half[byte - 0x80];
	return lower && byte >= 'A' && byte <= 'Z' ? (uint16_t)(byte + 32) : byte;
}

void name_from_short(struct name *name, const uint8_t *entry)
{
	unsigned base = BASE_BYTES;
	unsigned end = SHORT_BYTES;
	unsigned used = 0;

	while (base > 0 && entry[base - 1] == ' ')
		base--;
	while (end > BASE_BYTES && entry[end - 1] == ' ')
		end--;
	for (unsigned i = 0; i < base; i++) {
		uint8_t byte = i == 0 && entry[0] == E5_INSTEAD ? REMOVED : entry[i];

		name->units[used++] = unit_of(byte, (entry[AT_CASE] & LOWER_BASE) != 0);
	}
	if (end > BASE_BYTES)
		name->units[used++] = '.';
	for (unsigned i = BASE_BYTES; i < end; i++)
		name->units[used++] = unit_of(entry[i], (entry[AT_CASE] & LOWER_END) != 0);
	if (used == 0)
		name->units[used++] = '_';
	name->length = used;
	if (!name_mend(name))
		name->units[0] = '_';
}

/* What stands for a unit; 0 where it is left out, and whether another one says so. */
static uint8_t byte_for(uint16_t unit, bool *other)
{
	static const char odd[] = "+,;=[]";

	if (unit >= 'a' && unit <= 'z')
		return (uint8_t)(unit - 32);
	*other = *other || unit == ' ' || unit == '.' || unit >= 0x80;
	if (unit == ' ' || unit == '.')
		return 0;
	for (unsigned i = 0; odd[i] != '\0'; i++) {
		if (unit == (uint16_t)odd[i]) {
			*other = true;
			return '_';
		}
	}
	return unit >= 0x80 ? '_' : (uint8_t)unit;
}

static unsigned fill(uint8_t *out, unsigned room, const struct name *name, unsigned from, unsigned to, bool *other)
{
	unsigned used = 0;

	for (unsigned i = from; i < to; i++) {
		uint8_t byte = byte_for(name->units[i], other);

		if (byte == 0)
			continue;
		if (used == room) {
			*other = true;
			break;
		}
		out[used++] = byte;
	}
	return used;
}

static uint8_t hexadecimal(uint32_t digit)
{
	return (uint8_t)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}

/* A number that is the name's: of many names with the same beginning few have the same. */
static uint32_t sum_of(const struct name *name, unsigned turn)
{
	uint32_t sum = turn * 40503u + 1u;

	for (unsigned i = 0; i < name->length; i++)
		sum = (sum << 5) + (sum >> 27) + name->units[i] * 31u;
	return (sum ^ sum >> 16) & 0xffff;
}

bool short_make(const struct name *name, unsigned turn, uint8_t *out)
{
	unsigned dot = name->length;
	bool other = false;

	memset(out, ' ', SHORT_BYTES);
	for (unsigned i = 1; i < name->length; i++)
		dot = name->units[i] == '.' ? i : dot;

	unsigned used = fill(out, BASE_BYTES, name, 0, dot, &other);

	(void)fill(out + BASE_BYTES, SHORT_BYTES - BASE_BYTES, name, dot + 1, name->length, &other);
	if (used == 0) {
		out[used++] = '_';
		other = true;
	}
	if (turn == 0)
		return !other;
	/* First "NAME~1" to "NAME~4", then "NA1F3C~1" and on. */
	if (turn > 4) {
		uint32_t sum = sum_of(name, turn);

		used = used < 2 ? used : 2;
		for (unsigned i = 0; i < 4; i++)
			out[used++] = hexadecimal(sum >> (12 - 4 * i) & 15);
	}
	used = used < BASE_BYTES - 2 ? used : BASE_BYTES - 2;
	memset(out + used, ' ', BASE_BYTES - used);
	out[used] = '~';
	out[used + 1] = (uint8_t)('0' + (turn > 4 ? 1 + turn % 9 : turn));
	return true;
}

uint8_t short_sum(const uint8_t *name)
{
	uint32_t sum = 0;

	for (unsigned i = 0; i < SHORT_BYTES; i++)
		sum = (((sum & 1) << 7) + (sum >> 1) + name[i]) & 0xff;
	return (uint8_t)sum;
}
