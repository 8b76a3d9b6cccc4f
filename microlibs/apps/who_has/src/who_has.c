/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define BATCH 8u
#define ETHERNET 14u
#define ARP_SIZE 28u
#define WAIT_NS 1000000000u

static struct sched_sem events = SCHED_SEM_INIT(0);

/* Deferred context. */
static void happened(void *ctx)
{
	(void)ctx;
	sched_sem_post(&events);
}

static bool ask(const uint8_t mac[6], const uint8_t own[4], const uint8_t wanted[4])
{
	/* Broadcast; type ARP; Ethernet, IPv4, lengths, request. */
	static const uint8_t head[] = { 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1 };
	struct netdev_buffer *frame = net_buffer();

	if (frame == NULL)
		return false;
	memset(frame->data, 0, ETHERNET + ARP_SIZE);
	memset(frame->data, 0xff, 6);
	memcpy(frame->data + 6, mac, 6);
	memcpy(frame->data + 12, head, sizeof head);
	memcpy(frame->data + 22, mac, 6);
	memcpy(frame->data + 28, own, 4);
	memcpy(frame->data + 38, wanted, 4);
	frame->size = ETHERNET + ARP_SIZE;
	if (net_send(&frame, 1) == 1)
		return true;
	net_release(frame);
	return false;
}

static bool is_answer(const struct netdev_buffer *frame, const uint8_t wanted[4])
{
	static const uint8_t head[] = { 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 2 };

	return frame->size >= ETHERNET + ARP_SIZE && memcmp(frame->data + 12, head, sizeof head) == 0 &&
	       memcmp(frame->data + 28, wanted, 4) == 0;
}

/* Looks at what has arrived. */
static bool answered(const uint8_t wanted[4])
{
	struct netdev_buffer *frames[BATCH];
	size_t got;
	bool found = false;

	while ((got = net_receive(frames, BATCH)) > 0) {
		for (size_t i = 0; i < got; i++) {
			const uint8_t *at = frames[i]->data + 22;

			if (!found && is_answer(frames[i], wanted)) {
				found = true;
				out_print("%s has %02x:%02x:%02x:%02x:%02x:%02x\n", CONFIG_WANTED, at[0], at[1], at[2], at[3],
					  at[4], at[5]);
			}
			net_release(frames[i]);
		}
	}
	return found;
}

/* Context: thread. 1 where nobody answers. */
int main(void)
{
	struct netdev_info info;
	uint8_t own[4];
	uint8_t wanted[4];

	if (!net_parse_ip4(CONFIG_OWN, own) || !net_parse_ip4(CONFIG_WANTED, wanted)) {
		out_print("%s: an address is four numbers with dots between them\n", COMPONENT_NAME);
		return 1;
	}
	if (net_info(&info) < 0 || net_attach(happened, NULL) < 0)
		return 1;
	for (unsigned i = 0; i < CONFIG_TRIES; i++) {
		(void)ask(info.mac, own, wanted);
		while (sched_sem_wait(&events, WAIT_NS) == 0) {
			if (answered(wanted))
				return 0;
		}
	}
	out_print("nobody has %s\n", CONFIG_WANTED);
	return 1;
}
