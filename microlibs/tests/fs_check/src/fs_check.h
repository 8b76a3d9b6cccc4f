/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef FS_CHECK_H
#define FS_CHECK_H

#include <ports.h>

#define BUFFER_BYTES 4096u

extern uint8_t buffer[BUFFER_BYTES];

/* The first file that `tell` met; empty when there was none. */
extern char first_file[FS_PATH_MAX];

/* Says that `what` did not go well, and remembers it for the status. */
void failed(const char *what, const char *path, long error);
/* Whether it is none; told where it is one. */
bool good(const char *what, const char *path, long error);

/* A line for everything below the folder. */
void tell(const char *folder);

#endif
