/* SPDX-License-Identifier: BSD-3-Clause */
#include "rules.h"

static struct rule rules[CONFIG_RULES_MOST];
static size_t rule_count;
/* Written from any context; one that is lost by the way matters to nobody. */
static uint64_t received_dropped;
static uint64_t sent_dropped;

int init(void)
{
	long count = rules_read(CONFIG_RULES, rules, CONFIG_RULES_MOST);

	if (count < 0)
		panic_because(count == -E2BIG ? COMPONENT_NAME ": there are more rules than RULES_MOST" :
						COMPONENT_NAME ": RULES cannot be read: a rule is such as \"deny tcp 22\"");
	rule_count = (size_t)count;
	received_dropped = 0;
	sent_dropped = 0;
	return 0;
}

static bool passes(const struct netdev_buffer *buffer, bool received)
{
	struct frame frame = frame_read(buffer->data, buffer->size);

	return rules_allow(rules, rule_count, &frame, received ? frame.destination : frame.source);
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

/* In runs that pass. What is dropped counts as taken, in its turn. */
size_t netdev_send(struct netdev_buffer **frames, size_t count)
{
	size_t at = 0;

	while (at < count) {
		size_t run = at;

		while (run < count && passes(frames[run], false))
			run++;
		if (run > at) {
			at += card_send(frames + at, run - at);
			if (at < run)
				return at;
		} else {
			card_release(frames[at++]);
			sent_dropped++;
		}
	}
	return at;
}

/* None only when the card has none: the user is told of more only then. */
size_t netdev_receive(struct netdev_buffer **frames, size_t limit)
{
	size_t got;

	while ((got = card_receive(frames, limit)) > 0) {
		size_t kept = 0;

		for (size_t i = 0; i < got; i++) {
			if (passes(frames[i], true)) {
				frames[kept++] = frames[i];
			} else {
				card_release(frames[i]);
				received_dropped++;
			}
		}
		if (kept > 0)
			return kept;
	}
	return 0;
}

void netdev_counts(struct netdev_counts *out)
{
	card_counts(out);
	out->receive_dropped += received_dropped;
	out->send_dropped += sent_dropped;
}
