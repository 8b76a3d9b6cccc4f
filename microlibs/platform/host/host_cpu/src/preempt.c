/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L /* sigset_t */
#include <ports.h>

#include "cpu.h"

static preempt_handler *preempt;
static volatile bool wanted;

void preempt_attach(preempt_handler *handler)
{
	preempt = handler;
}

void preempt_request(void)
{
	wanted = true;
}

bool cpu_preempt_wanted(void)
{
	return wanted && preempt;
}

void cpu_preempt(void)
{
	wanted = false;
	preempt();
}
