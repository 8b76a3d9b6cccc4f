/* SPDX-License-Identifier: BSD-3-Clause */
#include "sockets.h"

#define NS_PER_MS UINT64_C(1000000)

static struct wait_link *network_waiting;

uint64_t wait_until(uint32_t ms)
{
	return ms == 0 ? NO_LIMIT : clock_now_ns() + ms * NS_PER_MS;
}

static void tell(struct waiter *waiter)
{
	if (waiter->told)
		return;
	waiter->told = true;
	sched_sem_post(&waiter->sem);
}

static void tell_all(struct wait_link *link, uint8_t events)
{
	for (; link != NULL; link = link->next) {
		if ((link->wanted & events) != 0)
			tell(link->waiter);
	}
}

void wake(struct socket *socket, uint8_t events)
{
	tell_all(socket->waiting, events);
	if (socket->poller != NULL && (socket->poll_wanted & events) != 0)
		tell(socket->poller);
}

/* Outside of the core while it waits. 0 or -EAGAIN. */
static int sleep_until(struct waiter *waiter, uint64_t until)
{
	uint64_t now = until == NO_LIMIT ? 0 : clock_now_ns();
	int error = -ETIMEDOUT;

	core_leave();
	if (until == NO_LIMIT)
		error = sched_sem_wait(&waiter->sem, SCHED_FOREVER);
	else if (now < until)
		error = sched_sem_wait(&waiter->sem, until - now);
	core_enter();
	return error < 0 ? -EAGAIN : 0;
}

static int wait_in(struct wait_link **list, uint8_t events, uint64_t until)
{
	struct waiter waiter = { SCHED_SEM_INIT(0), false };
	struct wait_link link = { &waiter, *list, events };
	struct wait_link **at = list;

	*list = &link;

	int error = sleep_until(&waiter, until);

	while (*at != &link)
		at = &(*at)->next;
	*at = link.next;
	/* Told between the end of the time and here: what it waits for is there. */
	return waiter.told ? 0 : error;
}

int wait_for(struct socket *socket, uint8_t events, uint64_t until)
{
	return wait_in(&socket->waiting, events, until);
}

bool may_wait(const struct socket *socket, unsigned flags)
{
	return !socket->nonblock && (flags & SOCKET_DONT_WAIT) == 0;
}

int wait_again(struct socket *socket, uint8_t events, unsigned flags, struct attempt *attempt)
{
	bool again = attempt->again;

	attempt->again = true;
	if (!may_wait(socket, flags)) {
		if (again)
			return -EAGAIN;
		core_serve();
		return 0;
	}
	if (!again)
		attempt->until = wait_until(attempt->ms);
	return wait_for(socket, events, attempt->until);
}

static bool has_address(void)
{
	for (size_t i = 0; i < interface_count; i++) {
		if (interfaces[i].announced || interfaces[i].announced6 > 1)
			return true;
	}
	return false;
}

int wait_for_network(void)
{
	uint64_t until = clock_now_ns() + CONFIG_NETWORK_WAIT_MS * NS_PER_MS;

	while (!has_address()) {
		if (wait_in(&network_waiting, UINT8_MAX, until) < 0)
			return -ENETUNREACH;
	}
	return 0;
}

void wake_network(void)
{
	tell_all(network_waiting, UINT8_MAX);
}

uint8_t socket_ready(const struct socket *socket)
{
	uint8_t ready = 0;

	if (socket->error != 0)
		ready |= SOCKET_FAILED;
	if (socket->type == SOCKET_DATAGRAM)
		return ready | SOCKET_WRITABLE | (socket->first != NULL ? SOCKET_READABLE : 0);
	if (socket->children != NULL || socket->first != NULL || socket->end || socket->shut_read ||
	    socket->state == SOCKET_OVER)
		ready |= SOCKET_READABLE;
	if (socket->state == SOCKET_OVER || (socket->end && socket->shut_write))
		ready |= SOCKET_HANGUP;
	if (socket->state == SOCKET_OVER || socket->shut_write || (LWIP_TCP && stream_has_room(socket)))
		ready |= SOCKET_WRITABLE;
	return ready;
}

/* How many are as wanted. -EINVAL when another thread waits for one of them already. */
static int look(struct socket_wait *sockets, size_t count, const struct waiter *own)
{
	int ready = 0;

	for (size_t i = 0; i < count; i++) {
		struct socket *socket = sockets[i].socket;

		sockets[i].ready = 0;
		if (socket == NULL)
			continue;
		if (socket->poller != NULL && socket->poller != own)
			return -EINVAL;
		sockets[i].ready = socket_ready(socket) & (sockets[i].wanted | SOCKET_HANGUP | SOCKET_FAILED);
		ready += sockets[i].ready != 0;
	}
	return ready;
}

static void set_poller(const struct socket_wait *sockets, size_t count, struct waiter *waiter)
{
	for (size_t i = 0; i < count; i++) {
		if (sockets[i].socket == NULL)
			continue;
		sockets[i].socket->poller = waiter;
		sockets[i].socket->poll_wanted = sockets[i].wanted | SOCKET_HANGUP | SOCKET_FAILED;
	}
}

int socket_wait(struct socket_wait *sockets, size_t count, uint64_t timeout_ns)
{
	uint64_t until = NO_LIMIT;
	int ready;

	core_enter();
	ready = look(sockets, count, NULL);
	if (ready > 0 || timeout_ns == 0) {
		core_serve();
		ready = look(sockets, count, NULL);
	} else if (ready == 0) {
		uint64_t now = clock_now_ns();
		struct waiter waiter;
		int error = 0;

		if (timeout_ns < NO_LIMIT - now)
			until = now + timeout_ns;
		while (ready == 0 && error == 0) {
			waiter = (struct waiter){ SCHED_SEM_INIT(0), false };
			set_poller(sockets, count, &waiter);
			error = sleep_until(&waiter, until);
			ready = look(sockets, count, &waiter);
		}
		set_poller(sockets, count, NULL);
	}
	core_leave();
	return ready;
}
