/* SPDX-License-Identifier: BSD-3-Clause */
/* A port `lock` for tests: sections begin and end in pairs, and `lock_depth` is 0 at the end; a panic leaves them open. */
#ifndef UNILOOM_LOCKS_H
#define UNILOOM_LOCKS_H

#include <stdlib.h>

static unsigned long lock_depth;

unsigned long lock_enter(void)
{
	return lock_depth++;
}

void lock_leave(unsigned long state)
{
	if (--lock_depth != state)
		abort();
}

#endif
