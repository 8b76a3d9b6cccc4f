/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_TIMER_TYPES_H
#define UNILOOM_TIMER_TYPES_H

#include <stdbool.h>
#include <stdint.h>

typedef void timer_handler(void *ctx);

/* Fields past `ctx` are the provider's. */
struct timer {
	timer_handler *handler;
	void *ctx;
	uint64_t when_ns;
	struct timer *links[3];
	bool set;
};

#define TIMER_INIT(handler, ctx) { (handler), (ctx), 0, { 0, 0, 0 }, false }

#endif
