/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "internal.h"

/* What a function with a frame pointer leaves at it. */
struct link {
	uintptr_t caller;
	uintptr_t pc;
};

bool panic_in_text(const struct panic_bounds *bounds, uintptr_t pc)
{
	return pc > bounds->text_start && pc <= bounds->text_end;
}

size_t panic_backtrace(const struct panic_bounds *bounds, uintptr_t frame, uint64_t *addresses, size_t limit)
{
	uintptr_t low = bounds->stack_low;
	size_t count = 0;

	/* Each frame lies above the one before, so the walk ends even in a stack that is garbage. */
	while (count < limit && frame >= low && frame < bounds->stack_high && frame % sizeof(uintptr_t) == 0 &&
	       bounds->stack_high - frame >= sizeof(struct link)) {
		const struct link *link = (const struct link *)frame;

		if (!panic_in_text(bounds, link->pc))
			break;
		addresses[count++] = link->pc;
		low = frame + sizeof(struct link);
		frame = link->caller;
	}
	return count;
}
