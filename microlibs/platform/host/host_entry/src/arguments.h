/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* Puts the arguments behind the first, the program's name, into `line` with a space between each. False when `size` bytes are too few. */
bool arguments_join(int argc, char **argv, char *line, size_t size);

#endif
