/* SPDX-License-Identifier: BSD-3-Clause */
#include "lapic.h"

#define MESSAGES 0xfee00000u /* whatever writes there sends an interrupt; not where the registers are, which may move */
#define DESTINATION_SHIFT 12u

static struct {
	msi_handler *handler;
	void *ctx;
	bool hooked;
} messages[CONFIG_MSI_COUNT];

static void deliver(void *ctx, unsigned vector)
{
	unsigned number = vector - CONFIG_MSI_FIRST;

	(void)ctx;
	/* The last one of a device that was detached may come late. */
	if (messages[number].handler)
		messages[number].handler(messages[number].ctx);
	lapic_done();
}

/* A vector stays hooked: it may be that an interrupt is still on the way. */
static bool take(unsigned number)
{
	if (messages[number].handler)
		return false;
	if (!messages[number].hooked)
		messages[number].hooked = vectors_hook(CONFIG_MSI_FIRST + number, deliver, NULL) == 0;
	return messages[number].hooked;
}

int msi_attach(msi_handler *handler, void *ctx, struct msi_message *out)
{
	if (!handler)
		return -EINVAL;

	unsigned long state = cpu_irq_save();
	unsigned number = 0;

	lapic_enable();
	while (number < CONFIG_MSI_COUNT && !take(number))
		number++;
	if (number < CONFIG_MSI_COUNT) {
		messages[number].ctx = ctx;
		messages[number].handler = handler;
	}
	cpu_irq_restore(state);
	if (number == CONFIG_MSI_COUNT)
		return -ENOSPC;
	/* Fixed delivery, physical destination, edge. */
	out->address = MESSAGES | lapic_id() << DESTINATION_SHIFT;
	out->data = CONFIG_MSI_FIRST + number;
	return (int)number;
}

int msi_detach(int number)
{
	if (number < 0 || number >= CONFIG_MSI_COUNT || !messages[number].handler)
		return -ENOENT;
	messages[number].handler = NULL;
	return 0;
}
