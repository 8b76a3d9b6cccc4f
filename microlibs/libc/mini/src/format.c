/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include <limits.h>

struct sink {
	char *to;
	size_t size;
	size_t used; /* the length that the whole text has; past `size` nothing is stored */
};

struct spec {
	bool left;
	bool plus;
	bool space;
	bool zero;
	bool alternate;
	int width;
	int precision; /* negative: none given */
	char length;   /* H for hh, L for ll, else the letter; 0 for none */
};

/* `base` digits of 64 bits take at most 22 (octal). */
#define DIGITS_MOST 22

static void put(struct sink *sink, char byte)
{
	if (sink->used < sink->size)
		sink->to[sink->used] = byte;
	sink->used++;
}

static void fill(struct sink *sink, char byte, int count)
{
	for (; count > 0; count--)
		put(sink, byte);
}

static void put_text(struct sink *sink, const struct spec *spec, const char *text, int size)
{
	if (!spec->left)
		fill(sink, ' ', spec->width - size);
	for (int i = 0; i < size; i++)
		put(sink, text[i]);
	if (spec->left)
		fill(sink, ' ', spec->width - size);
}

/* `prefix` is a sign, "0x" or the like. */
static void put_number(struct sink *sink, const struct spec *spec, uint64_t value, unsigned base, bool upper,
		       const char *prefix)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[DIGITS_MOST];
	int count = 0;
	int prefix_size = 0;

	for (; value != 0; value /= base)
		text[count++] = digits[value % base];

	int zeros = spec->precision < 0 ? (count == 0) : spec->precision - count;

	if (base == 8 && spec->alternate && zeros <= 0)
		zeros = 1;
	if (zeros < 0)
		zeros = 0;
	while (prefix[prefix_size])
		prefix_size++;

	int padding = spec->width - zeros - count - prefix_size;

	if (spec->zero && !spec->left && spec->precision < 0 && padding > 0) {
		zeros += padding;
		padding = 0;
	}
	if (!spec->left)
		fill(sink, ' ', padding);
	for (int i = 0; i < prefix_size; i++)
		put(sink, prefix[i]);
	fill(sink, '0', zeros);
	while (count > 0)
		put(sink, text[--count]);
	if (spec->left)
		fill(sink, ' ', padding);
}

/* A va_list parameter is a pointer on x86_64 and a copy elsewhere; inside a struct it is the same everywhere. */
struct arguments {
	va_list list;
};

static int64_t get_signed(struct arguments *arguments, char length)
{
	switch (length) {
	case 'H':
		return (signed char)va_arg(arguments->list, int);
	case 'h':
		return (short)va_arg(arguments->list, int);
	case 'l':
		return va_arg(arguments->list, long);
	case 'L':
		return va_arg(arguments->list, long long);
	case 'z':
	case 't':
		return va_arg(arguments->list, ptrdiff_t);
	case 'j':
		return va_arg(arguments->list, intmax_t);
	default:
		return va_arg(arguments->list, int);
	}
}

static uint64_t get_unsigned(struct arguments *arguments, char length)
{
	switch (length) {
	case 'H':
		return (unsigned char)va_arg(arguments->list, unsigned);
	case 'h':
		return (unsigned short)va_arg(arguments->list, unsigned);
	case 'l':
		return va_arg(arguments->list, unsigned long);
	case 'L':
		return va_arg(arguments->list, unsigned long long);
	case 'z':
	case 't':
		return va_arg(arguments->list, size_t);
	case 'j':
		return va_arg(arguments->list, uintmax_t);
	default:
		return va_arg(arguments->list, unsigned);
	}
}

/* Decimal digits at `*format`; saturates. */
static int get_count(const char **format)
{
	int count = 0;

	for (; **format >= '0' && **format <= '9'; (*format)++)
		count = count > (INT_MAX - 9) / 10 ? INT_MAX : count * 10 + (**format - '0');
	return count;
}

