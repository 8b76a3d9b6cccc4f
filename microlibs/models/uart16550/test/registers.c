/* SPDX-License-Identifier: BSD-3-Clause */
/* The model by itself, register by register, after the PC16550D's data sheet. */
#include <ports.h>
#include <uniloom/test.h>

#define BASE 0x3f8
#define RBR (BASE + 0)
#define IER (BASE + 1)
#define IIR (BASE + 2)
#define LCR (BASE + 3)
#define MCR (BASE + 4)
#define LSR (BASE + 5)
#define MSR (BASE + 6)
#define SCR (BASE + 7)

static char sent[64];
static size_t sent_count;
static const char *arriving = "";
static bool closed;
static unsigned interrupts;
static unsigned idles;

long line_write(const char *data, size_t size)
{
	memcpy(sent + sent_count, data, size);
	sent_count += size;
	return (long)size;
}

long line_read(char *data, size_t size)
{
	if (*arriving == '\0' || size == 0)
		return closed ? -EPIPE : 0;
	*data = *arriving++;
	return 1;
}

void below_idle(void)
{
	idles++;
}

uint64_t below_cycles(void)
{
	return 42;
}

static void count(void *ctx)
{
	(*(unsigned *)ctx)++;
}

static void plain_registers(void)
{
	for (unsigned value = 0; value < 256; value++) {
		pio_out8(SCR, (uint8_t)value);
		CHECK_EQ(pio_in8(SCR), value);
	}
	pio_out8(LCR, 0x80);
	pio_out16(RBR, 0x1234);
	CHECK_EQ(pio_in16(RBR), 0x1234);
	pio_out8(LCR, 0x03);
	CHECK_EQ(pio_in8(LCR), 0x03);
	CHECK_EQ(pio_in8(IER), 0);
	pio_out8(IER, 0xff);
	CHECK_EQ(pio_in8(IER), 0x0f);
	pio_out8(IER, 0);
	CHECK_EQ(sent_count, 0);
	/* Beside the device there is nothing. */
	CHECK_EQ(pio_in8(BASE - 1), 0xff);
	CHECK_EQ(pio_in8(BASE + 8), 0xff);
	CHECK_EQ(pio_in32(BASE + 7) >> 8, 0xffffff);
	pio_out8(BASE + 8, 1);
	pio_out8(BASE - 1, 1);
}

static void sending(void)
{
	CHECK_EQ(pio_in8(LSR), 0x60);
	pio_out8(RBR, 'a');
	pio_out8(RBR, 'b');
	CHECK_EQ(sent_count, 2);
	CHECK(memcmp(sent, "ab", 2) == 0);
}

static void receiving(void)
{
	arriving = "xyz";
	/* Without FIFO one byte is taken at a time; the rest waits on the line. */
	CHECK_EQ(pio_in8(LSR), 0x61);
	CHECK_STR(arriving, "yz");
	CHECK_EQ(pio_in8(RBR), 'x');
	CHECK_EQ(pio_in8(RBR), 'y');
	CHECK_EQ(pio_in8(RBR), 'z');
	CHECK_EQ(pio_in8(LSR), 0x60);

	pio_out8(IIR, 0x01);
	CHECK_EQ(pio_in8(IIR), 0xc1);
	arriving = "0123456789abcdefghi";
	CHECK_EQ(pio_in8(LSR), 0x61);
	CHECK_STR(arriving, "ghi");
	/* Emptied by software; then the rest comes. */
	pio_out8(IIR, 0x03);
	CHECK_EQ(pio_in8(RBR), 'g');
	pio_out8(IIR, 0x00);
	CHECK_EQ(pio_in8(LSR), 0x60);
}

