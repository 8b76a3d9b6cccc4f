/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/lapic.c src/oneshot.c */
/* Under an emulator that counts a little faster than it says: early shots correct the rate. */
#include "timer.h"

int main(void)
{
	return timer_test(false, 1000000, 0.9995L, 0.001L);
}
