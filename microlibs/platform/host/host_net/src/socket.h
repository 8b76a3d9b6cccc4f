/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HOST_NET_SOCKET_H
#define HOST_NET_SOCKET_H

#include <ports.h>

#define FRAME_MOST 1518u

/* Connects to `path`. A descriptor that never waits, or a negative error. */
int socket_open(const char *path);

/*
 * The next whole frame, at most `size` bytes of it. How many bytes it has; 0 when there is none yet, -EPIPE when the other end is gone or
 * speaks something else.
 */
long socket_frame(int descriptor, void *data, size_t size);

/* Sends a frame of fragments, waiting for room. False when the other end is gone. */
bool socket_send(int descriptor, const struct netdev_buffer *frame, size_t size);

#endif
