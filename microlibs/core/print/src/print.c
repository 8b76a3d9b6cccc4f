/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define SHORT_BYTES 256u

static const char cut_mark[] = "...\n";
static const char lost_note[] = "\n[print: more was printed before the console was up than EARLY keeps]\n";

static bool up;
static char early[CONFIG_EARLY];
static size_t early_used;
static bool early_lost;
static char long_text[CONFIG_LONGEST];

static void emit(const char *text, size_t size)
{
	if (up) {
		out_write(text, size);
		return;
	}

	size_t room = sizeof early - early_used;
	size_t kept = size < room ? size : room;

	memcpy(early + early_used, text, kept);
	early_used += kept;
	if (kept < size)
		early_lost = true;
}

/* One text buffer for all: only one thread at a time may fill it. */
static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

int print_print_v(const char *format, va_list arguments)
{
	char short_text[SHORT_BYTES];
	va_list again;

	va_copy(again, arguments);

	int size = vsnprintf(short_text, sizeof short_text, format, arguments);

	if (size < 0) {
		va_end(again);
		return size;
	}
	if ((size_t)size < sizeof short_text) {
		emit(short_text, (size_t)size);
	} else {
		unsigned long state = enter();

		vsnprintf(long_text, sizeof long_text, format, again);
		if ((size_t)size < sizeof long_text) {
			emit(long_text, (size_t)size);
		} else {
			memcpy(long_text + sizeof long_text - sizeof cut_mark, cut_mark, sizeof cut_mark);
			emit(long_text, sizeof long_text - 1);
		}
		leave(state);
	}
	va_end(again);
	return size;
}

int init(void)
{
	up = true;
	if (early_used != 0)
		out_write(early, early_used);
	if (early_lost)
		out_write(lost_note, sizeof lost_note - 1);
	return 0;
}
