/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/lapic.c src/msi.c */
/* config: MSI_COUNT=4 */
/* Vectors for messages: given out, used up, taken by others, given back; and what a controller of devices asks for. */
#include "registers.h"

static unsigned calls[4];

static void handler(void *ctx)
{
	++*(unsigned *)ctx;
}

int main(void)
{
	struct msi_message message = { 0 };
	int numbers[4];

	registers[LAPIC_ID / 4] = 3u << 24;
	lapic_pass();
	lapic_enable();
	lapic_enable();
	CHECK_EQ(registers[LAPIC_LINT0 / 4], 0x700);
	CHECK_EQ(registers[LAPIC_SPURIOUS / 4], 0x100 | 63);
	CHECK_EQ(lapic_id(), 3);
	deliver(LAPIC_SPURIOUS_VECTOR);

	/* One of the four is somebody else's. */
	CHECK_EQ(vectors_hook(CONFIG_MSI_FIRST + 1, vectors[LAPIC_SPURIOUS_VECTOR].handler, NULL), 0);
	CHECK_EQ(msi_attach(NULL, NULL, &message), -EINVAL);
	for (size_t i = 0; i < 3; i++) {
		numbers[i] = msi_attach(handler, &calls[i], &message);
		CHECK(numbers[i] >= 0);
		CHECK_EQ(message.address, 0xfee03000);
		CHECK_EQ(message.data, CONFIG_MSI_FIRST + (unsigned)numbers[i]);
		deliver(message.data);
		CHECK_EQ(calls[i], 1);
	}
	CHECK(interrupts);
	CHECK_EQ(msi_attach(handler, &calls[3], &message), -ENOSPC);
	CHECK_EQ(msi_detach(-1), -ENOENT);
	CHECK_EQ(msi_detach(4), -ENOENT);
	CHECK_EQ(msi_detach(1), -ENOENT);
	CHECK_EQ(msi_detach(numbers[1]), 0);
	CHECK_EQ(msi_detach(numbers[1]), -ENOENT);
	/* It was on its way. */
	deliver(CONFIG_MSI_FIRST + (unsigned)numbers[1]);
	CHECK_EQ(calls[1], 1);
	CHECK_EQ(msi_attach(handler, &calls[3], &message), numbers[1]);
	deliver(message.data);
	CHECK_EQ(calls[3], 1);
	return test_done();
}
