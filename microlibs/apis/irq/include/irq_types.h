/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_IRQ_TYPES_H
#define UNILOOM_IRQ_TYPES_H

/* Runs in interrupt context: acknowledges its device, queues, returns. */
typedef void irq_handler(void *ctx);

#endif
