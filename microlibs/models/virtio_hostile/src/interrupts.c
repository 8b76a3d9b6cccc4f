/* SPDX-License-Identifier: BSD-3-Clause */
#include "hostile.h"

#define STORM_MOST 5u

static irq_handler *handler;
static void *handler_ctx;
static unsigned handler_line;
static unsigned long disabled;

void interrupts_reset(void)
{
	handler = NULL;
	disabled = 0;
}

static void call(void)
{
	unsigned long before = disabled;

	if (handler == NULL || disabled != 0)
		return;
	disabled = 1;
	handler(handler_ctx);
	disabled = before;
}

void interrupts_maybe(void)
{
	if (device.silent || hostile_chance(device.character.deaf))
		return;
	if (device.interrupt != 0)
		call();
	if (hostile_chance(device.character.storm)) {
		for (unsigned i = hostile_below(STORM_MOST); i > 0; i--) {
			device.interrupt |= (uint32_t)hostile_random() & 3;
			call();
		}
	}
}

int irq_attach(unsigned line, irq_handler *wanted, void *ctx)
{
	if (handler != NULL)
		return -EBUSY;
	handler = wanted;
	handler_ctx = ctx;
	handler_line = line;
	interrupts_maybe();
	return 0;
}

int irq_detach(unsigned line)
{
	if (handler == NULL || line != handler_line)
		return -ENOENT;
	handler = NULL;
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
	if (state != 0)
		return;
	/* Whoever polls lets time pass. */
	if (hostile_chance(5))
		queues_work();
	interrupts_maybe();
}

void cpu_idle(void)
{
	unsigned long before = disabled;

	queues_work();
	disabled = 0;
	interrupts_maybe();
	disabled = before;
}

uint64_t cpu_cycles(void)
{
	return hostile_random();
}
