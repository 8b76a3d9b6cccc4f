/* SPDX-License-Identifier: BSD-3-Clause */
/* The line under the control channel. Finds its descriptor at the first write: a panic may come before any init. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#define DEFAULT_FD 3
#define UNKNOWN (-2)
#define ABSENT (-1)

static int line_fd = UNKNOWN;

static int find_line(void)
{
	const char *text = getenv("UNILOOM_CONTROL_FD");
	long fd = DEFAULT_FD;

	if (text != NULL) {
		char *end;

		fd = strtol(text, &end, 10);
		if (end == text || *end != '\0' || fd < 0 || fd > INT16_MAX)
			return ABSENT;
	}

	int flags = fcntl((int)fd, F_GETFL);
	if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
		return ABSENT;
	return (int)fd;
}

/* console.write. Any context. Takes everything when nobody listens. */
long line_write(const char *data, size_t size)
{
	size_t done = 0;

	if (line_fd == UNKNOWN)
		line_fd = find_line();

	while (line_fd >= 0 && done < size) {
		ssize_t took = write(line_fd, data + done, size - done);

		if (took > 0) {
			done += (size_t)took;
		} else if (took < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			struct pollfd output = { .fd = line_fd, .events = POLLOUT };

			(void)poll(&output, 1, -1);
		} else if (took == 0 || errno != EINTR) {
			line_fd = ABSENT;
		}
	}
	return (long)size;
}

/* console.read: the channel goes one way. */
long line_read(char *data, size_t size)
{
	(void)data;
	(void)size;
	return -EPIPE;
}
