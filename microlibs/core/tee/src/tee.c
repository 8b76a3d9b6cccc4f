/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

/* The most that any output took; the error of the last one when none took anything. */
long console_write(const char *data, size_t size)
{
	long best = outs_count() == 0 ? (long)size : -EIO;

	for (size_t i = 0; i < outs_count(); i++) {
		long taken = outs_write(i, data, size);

		if (taken > best || (taken < 0 && best < 0))
			best = taken;
	}
	return best;
}

/* -EPIPE only when every output's far side is closed. */
long console_read(char *data, size_t size)
{
	bool open = outs_count() == 0;

	for (size_t i = 0; i < outs_count(); i++) {
		long taken = outs_read(i, data, size);

		if (taken > 0)
			return taken;
		if (taken != -EPIPE)
			open = true;
	}
	return open ? 0 : -EPIPE;
}
