/* SPDX-License-Identifier: BSD-3-Clause */
/* One line to one wire. Uses no libc, so that nothing but the console is linked. */
#include <ports.h>

/* Context: thread. Returns 0, or 1 when the console did not take the whole line. */
int main(void)
{
	const char *text = CONFIG_TEXT;
	size_t size = 0;

	while (text[size] != '\0')
		size++;
	if (console_write(text, size) != (long)size)
		return 1;
	return console_write("\n", 1) == 1 ? 0 : 1;
}
