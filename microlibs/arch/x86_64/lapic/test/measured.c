/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/lapic.c src/oneshot.c */
/* Nobody says the rate, which is a bus of 100 MHz: it is measured. */
#include "timer.h"

int main(void)
{
	return timer_test(false, 0, 10, 0.001L);
}
