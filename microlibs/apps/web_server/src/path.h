/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PATH_H
#define PATH_H

#include <ports.h>

/*
 * The path of a file from a request's target: `root` (absolute; slashes at its end do not count), and behind it the target's path with
 * escapes resolved, dot segments taken out and repeated slashes made one. A slash at its end stays. Nothing leads above the root. Puts it
 * into `out` with a 0 at its end and returns its length, or a negative status: 400 for what is no path, 414 for one without room.
 */
long path_of(const char *root, const char *target, size_t size, char *out, size_t room);

#endif
