/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef LOG_H
#define LOG_H

#include "resp.h"

/* The longest request: a key, a value, and what stands around them. */
#define MOST_REQUEST (CONFIG_KEY_BYTES + CONFIG_VALUE_BYTES + 128)

/* Applies a record of the log. 0 or an error. */
typedef int log_apply(const struct resp_request *request);

/* Opens the log and applies what is in it. 0 also where no files are wired; else an error, -EPROTO for what is no log. */
int log_open(log_apply *apply);
/* Writes a record; all of it or nothing. 0 or an error. */
int log_write(const struct resp_word *words, size_t count);
/* Nothing is in it any more. */
int log_empty(void);
/* Brings it to the disk and closes it. */
int log_close(void);

#endif
