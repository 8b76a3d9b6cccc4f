/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "arguments.h"

bool arguments_join(int argc, char **argv, char *line, size_t size)
{
	size_t used = 0;

	for (int i = 1; i < argc; i++) {
		const char *from = argv[i];

		for (bool space = i > 1; space || *from != '\0'; space = false) {
			if (used + 1 >= size)
				return false;
			line[used++] = space ? ' ' : *from++;
		}
	}
	line[used] = '\0';
	return true;
}
