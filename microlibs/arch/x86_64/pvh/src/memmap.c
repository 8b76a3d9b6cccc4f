/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "pvh.h"

static void append(struct pvh_ranges *set, uint64_t base, uint64_t end)
{
	if (base < end && set->count < set->limit)
		set->at[set->count++] = (struct pvh_range){ base, end };
}

void pvh_ranges_cut(struct pvh_ranges *set, uint64_t base, uint64_t end)
{
	if (base >= end)
		return;
	/* Pieces above a cut go to the back of the list; they lie past `end`, so looking at them again changes nothing. */
	for (size_t i = 0; i < set->count;) {
		struct pvh_range *range = &set->at[i];

		if (end <= range->base || base >= range->end) {
			i++;
			continue;
		}
		uint64_t rest = range->end;

		if (base > range->base) {
			range->end = base;
			i++;
			append(set, end, rest);
		} else if (end < rest) {
			range->base = end;
			i++;
		} else {
			*range = set->at[--set->count];
		}
	}
}

void pvh_ranges_add(struct pvh_ranges *set, uint64_t base, uint64_t end)
{
	/* What is new goes through the set's ranges once, each time going on with the part above. */
	while (base < end) {
		uint64_t next_base = end;
		uint64_t next_end = end;

		for (size_t i = 0; i < set->count; i++) {
			const struct pvh_range *range = &set->at[i];

			if (range->end > base && range->base < next_base) {
				next_base = range->base;
				next_end = range->end;
			}
		}
		append(set, base, next_base < end ? next_base : end);
		base = next_end;
	}
}
