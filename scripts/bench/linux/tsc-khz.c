/* SPDX-License-Identifier: BSD-3-Clause */
/* The frequency of the time-stamp counter, kHz: under emulation a guest reads the host's, and may have no other clock to tell it. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int main(void)
{
	uint64_t begin_ns = now_ns();
	uint64_t begin = __rdtsc();

	while (now_ns() - begin_ns < 100000000u)
		;
	uint64_t end = __rdtsc();
	uint64_t end_ns = now_ns();

	printf("%llu\n", (unsigned long long)((end - begin) * 1000000u / (end_ns - begin_ns)));
	return 0;
}
