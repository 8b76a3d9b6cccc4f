/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef START_H
#define START_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Sets the boot options that `line` names and splits what follows `--` into words. `*argv` gets an array that ends with
 * NULL, valid for the life of the image; its first element is the program's name. Returns the number of words with that
 * name. Panics, naming it, on an option that the image does not have.
 */
int start_parse(const char *line, char ***argv);

/* Adds an entry, while there is room; returns its place for start_timeline_end, or a negative number. */
int start_timeline_begin(uint32_t index, bool is_main);

/* Notes that what began at `place` has ended. */
void start_timeline_end(int place);

/* Sends the record, where a control channel is wired. */
void start_timeline_send(uint64_t start_ns);

#endif
