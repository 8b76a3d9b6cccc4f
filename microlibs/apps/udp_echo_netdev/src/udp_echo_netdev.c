/* SPDX-License-Identifier: BSD-3-Clause */
#include "packet.h"

#define BATCH 64u

static struct sched_sem events = SCHED_SEM_INIT(0);

/* Deferred context. */
static void happened(void *ctx)
{
	(void)ctx;
	sched_sem_post(&events);
}

/* Sends all of them, waiting for room. */
static void send(struct netdev_buffer **frames, size_t count)
{
	for (size_t sent = 0; sent < count;) {
		sent += net_send(frames + sent, count - sent);
		if (sent < count)
			(void)sched_sem_wait(&events, SCHED_FOREVER);
	}
}

/* Context: thread. 0 after DATAGRAMS datagrams, 1 without a card or an address. */
int main(void)
{
	struct netdev_buffer *frames[BATCH];
	struct netdev_info info;
	struct packet_own own = { .port = (uint16_t)CONFIG_PORT };
	uint64_t echoed = 0;

	if (!net_parse_ip4(CONFIG_IP, own.ip)) {
		out_print("%s: an address is four numbers with dots between them\n", COMPONENT_NAME);
		return 1;
	}
	if (net_info(&info) < 0 || net_attach(happened, NULL) < 0) {
		out_print("%s: the card cannot be used\n", COMPONENT_NAME);
		return 1;
	}
	memcpy(own.mac, info.mac, sizeof own.mac);
	out_print("%s: listening on port %u of %s\n", COMPONENT_NAME, (unsigned)own.port, CONFIG_IP);
	while (CONFIG_DATAGRAMS == 0 || echoed < (uint64_t)CONFIG_DATAGRAMS) {
		size_t got = net_receive(frames, BATCH);
		size_t answers = 0;

		if (got == 0) {
			(void)sched_sem_wait(&events, SCHED_FOREVER);
			continue;
		}
		for (size_t i = 0; i < got; i++) {
			enum packet_answer answer = packet_answer(frames[i], &own);

			if (answer == PACKET_NONE)
				net_release(frames[i]);
			else
				frames[answers++] = frames[i];
			echoed += answer == PACKET_DATAGRAM;
		}
		send(frames, answers);
	}
	return 0;
}
