/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TEST_FAKES_H
#define TEST_FAKES_H

#include <ports.h>
#include <uniloom/panics.h>

/* The options that were set, "NAME=VALUE;" each, and those that exist. */
static char options_set[1024];

int composition_option_set(const char *name, size_t name_size, const char *value, size_t value_size)
{
	static const char *const known[] = { "clock.KHZ", "net0.ip", "a.B" };
	size_t used = strlen(options_set);

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strlen(known[i]) != name_size || memcmp(known[i], name, name_size) != 0)
			continue;
		if (value_size == 3 && memcmp(value, "bad", 3) == 0)
			return -EINVAL;
		snprintf(options_set + used, sizeof options_set - used, "%.*s=%.*s;", (int)name_size, name, (int)value_size,
			 value);
		return 0;
	}
	return -ENOENT;
}

#endif
