/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define LINES 16u
#define LINES_EACH 8u
#define FIRST_VECTOR 32u
#define CASCADE 2u /* the first controller's line that the second one is on */
#define LAST 7u    /* of each: what an interrupt that went away again is reported as */

#define COMMAND 0u
#define DATA 1u

#define INIT_EDGE_CASCADE_ICW4 0x11u
#define ICW4_8086 0x01u
#define READ_IN_SERVICE 0x0bu
#define END_SPECIFIC 0x60u

static const uint16_t bases[2] = { 0x20, 0xa0 };

static struct {
	irq_handler *handler;
	void *ctx;
	bool hooked;
} lines[LINES];

static uint16_t masked = 0xffff & ~(1u << CASCADE);
static bool ready;

static void set_mask(unsigned line)
{
	unsigned chip = line / LINES_EACH;

	pio_out8((uint16_t)(bases[chip] + DATA), (uint8_t)(masked >> (chip * LINES_EACH)));
}

static void end(unsigned chip, unsigned input)
{
	pio_out8((uint16_t)(bases[chip] + COMMAND), (uint8_t)(END_SPECIFIC | input));
}

/* A controller whose device fell silent before it was asked says LAST, without marking it as in service. */
static bool is_spurious(unsigned line)
{
	unsigned chip = line / LINES_EACH;

	if (line % LINES_EACH != LAST)
		return false;
	pio_out8((uint16_t)(bases[chip] + COMMAND), READ_IN_SERVICE);
	return !(pio_in8((uint16_t)(bases[chip] + COMMAND)) & 1u << LAST);
}

static void deliver(void *ctx, unsigned vector)
{
	unsigned line = vector - FIRST_VECTOR;
	bool spurious = is_spurious(line);

	(void)ctx;
	/* A line that was detached while its interrupt was on the way has no handler any more. */
	if (!spurious && lines[line].handler)
		lines[line].handler(lines[line].ctx);
	if (line >= LINES_EACH) {
		if (!spurious)
			end(1, line - LINES_EACH);
		/* The first controller cannot know that the second one's was none. */
		end(0, CASCADE);
	} else if (!spurious) {
		end(0, line);
	}
}

static int hook(unsigned line)
{
	int error = lines[line].hooked ? 0 : vectors_hook(FIRST_VECTOR + line, deliver, NULL);

	/* A vector stays hooked: its last interrupt may still be on the way when the line is detached. */
	if (error == 0)
		lines[line].hooked = true;
	return error;
}

/* The initialisation words in their order, to both: vectors, cascade, mode. */
static void program(unsigned chip)
{
	const uint8_t words[3] = {
		(uint8_t)(FIRST_VECTOR + chip * LINES_EACH),
		(uint8_t)(chip == 0 ? 1u << CASCADE : CASCADE),
		ICW4_8086,
	};

	pio_out8((uint16_t)(bases[chip] + COMMAND), INIT_EDGE_CASCADE_ICW4);
	for (unsigned i = 0; i < 3; i++)
		pio_out8((uint16_t)(bases[chip] + DATA), words[i]);
	set_mask(chip * LINES_EACH);
}

int init(void)
{
	program(0);
	program(1);
	ready = true;
	if (LAPIC_WIRED) {
		lapic_pass();
		lapic_enable();
		return 0;
	}
	/* The one hook of an init, from which on interrupts are on. */
	return hook(LAST);
}

/* With interrupts off: nobody else attaches in between. */
static int attach(unsigned line, irq_handler *handler, void *ctx)
{
	int error = 0;

	if (lines[line].handler)
		return -EBUSY;
	/* Both controllers' vectors for spurious interrupts first. */
	if ((error = hook(LAST)) < 0 || (error = hook(LINES_EACH + LAST)) < 0 || (error = hook(line)) < 0)
		return error;
	lines[line].ctx = ctx;
	lines[line].handler = handler;
	masked &= (uint16_t)~(1u << line);
	set_mask(line);
	return 0;
}

int irq_attach(unsigned line, irq_handler *handler, void *ctx)
{
	if (!ready || line >= LINES || line == CASCADE || !handler)
		return -EINVAL;

	unsigned long state = cpu_irq_save();
	int error = attach(line, handler, ctx);

	cpu_irq_restore(state);
	return error;
}

int irq_detach(unsigned line)
{
	if (line >= LINES || !lines[line].handler)
		return -ENOENT;

	unsigned long state = cpu_irq_save();

	masked |= (uint16_t)(1u << line);
	set_mask(line);
	lines[line].handler = NULL;
	cpu_irq_restore(state);
	return 0;
}
