/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef KINDS_H
#define KINDS_H

/* The media type of a file by its name's suffix. */
const char *kind_of(const char *path);

#endif
