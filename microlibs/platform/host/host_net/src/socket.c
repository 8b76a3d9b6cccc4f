/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
#include "socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#define LENGTH 4u
#define PIECES 20

/* What has come and is no whole frame yet, or was not asked for. */
static uint8_t pending[1 << 16];
static size_t begin;
static size_t end;

int socket_open(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size = 0;

	begin = 0;
	end = 0;
	while (path[size] != '\0')
		size++;
	if (size >= sizeof address.sun_path)
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, size);

	int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);

	if (descriptor < 0 || connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0 ||
	    fcntl(descriptor, F_SETFL, O_NONBLOCK) < 0)
		return -errno;
	return descriptor;
}

/* Whether more has come. -EPIPE at the end. */
static int read_more(int descriptor)
{
	if (begin == end)
		begin = end = 0;
	if (end == sizeof pending) {
		memmove(pending, pending + begin, end - begin);
		end -= begin;
		begin = 0;
	}

	ssize_t got = recv(descriptor, pending + end, sizeof pending - end, 0);

	if (got > 0) {
		end += (size_t)got;
		return 1;
	}
	return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) ? 0 : -EPIPE;
}

long socket_frame(int descriptor, void *data, size_t size)
{
	while (true) {
		const uint8_t *at = pending + begin;
		size_t length = 0;

		for (unsigned i = 0; end - begin >= LENGTH && i < LENGTH; i++)
			length = length << 8 | at[i];
		if (length > sizeof pending / 2)
			return -EPIPE;
		if (end - begin >= LENGTH && end - begin - LENGTH >= length) {
			memcpy(data, at + LENGTH, length < size ? length : size);
			begin += LENGTH + length;
			/* A frame of nothing would look as if there were none. */
			if (length != 0)
				return (long)length;
			continue;
		}

		int more = read_more(descriptor);

		if (more <= 0)
			return more;
	}
}

bool socket_send(int descriptor, const struct netdev_buffer *frame, size_t size)
{
	const uint8_t length[LENGTH] = { (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size };
	struct iovec pieces[PIECES] = { { (void *)length, LENGTH } };
	int count = 1;
	int first = 0;

	for (; frame != NULL && count < PIECES; frame = frame->next, count++)
		pieces[count] = (struct iovec){ frame->data, frame->size };
	while (first < count) {
		struct msghdr message = { .msg_iov = pieces + first, .msg_iovlen = (size_t)(count - first) };
		ssize_t sent = sendmsg(descriptor, &message, MSG_NOSIGNAL);

		if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			struct pollfd room = { .fd = descriptor, .events = POLLOUT };

			(void)poll(&room, 1, -1);
		} else if (sent < 0 && errno != EINTR) {
			return false;
		}
		for (; first < count && sent > 0; sent = 0) {
			while (first < count && (size_t)sent >= pieces[first].iov_len)
				sent -= (ssize_t)pieces[first++].iov_len;
			if (first < count) {
				pieces[first].iov_base = (uint8_t *)pieces[first].iov_base + sent;
				pieces[first].iov_len -= (size_t)sent;
			}
		}
	}
	return true;
}
