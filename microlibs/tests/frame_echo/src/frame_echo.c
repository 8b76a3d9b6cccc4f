/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define BATCH 64u
#define HEADER 14u
#define TYPE_HIGH 0x88u
#define TYPE_LOW 0xb5u

static struct sched_sem events = SCHED_SEM_INIT(0);

/* Deferred context. */
static void happened(void *ctx)
{
	(void)ctx;
	sched_sem_post(&events);
}

static void say_link(bool *link)
{
	struct netdev_info info;

	(void)net_info(&info);
	if (info.link == *link)
		return;
	*link = info.link;
	out_print("%s: link %s\n", COMPONENT_NAME, info.link ? "up" : "down");
}

static bool is_ours(const struct netdev_buffer *frame)
{
	return frame->size >= HEADER + 3 && frame->data[12] == TYPE_HIGH && frame->data[13] == TYPE_LOW;
}

static bool is_end(const struct netdev_buffer *frame)
{
	return frame->data[HEADER] == 'e' && frame->data[HEADER + 1] == 'n' && frame->data[HEADER + 2] == 'd';
}

static void turn_round(struct netdev_buffer *frame, const uint8_t mac[6])
{
	memcpy(frame->data, frame->data + 6, 6);
	memcpy(frame->data + 6, mac, 6);
	frame->flags = 0;
}

/* Context: thread. 0. */
int main(void)
{
	struct netdev_buffer *frames[BATCH];
	struct netdev_info info;
	struct netdev_counts counts;
	uint64_t echoed = 0;
	uint64_t others = 0;
	bool link = true;
	bool end = false;

	if (net_info(&info) < 0 || net_attach(happened, NULL) < 0)
		return 1;
	out_print("%s: %02x:%02x:%02x:%02x:%02x:%02x, mtu %u\n", COMPONENT_NAME, info.mac[0], info.mac[1], info.mac[2],
		  info.mac[3], info.mac[4], info.mac[5], info.mtu);
	while (!end) {
		size_t got = net_receive(frames, BATCH);
		size_t answers = 0;

		for (size_t i = 0; i < got; i++) {
			struct netdev_buffer *frame = frames[i];

			if (!is_ours(frame)) {
				others++;
				net_release(frame);
			} else if (is_end(frame)) {
				end = true;
				net_release(frame);
			} else {
				turn_round(frame, info.mac);
				frames[answers++] = frame;
			}
		}
		for (size_t sent = 0; sent < answers;) {
			sent += net_send(frames + sent, answers - sent);
			if (sent < answers) {
				(void)sched_sem_wait(&events, SCHED_FOREVER);
				say_link(&link);
			}
		}
		echoed += answers;
		if (got == 0) {
			(void)sched_sem_wait(&events, SCHED_FOREVER);
			say_link(&link);
		}
	}
	net_counts(&counts);
	out_print("%s: echoed %llu, others %llu, dropped %llu\n", COMPONENT_NAME, (unsigned long long)echoed,
		  (unsigned long long)others, (unsigned long long)(counts.receive_dropped + counts.send_dropped));
	return 0;
}
