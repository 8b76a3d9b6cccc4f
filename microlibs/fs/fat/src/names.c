/* SPDX-License-Identifier: BSD-3-Clause */
/* UTF-8 outside, UTF-16 on the disk. */
#include "fat.h"

bool name_same(const struct name *a, const struct name *b)
{
	if (a->length != b->length)
		return false;
	for (unsigned i = 0; i < a->length; i++) {
		if (a->units[i] != b->units[i] && fold(a->units[i]) != fold(b->units[i]))
			return false;
	}
	return true;
}

/* How many bytes the character at `text` has of `size`, and which one it is; 0 for none. */
static size_t character(const uint8_t *text, size_t size, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t bytes = text[0] < 0x80 ? 1 : text[0] < 0xc0 ? 0 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : text[0] < 0xf8 ? 4 : 0;
	uint32_t value = bytes == 1 ? text[0] : text[0] & (0x7fu >> bytes);

	if (bytes == 0 || bytes > size)
		return 0;
	for (size_t i = 1; i < bytes; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (text[i] & 0x3f);
	}
	if (value < least[bytes] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	*out = value;
	return bytes;
}

int name_from(struct name *name, const char *text, size_t size)
{
	size_t at = 0;

	if (size >= FS_NAME_MAX)
		return -ENAMETOOLONG;
	name->length = 0;
	/* A character of UTF-16 never has more units than bytes in UTF-8: there is room. */
	while (at < size) {
		uint32_t value;
		size_t bytes = character((const uint8_t *)text + at, size - at, &value);

		if (bytes == 0)
			return -EINVAL;
		if (value >= 0x10000) {
			name->units[name->length++] = (uint16_t)(0xd800 + ((value - 0x10000) >> 10));
			value = 0xdc00 + ((value - 0x10000) & 0x3ff);
		}
		name->units[name->length++] = (uint16_t)value;
		at += bytes;
	}
	return 0;
}

static bool is_high(uint16_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint16_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

bool name_to(const struct name *name, char *text, size_t size)
{
	size_t used = 0;

	for (unsigned i = 0; i < name->length; i++) {
		uint32_t value = name->units[i];

		if (is_high(name->units[i]) && i + 1 < name->length) {
			value = 0x10000 + ((value - 0xd800) << 10) + (name->units[i + 1] - 0xdc00u);
			i++;
		}

		size_t bytes = value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;

		if (bytes >= size - used)
			return false;
		for (size_t j = bytes - 1; j > 0; j--, value >>= 6)
			text[used + j] = (char)(0x80 | (value & 0x3f));
		text[used] = (char)(bytes == 1 ? value : (0xf00u >> bytes & 0xff) | value);
		used += bytes;
	}
	text[used] = '\0';
	return true;
}

static bool is_forbidden(uint16_t unit)
{
	static const char forbidden[] = "\"*/:<>?\\|";

	for (unsigned i = 0; forbidden[i] != '\0'; i++) {
		if (unit == (uint16_t)forbidden[i])
			return true;
	}
	return unit < ' ';
}

bool name_allowed(const struct name *name)
{
	uint16_t end = name->units[name->length - 1];

	for (unsigned i = 0; i < name->length; i++) {
		if (is_forbidden(name->units[i]))
			return false;
	}
	/* Other systems drop these and find another file. */
	return end != ' ' && end != '.';
}

bool name_mend(struct name *name)
{
	for (unsigned i = 0; i < name->length; i++) {
		uint16_t unit = name->units[i];

		if (unit < ' ' || unit == '/')
			name->units[i] = '_';
		if (is_high(unit) && i + 1 < name->length && is_low(name->units[i + 1]))
			i++;
		else if (is_high(unit) || is_low(unit))
			name->units[i] = '_';
	}
	/* "." and ".." lead elsewhere. */
	return name->length > 2 || (name->length > 0 && (name->units[0] != '.' || (name->length == 2 && name->units[1] != '.')));
}
