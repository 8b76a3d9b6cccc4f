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

/* Notes when everything began. */
void start_timeline_begin(void);

/* The clock, in ns, for start_timeline_add; 0 where no control channel is wired. */
uint64_t start_timeline_now(void);

/* Notes that the init or main at `index` of its table began at `begin_ns` and ends now. Sends a record when that is full. */
void start_timeline_add(uint32_t index, bool is_main, uint64_t begin_ns);
#endif
