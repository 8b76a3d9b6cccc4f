/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/lapic.c src/oneshot.c */
/* The deadline of the cycle counter. */
#include "timer.h"

int main(void)
{
	return timer_test(true, 0, 1, 0.001L);
}
