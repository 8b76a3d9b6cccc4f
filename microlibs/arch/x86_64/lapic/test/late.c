/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/lapic.c src/oneshot.c */
/* One that counts a little slower: shots are late by as much. */
#include "timer.h"

int main(void)
{
	return timer_test(false, 1000000, 1.001L, 0.0011L);
}
