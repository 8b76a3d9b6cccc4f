/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interrupt controller is a thread: it waits for all lines and signals the process's first thread, in which
 * everything else runs. It touches only `ready`.
 */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/epoll.h>

#define FIRST_VECTOR 36u
#define LAST_VECTOR 64u
#define EVENTS 16

static struct {
	irq_handler *handler;
	void *ctx;
	atomic_bool ready;
} lines[CONFIG_LINES];

static atomic_bool any_ready;
static int poller = -1;
static int vector;
static pthread_t processor;

static void fired(void *ctx, unsigned number)
{
	(void)ctx;
	(void)number;
	/* First, so that a line that becomes ready from here on signals again. */
	atomic_store(&any_ready, false);
	for (unsigned i = 0; i < CONFIG_LINES; i++) {
		if (lines[i].handler && atomic_exchange(&lines[i].ready, false))
			lines[i].handler(lines[i].ctx);
	}
}

static void *wait_for_lines(void *ctx)
{
	struct epoll_event events[EVENTS];

	for (;;) {
		int count = epoll_wait(poller, events, EVENTS, -1);

		for (int i = 0; i < count; i++)
			atomic_store(&lines[events[i].data.u32].ready, true);
		if (count > 0 && !atomic_exchange(&any_ready, true))
			(void)pthread_kill(processor, vector);
	}
	return ctx;
}

/* All signals stay with the first thread. */
static int start_thread(void)
{
	sigset_t all;
	sigset_t before;
	pthread_t thread;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);

	int error = pthread_create(&thread, NULL, wait_for_lines, NULL);

	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return -error;
}

static int start(void)
{
	int error = -EBUSY;

	for (vector = FIRST_VECTOR; vector <= (int)LAST_VECTOR; vector++) {
		error = vectors_hook((unsigned)vector, fired, NULL);
		if (error != -EBUSY)
			break;
	}
	if (error < 0)
		return error;
	processor = pthread_self();
	poller = epoll_create1(EPOLL_CLOEXEC);
	return poller < 0 ? -errno : start_thread();
}

/* -EPERM: a descriptor that is always ready, such as a file's. -EBADF: none. */
int irq_attach(unsigned line, irq_handler *handler, void *ctx)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data = { .u32 = line } };

	if (line >= CONFIG_LINES || !handler)
		return -EINVAL;
	if (lines[line].handler)
		return -EBUSY;
	if (poller < 0) {
		int error = start();

		if (error < 0)
			return error;
	}
	atomic_store(&lines[line].ready, false);
	lines[line].ctx = ctx;
	lines[line].handler = handler;
	if (epoll_ctl(poller, EPOLL_CTL_ADD, (int)line, &event) == 0)
		return 0;
	lines[line].handler = NULL;
	return -errno;
}

int irq_detach(unsigned line)
{
	if (line >= CONFIG_LINES || !lines[line].handler)
		return -ENOENT;
	(void)epoll_ctl(poller, EPOLL_CTL_DEL, (int)line, NULL);
	lines[line].handler = NULL;
	return 0;
}
