/* SPDX-License-Identifier: BSD-3-Clause */
#include "frame.h"

/* Written from any context; one that is lost by the way matters to nobody. */
static struct tally {
	uint64_t bytes;
	uint64_t frames[FRAME_KINDS];
} received, sent;

static void count(struct tally *tally, struct netdev_buffer *const *frames, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		tally->frames[frame_read(frames[i]->data, frames[i]->size).kind]++;
		tally->bytes += frame_size(frames[i]);
	}
}

static void say(const char *direction, const struct tally *tally)
{
	const uint64_t *of = tally->frames;
	uint64_t all = 0;

	for (unsigned i = 0; i < FRAME_KINDS; i++)
		all += of[i];
	out_print("%s: %s %llu frames, %llu bytes: %llu arp, %llu tcp, %llu udp, %llu icmp, %llu other ip, %llu other\n",
		  COMPONENT_NAME, direction, (unsigned long long)all, (unsigned long long)tally->bytes,
		  (unsigned long long)of[FRAME_ARP], (unsigned long long)of[FRAME_TCP], (unsigned long long)of[FRAME_UDP],
		  (unsigned long long)of[FRAME_ICMP], (unsigned long long)of[FRAME_OTHER_IP],
		  (unsigned long long)of[FRAME_OTHER]);
}

void fini(void)
{
	say("received", &received);
	say("sent", &sent);
}

int netdev_info(struct netdev_info *out)
{
	return card_info(out);
}

int netdev_attach(netdev_handler *handler, void *ctx)
{
	return card_attach(handler, ctx);
}

struct netdev_buffer *netdev_buffer(void)
{
	return card_buffer();
}

void netdev_release(struct netdev_buffer *buffer)
{
	card_release(buffer);
}

/* Looked at before: what the card has taken is its own. What it has not is taken back, and comes again. */
size_t netdev_send(struct netdev_buffer **frames, size_t size)
{
	size_t taken;

	count(&sent, frames, size);
	taken = card_send(frames, size);
	if (taken < size) {
		struct tally rest = { 0 };

		count(&rest, frames + taken, size - taken);
		sent.bytes -= rest.bytes;
		for (unsigned i = 0; i < FRAME_KINDS; i++)
			sent.frames[i] -= rest.frames[i];
	}
	return taken;
}

size_t netdev_receive(struct netdev_buffer **frames, size_t limit)
{
	size_t got = card_receive(frames, limit);

	count(&received, frames, got);
	return got;
}

void netdev_counts(struct netdev_counts *out)
{
	card_counts(out);
}