static void identification(void)
{
	pio_out8(IER, 0x02);
	CHECK_EQ(pio_in8(IIR), 0x02);
	/* Reading it was the acknowledgement. */
	CHECK_EQ(pio_in8(IIR), 0x01);
	pio_out8(RBR, 'c');
	CHECK_EQ(pio_in8(IIR), 0x02);
	pio_out8(IIR, 0x41);
	pio_out8(IER, 0x01);
	arriving = "12";
	CHECK_EQ(pio_in8(IIR), 0xcc);
	arriving = "34";
	CHECK_EQ(pio_in8(IIR), 0xc4);
	for (char digit = '1'; digit <= '4'; digit++)
		CHECK_EQ(pio_in8(RBR), digit);
	CHECK_EQ(pio_in8(IIR), 0xc1);
	pio_out8(IIR, 0x00);
	pio_out8(IER, 0x00);
}

static void loop_back(void)
{
	size_t before = sent_count;

	arriving = "far";
	(void)pio_in8(RBR);
	(void)pio_in8(MSR);
	arriving = "far";
	pio_out8(MCR, 0x12);
	CHECK_EQ(pio_in8(MSR), 0x10 | 0x08 | 0x02);
	CHECK_EQ(pio_in8(MSR), 0x10);
	(void)pio_in8(RBR);
	pio_out8(RBR, 'L');
	CHECK_EQ(sent_count, before);
	CHECK_EQ(pio_in8(LSR), 0x61);
	/* A second byte before the first is read is lost room. */
	pio_out8(RBR, 'M');
	CHECK_EQ(pio_in8(LSR), 0x63);
	CHECK_EQ(pio_in8(LSR), 0x61);
	CHECK_EQ(pio_in8(RBR), 'M');
	/* The far side waits. */
	CHECK_STR(arriving, "far");
	/* The end of RI counts, its begin does not. */
	pio_out8(MCR, 0x14);
	CHECK_EQ(pio_in8(MSR), 0x40 | 0x01);
	pio_out8(MCR, 0x10);
	CHECK_EQ(pio_in8(MSR), 0x04);
	pio_out8(MCR, 0x00);
	(void)pio_in8(MSR);
	for (const char *at = "far"; *at != '\0'; at++)
		CHECK_EQ(pio_in8(RBR), *at);
}

static void interrupt_line(void)
{
	CHECK_EQ(irq_detach(4), -ENOENT);
	CHECK_EQ(irq_attach(7, count, &interrupts), 0);
	CHECK_EQ(irq_attach(4, count, &interrupts), 0);
	CHECK_EQ(irq_attach(4, count, &interrupts), -EBUSY);
	pio_out8(IER, 0x01);
	arriving = "q";
	(void)pio_in8(LSR);
	/* A PC lets it through with OUT2 only. */
	CHECK_EQ(interrupts, 0);
	pio_out8(MCR, 0x08);
	CHECK_EQ(interrupts, 1);
	/* Still active: no edge, no interrupt. */
	(void)pio_in8(LSR);
	CHECK_EQ(interrupts, 1);
	CHECK_EQ(pio_in8(RBR), 'q');

	unsigned long state = cpu_irq_save();
	arriving = "r";
	(void)pio_in8(LSR);
	CHECK_EQ(interrupts, 1);
	cpu_irq_restore(state);
	CHECK_EQ(interrupts, 2);
	CHECK_EQ(pio_in8(RBR), 'r');

	/* Idling lets input arrive, whether interrupts were on or not. */
	state = cpu_irq_save();
	arriving = "s";
	cpu_idle();
	CHECK_EQ(interrupts, 3);
	CHECK_EQ(idles, 0);
	cpu_idle();
	CHECK_EQ(idles, 1);
	cpu_irq_restore(state);
	CHECK_EQ(pio_in8(RBR), 's');
	CHECK_EQ(cpu_cycles(), 42);
	CHECK_EQ(irq_detach(4), 0);
}

static void hanging_up(void)
{
	pio_out8(IER, 0x08);
	(void)pio_in8(MSR);
	CHECK_EQ(pio_in8(IIR), 0x01);
	closed = true;
	CHECK_EQ(pio_in8(IIR), 0x00);
	CHECK_EQ(pio_in8(MSR), 0x0b);
	CHECK_EQ(pio_in8(IIR), 0x01);
}

int main(void)
{
	plain_registers();
	sending();
	receiving();
	identification();
	loop_back();
	interrupt_line();
	hanging_up();
	return test_done();
}
