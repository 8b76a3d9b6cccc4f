/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define NS_PER_MS 1000000u

static uint64_t base_ns;

int init(void)
{
	base_ns = clock_now_ns();
	return 0;
}

int wallclock_read(uint64_t *unix_ns)
{
	if (CONFIG_UNIX_MS <= 0)
		return -ENODATA;
	*unix_ns = (uint64_t)CONFIG_UNIX_MS * NS_PER_MS + (clock_now_ns() - base_ns);
	return 0;
}
