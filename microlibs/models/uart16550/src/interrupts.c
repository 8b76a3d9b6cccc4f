/* SPDX-License-Identifier: BSD-3-Clause */
/* A PC's interrupt line, which is edge-triggered, and the processor's flag. */
#include "model.h"

static irq_handler *handler;
static void *handler_ctx;
static bool level;
static bool requested;
static unsigned long disabled;

/* Calls the handler for each edge; with interrupts disabled, as the processor does. */
static void deliver(void)
{
	while (requested && disabled == 0 && handler != NULL) {
		requested = false;
		disabled = 1;
		handler(handler_ctx);
		disabled = 0;
	}
}

void interrupts_update(void)
{
	uart_poll();

	bool now = uart_interrupts();
	if (now && !level)
		requested = true;
	level = now;
	deliver();
}

/* irq.attach. No other device is there: a handler at another line is accepted, and never called. */
int irq_attach(unsigned line, irq_handler *wanted, void *ctx)
{
	if (line != CONFIG_IRQ)
		return 0;
	if (handler != NULL)
		return -EBUSY;
	handler = wanted;
	handler_ctx = ctx;
	/* The controller kept an edge that came while the line was masked. */
	interrupts_update();
	return 0;
}

/* irq.detach. */
int irq_detach(unsigned line)
{
	if (line != CONFIG_IRQ || handler == NULL)
		return -ENOENT;
	handler = NULL;
	return 0;
}

/* cpu.irq_save. */
unsigned long cpu_irq_save(void)
{
	unsigned long before = disabled;

	disabled = 1;
	return before;
}

/* cpu.irq_restore. */
void cpu_irq_restore(unsigned long state)
{
	disabled = state;
	deliver();
}

/* cpu.idle. */
void cpu_idle(void)
{
	unsigned long before = disabled;

	interrupts_update();
	/* What was requested by now has ended the wait. */
	bool due = requested;

	disabled = 0;
	deliver();
	if (!due && BELOW_WIRED) {
		below_idle();
		interrupts_update();
	}
	disabled = before;
}

/* cpu.cycles: of the processor below, or 0. */
uint64_t cpu_cycles(void)
{
	return BELOW_WIRED ? below_cycles() : 0;
}
