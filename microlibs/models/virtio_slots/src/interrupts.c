/* SPDX-License-Identifier: BSD-3-Clause */
/* An edge-triggered line a slot, and the processor's flag. */
#include "slots.h"

static unsigned long disabled;
static bool working;

void interrupts_deliver(void)
{
	for (size_t i = 0; i < slots_count(); i++) {
		struct slot *slot = &slots[i];
		bool now = slot->interrupt != 0;

		if (now && !slot->level)
			slot->requested = true;
		slot->level = now;
		while (slot->requested && disabled == 0 && slot->handler != NULL) {
			slot->requested = false;
			disabled = 1;
			slot->handler(slot->handler_ctx);
			disabled = 0;
		}
	}
}

/* Devices that were asked by one another's handlers are not asked within. */
void slots_work(void)
{
	if (working)
		return;
	working = true;
	for (size_t i = 0; i < slots_count(); i++) {
		if (device_changed(i)) {
			slots[i].generation++;
			slots[i].interrupt |= INTERRUPT_CHANGE;
		}
		for (unsigned queue = 0; queue < QUEUES_MOST; queue++)
			queue_work(i, queue);
	}
	working = false;
	interrupts_deliver();
}

int irq_attach(unsigned line, irq_handler *handler, void *ctx)
{
	size_t at = line - CONFIG_IRQ_BASE;

	if (at >= slots_count())
		return 0;
	if (slots[at].handler != NULL)
		return -EBUSY;
	slots[at].handler = handler;
	slots[at].handler_ctx = ctx;
	interrupts_deliver();
	return 0;
}

int irq_detach(unsigned line)
{
	size_t at = line - CONFIG_IRQ_BASE;

	if (at >= slots_count() || slots[at].handler == NULL)
		return -ENOENT;
	slots[at].handler = NULL;
	return 0;
}

unsigned long cpu_irq_save(void)
{
	unsigned long before = disabled;

	disabled = 1;
	return before;
}

void cpu_irq_restore(unsigned long state)
{
	disabled = state;
	if (state == 0)
		interrupts_deliver();
}

static bool any_requested(void)
{
	for (size_t i = 0; i < slots_count(); i++) {
		if (slots[i].requested)
			return true;
	}
	return false;
}

/* Enables interrupts and waits for one. */
void cpu_idle(void)
{
	unsigned long before = disabled;

	disabled = 1;
	slots_work();
	bool due = any_requested();

	disabled = 0;
	interrupts_deliver();
	if (!due && BELOW_WIRED) {
		below_idle();
		slots_work();
	}
	disabled = before;
}

uint64_t cpu_cycles(void)
{
	return BELOW_WIRED ? below_cycles() : 0;
}