/* Reads flags, width, precision and length; leaves `*format` at the conversion. */
static struct spec get_spec(const char **format, struct arguments *arguments)
{
	struct spec spec = { .precision = -1 };

	for (;; (*format)++) {
		if (**format == '-')
			spec.left = true;
		else if (**format == '+')
			spec.plus = true;
		else if (**format == ' ')
			spec.space = true;
		else if (**format == '0')
			spec.zero = true;
		else if (**format == '#')
			spec.alternate = true;
		else
			break;
	}
	if (**format == '*') {
		int width = va_arg(arguments->list, int);

		(*format)++;
		if (width < 0)
			spec.left = true;
		spec.width = width < -INT_MAX ? INT_MAX : width < 0 ? -width : width;
	} else {
		spec.width = get_count(format);
	}
	if (**format == '.') {
		(*format)++;
		if (**format == '*') {
			spec.precision = va_arg(arguments->list, int);
			(*format)++;
		} else {
			spec.precision = get_count(format);
		}
	}
	if (**format == 'h' || **format == 'l') {
		spec.length = *(*format)++;
		if (**format == spec.length) {
			spec.length = spec.length == 'h' ? 'H' : 'L';
			(*format)++;
		}
	} else if (**format == 'z' || **format == 'j' || **format == 't') {
		spec.length = *(*format)++;
	}
	return spec;
}

static void put_string(struct sink *sink, const struct spec *spec, const char *text)
{
	int size = 0;

	if (!text)
		text = spec->precision >= 0 && spec->precision < 6 ? "" : "(null)";
	while ((spec->precision < 0 || size < spec->precision) && text[size])
		size++;
	put_text(sink, spec, text, size);
}

static void put_signed(struct sink *sink, const struct spec *spec, int64_t value)
{
	const char *sign = value < 0 ? "-" : spec->plus ? "+" : spec->space ? " " : "";

	put_number(sink, spec, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, false, sign);
}

static void put_pointer(struct sink *sink, const struct spec *spec, const void *pointer)
{
	if (pointer)
		put_number(sink, spec, (uintptr_t)pointer, 16, false, "0x");
	else
		put_text(sink, spec, "(nil)", 5);
}

/* One conversion; false for one that we do not know, after which no argument can be told. */
static bool convert(struct sink *sink, const struct spec *spec, char conversion, struct arguments *arguments)
{
	switch (conversion) {
	case 'd':
	case 'i':
		put_signed(sink, spec, get_signed(arguments, spec->length));
		return true;
	case 'u':
		put_number(sink, spec, get_unsigned(arguments, spec->length), 10, false, "");
		return true;
	case 'o':
		put_number(sink, spec, get_unsigned(arguments, spec->length), 8, false, "");
		return true;
	case 'x':
	case 'X': {
		uint64_t value = get_unsigned(arguments, spec->length);
		const char *prefix = !spec->alternate || value == 0 ? "" : conversion == 'X' ? "0X" : "0x";

		put_number(sink, spec, value, 16, conversion == 'X', prefix);
		return true;
	}
	case 'c': {
		char byte = (char)va_arg(arguments->list, int);

		put_text(sink, spec, &byte, 1);
		return true;
	}
	case 's':
		put_string(sink, spec, va_arg(arguments->list, const char *));
		return true;
	case 'p':
		put_pointer(sink, spec, va_arg(arguments->list, const void *));
		return true;
	case '%':
		put(sink, '%');
		return true;
	default:
		return false;
	}
}

int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list list)
{
	struct sink sink = { to, size, 0 };
	struct arguments arguments;
	const char *at = format;

	va_copy(arguments.list, list);
	while (*at) {
		if (*at != '%') {
			put(&sink, *at++);
			continue;
		}
		at++;

		struct spec spec = get_spec(&at, &arguments);

		if (!*at || !convert(&sink, &spec, *at++, &arguments))
			break;
	}
	va_end(arguments.list);
	if (size != 0)
		to[sink.used < size ? sink.used : size - 1] = '\0';
	return sink.used <= INT_MAX ? (int)sink.used : -1;
}
