/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define LINES 24u
#define FIRST_VECTOR 32u

#define IO_SELECT 0x00u
#define IO_WINDOW 0x10u
#define IO_VERSION 0x01u
#define IO_REDIRECTION 0x10u /* two registers a line */
#define IO_MASKED 0x10000u
#define DESTINATION_SHIFT 24u

#define PIC1_MASK 0x21u
#define PIC2_MASK 0xa1u

static struct {
	irq_handler *handler;
	void *ctx;
	bool hooked;
} lines[LINES];

static unsigned line_count;

static uint32_t io_read(uint32_t index)
{
	mmio_write32(CONFIG_BASE + IO_SELECT, index);
	return mmio_read32(CONFIG_BASE + IO_WINDOW);
}

static void io_write(uint32_t index, uint32_t value)
{
	mmio_write32(CONFIG_BASE + IO_SELECT, index);
	mmio_write32(CONFIG_BASE + IO_WINDOW, value);
}

static void deliver(void *ctx, unsigned vector)
{
	unsigned line = vector - FIRST_VECTOR;

	(void)ctx;
	/* A line that was detached while its interrupt was on the way has no handler any more. */
	if (lines[line].handler)
		lines[line].handler(lines[line].ctx);
	lapic_done();
}

int init(void)
{
	if (PIO_WIRED) {
		pio_out8(PIC1_MASK, 0xff);
		pio_out8(PIC2_MASK, 0xff);
	}

	unsigned count = (io_read(IO_VERSION) >> 16 & 0xff) + 1;

	line_count = count < LINES ? count : LINES;
	lapic_enable();
	return 0;
}

/* With interrupts off: a register takes two accesses, and whoever else attaches must not come in between. */
static int attach(unsigned line, irq_handler *handler, void *ctx)
{
	if (lines[line].handler)
		return -EBUSY;
	/* A vector stays hooked: its last interrupt may still be on the way when the line is detached. */
	if (!lines[line].hooked) {
		int error = vectors_hook(FIRST_VECTOR + line, deliver, NULL);

		if (error < 0)
			return error;
		lines[line].hooked = true;
	}
	lines[line].ctx = ctx;
	lines[line].handler = handler;
	/* Destination first: the low half unmasks. Fixed delivery, physical destination, edge, active high. */
	io_write(IO_REDIRECTION + 2 * line + 1, lapic_id() << DESTINATION_SHIFT);
	io_write(IO_REDIRECTION + 2 * line, FIRST_VECTOR + line);
	return 0;
}

int irq_attach(unsigned line, irq_handler *handler, void *ctx)
{
	if (line >= line_count || !handler)
		return -EINVAL;

	unsigned long state = cpu_irq_save();
	int error = attach(line, handler, ctx);

	cpu_irq_restore(state);
	return error;
}

int irq_detach(unsigned line)
{
	if (line >= line_count || !lines[line].handler)
		return -ENOENT;

	unsigned long state = cpu_irq_save();

	io_write(IO_REDIRECTION + 2 * line, IO_MASKED);
	lines[line].handler = NULL;
	cpu_irq_restore(state);
	return 0;
}
