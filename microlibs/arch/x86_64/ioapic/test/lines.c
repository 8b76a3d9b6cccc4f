/* SPDX-License-Identifier: BSD-3-Clause */
/* The controller as a model: masking, attaching, delivering, detaching. */
#include <ports.h>
#include <uniloom/test.h>

static uint32_t redirection[48];
static uint32_t selected;
static bool enabled;
static bool interrupts = true;
static uint32_t lines_less_one = 23;
static unsigned acknowledged;
static uint8_t pic_masks[2];
static struct {
	vectors_handler *handler;
	void *ctx;
} vectors[256];

uint32_t mmio_read32(uint64_t address)
{
	if (address == CONFIG_BASE + 0x10)
		return selected == 1 ? lines_less_one << 16 | 0x20 : redirection[selected - 0x10];
	REQUIRE(false);
	return 0;
}

void mmio_write32(uint64_t address, uint32_t value)
{
	if (address == CONFIG_BASE) {
		selected = value;
		return;
	}
	REQUIRE(address == CONFIG_BASE + 0x10 && selected >= 0x10 && selected < 0x10 + 48);
	/* Two accesses, between which nobody may come. */
	CHECK(!interrupts);
	redirection[selected - 0x10] = value;
}

void lapic_enable(void)
{
	/* From here on interrupts are on: the old controllers must be silent. */
	CHECK_EQ(pic_masks[0] & pic_masks[1], 0xff);
	enabled = true;
}

uint32_t lapic_id(void)
{
	return 5;
}

void lapic_done(void)
{
	acknowledged++;
}

void lapic_pass(void)
{
	CHECK(false);
}

unsigned long cpu_irq_save(void)
{
	unsigned long state = interrupts;

	interrupts = false;
	return state;
}

void cpu_irq_restore(unsigned long state)
{
	interrupts = state;
}

void cpu_idle(void)
{
}

uint64_t cpu_cycles(void)
{
	return 0;
}

int vectors_hook(unsigned vector, vectors_handler *handler, void *ctx)
{
	REQUIRE(vector >= 32 && vector < 256 && vectors[vector].handler == NULL);
	vectors[vector].handler = handler;
	vectors[vector].ctx = ctx;
	return 0;
}

void pio_out8(uint16_t port, uint8_t value)
{
	REQUIRE(port == 0x21 || port == 0xa1);
	pic_masks[port == 0xa1] = value;
}

uint8_t pio_in8(uint16_t port)
{
	(void)port;
	return 0xff;
}

uint16_t pio_in16(uint16_t port)
{
	(void)port;
	return 0xffff;
}

uint32_t pio_in32(uint16_t port)
{
	(void)port;
	return 0xffffffff;
}

void pio_out16(uint16_t port, uint16_t value)
{
	(void)port;
	(void)value;
}

void pio_out32(uint16_t port, uint32_t value)
{
	(void)port;
	(void)value;
}

static void count(void *ctx)
{
	++*(unsigned *)ctx;
}

static void raise_line(unsigned line)
{
	vectors[32 + line].handler(vectors[32 + line].ctx, 32 + line);
}

int main(void)
{
	unsigned fired = 0;

	for (size_t i = 0; i < 48; i += 2)
		redirection[i] = 0x10000;
	CHECK_EQ(irq_attach(4, count, &fired), -EINVAL); /* before init there are no lines */
	CHECK_EQ(component_init(), 0);
	CHECK(enabled);

	CHECK_EQ(irq_attach(4, count, &fired), 0);
	CHECK_EQ(redirection[8], 36);
	CHECK_EQ(redirection[9], 5u << 24);
	CHECK_EQ(irq_attach(4, count, &fired), -EBUSY);
	CHECK_EQ(irq_attach(24, count, &fired), -EINVAL);
	CHECK_EQ(irq_attach(5, NULL, &fired), -EINVAL);
	raise_line(4);
	CHECK_EQ(fired, 1);
	CHECK_EQ(acknowledged, 1);

	CHECK_EQ(irq_detach(5), -ENOENT);
	CHECK_EQ(irq_detach(99), -ENOENT);
	CHECK_EQ(irq_detach(4), 0);
	CHECK_EQ(redirection[8] & 0x10000, 0x10000);
	raise_line(4); /* it was on its way */
	CHECK_EQ(fired, 1);
	CHECK_EQ(acknowledged, 2);
	CHECK_EQ(irq_attach(4, count, &fired), 0);
	CHECK(interrupts);
	return test_done();
}
