/* SPDX-License-Identifier: BSD-3-Clause */
#include "model.h"

#define DEPTH 16u

static uint8_t fifo[DEPTH];
static unsigned first;
static unsigned count;
static unsigned depth = 1; /* without FIFO: the one holding register */
static unsigned trigger = 1;
static bool overrun;

void receiver_clear(void)
{
	count = 0;
}

void receiver_set_fifo(bool on)
{
	depth = on ? DEPTH : 1;
	trigger = 1;
	receiver_clear();
}

void receiver_set_trigger(unsigned level)
{
	trigger = level;
}

void receiver_push(uint8_t value)
{
	if (count < depth) {
		fifo[(first + count++) % DEPTH] = value;
		return;
	}
	overrun = true;
	/* Section 8.4: without FIFO the new byte destroys the old one, with it the new one is lost. */
	if (depth == 1)
		fifo[first] = value;
}

uint8_t receiver_pop(void)
{
	uint8_t value = fifo[first];

	if (count != 0) {
		first = (first + 1) % DEPTH;
		count--;
	}
	return value;
}

bool receiver_any(void)
{
	return count != 0;
}

bool receiver_at_trigger(void)
{
	return count >= trigger;
}

bool receiver_full(void)
{
	return count == depth;
}

bool receiver_has_overrun(void)
{
	return overrun;
}

bool receiver_overran(void)
{
	bool was = overrun;

	overrun = false;
	return was;
}

bool receiver_poll(void)
{
	while (!receiver_full()) {
		char byte;
		long got = line_read(&byte, 1);

		if (got < 0)
			return false;
		if (got == 0)
			break;
		receiver_push((uint8_t)byte);
	}
	return true;
}
