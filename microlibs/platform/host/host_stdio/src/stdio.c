/* SPDX-License-Identifier: BSD-3-Clause */
/* A console over descriptors 0 and 1. Only async-signal-safe calls, so that a panic may write at any time. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* Waits until descriptor 1 takes bytes: whoever started us may have made it non-blocking. */
static void wait_writable(void)
{
	struct pollfd output = { .fd = STDOUT_FILENO, .events = POLLOUT };

	(void)poll(&output, 1, -1);
}

/* console.write. Any context. */
long console_write(const char *data, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t took = write(STDOUT_FILENO, data + done, size - done);

		if (took > 0) {
			done += (size_t)took;
		} else if (took < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			wait_writable();
		} else if (took == 0 || errno != EINTR) {
			return done > 0 ? (long)done : -EIO;
		}
	}
	return (long)done;
}

/* Input ends an idling; that is all that there is to do. */
static void arrived(void *ctx)
{
	(void)ctx;
}

/* Where there can be no interrupt, as for a file, reading never has to wait. */
static void watch(void)
{
	static bool watched;

	if (watched)
		return;
	watched = true;
	(void)irq_attach(STDIN_FILENO, arrived, NULL);
}

/* console.read. -EPIPE at the end of the input. */
long console_read(char *data, size_t size)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	if (IRQ_WIRED)
		watch();
	if (size == 0 || poll(&input, 1, 0) <= 0)
		return 0;
	if ((input.revents & POLLNVAL) != 0)
		return -EPIPE;

	ssize_t got = read(STDIN_FILENO, data, size);
	if (got > 0)
		return (long)got;
	if (got == 0)
		return -EPIPE;
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return 0;
	return -EIO;
}
