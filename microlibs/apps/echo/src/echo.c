/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define END_OF_TRANSMISSION 0x04
#define PAUSE_NS 1000000u

static char line[CONFIG_LINE];
static size_t used;
static bool after_return;

/* Writes the line and begins a new one. False when the far side is gone. */
static bool flush(bool complete)
{
	bool written = console_write(line, used) == (long)used;

	used = 0;
	return written && (!complete || console_write("\n", 1) == 1);
}

static bool says_exit(void)
{
	static const char word[] = "exit";

	return used == sizeof(word) - 1 && memcmp(line, word, used) == 0;
}

enum step { GO_ON, DONE, BROKEN };

static enum step take(char byte)
{
	bool pair = byte == '\n' && after_return;

	after_return = byte == '\r';
	if (pair)
		return GO_ON;
	if (byte == END_OF_TRANSMISSION)
		return DONE;
	if (byte == '\r' || byte == '\n') {
		if (says_exit())
			return DONE;
		return flush(true) ? GO_ON : BROKEN;
	}
	line[used++] = byte;
	if (used == sizeof(line))
		return flush(false) ? GO_ON : BROKEN;
	return GO_ON;
}

/*
 * Reads what is there; waits a little when there is nothing. Interrupts are off between looking and idling, or input that
 * came in between would not end the idling.
 */
static long read_or_wait(char *data, size_t size)
{
	unsigned long state = CPU_WIRED ? cpu_irq_save() : 0;
	long got = console_read(data, size);

	if (got == 0 && !SCHED_WIRED && CPU_WIRED)
		cpu_idle();
	if (CPU_WIRED)
		cpu_irq_restore(state);
	if (got == 0 && SCHED_WIRED)
		sched_sleep_ns(PAUSE_NS);
	return got;
}

/* Context: thread. 0 at the end of the input, 1 when the console fails. */
int main(void)
{
	char input[64];

	used = 0;
	after_return = false;
	for (;;) {
		long got = read_or_wait(input, sizeof(input));

		if (got == -EPIPE) {
			/* What was not ended by a line's end is not lost. */
			return used == 0 || flush(true) ? 0 : 1;
		}
		if (got < 0)
			return 1;
		for (long i = 0; i < got; i++) {
			enum step step = take(input[i]);

			if (step != GO_ON)
				return step == DONE ? 0 : 1;
		}
	}
}
