/* SPDX-License-Identifier: BSD-3-Clause */
/* config: RULES=$rules_text */
/* Rules, frames of every kind whole and cut off, and batches in and out of which some are dropped. */
#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/test.h>

#include "rules.h"

const char *rules_text = "deny tcp 22; allow any";

static uint8_t data[64][80];
static struct netdev_buffer buffers[64];
static bool owned[64]; /* not the card's */
static size_t next_in;
static size_t in_count;
static size_t room;
static struct netdev_buffer *sent[64];
static size_t sent_count;

int card_info(struct netdev_info *out)
{
	out->mtu = 1234;
	return 0;
}

int card_attach(netdev_handler *handler, void *ctx)
{
	handler(ctx);
	return 0;
}

struct netdev_buffer *card_buffer(void)
{
	return &buffers[63];
}

void card_release(struct netdev_buffer *buffer)
{
	CHECK(owned[buffer - buffers]);
	owned[buffer - buffers] = false;
}

size_t card_send(struct netdev_buffer **frames, size_t count)
{
	if (count > room)
		count = room;
	for (size_t i = 0; i < count; i++) {
		card_release(frames[i]);
		sent[sent_count++] = frames[i];
	}
	room -= count;
	return count;
}

size_t card_receive(struct netdev_buffer **frames, size_t limit)
{
	size_t got = 0;

	while (got < limit && next_in < in_count) {
		owned[next_in] = true;
		frames[got++] = &buffers[next_in++];
	}
	return got;
}

void card_counts(struct netdev_counts *out)
{
	*out = (struct netdev_counts){ .received = 5, .receive_dropped = 1, .send_dropped = 2 };
}

/* IPv4 TCP between two ports. */
static void make(size_t at, unsigned from, unsigned to)
{
	memset(data[at], 0, sizeof data[at]);
	data[at][12] = 8;
	data[at][14] = 0x45;
	data[at][23] = 6;
	data[at][34] = (uint8_t)(from >> 8);
	data[at][35] = (uint8_t)from;
	data[at][36] = (uint8_t)(to >> 8);
	data[at][37] = (uint8_t)to;
	buffers[at] = (struct netdev_buffer){ .data = data[at], .size = 60 };
}

static bool let(const char *text, const uint8_t *frame_data, size_t size, bool received)
{
	struct rule list[8];
	long count = rules_read(text, list, 8);
	uint8_t *exact = malloc(size > 0 ? size : 1);

	REQUIRE(count >= 0);
	memcpy(exact, frame_data, size);

	struct frame frame = frame_read(exact, size);

	free(exact);
	return rules_allow(list, (size_t)count, &frame, received ? frame.destination : frame.source);
}

static void reading(void)
{
	struct rule list[2];
	static const char *const wrong[] = { "x", "allow", "deny foo", "deny tcp x", "deny tcp 70000", "deny tcp 5-4", "deny tcp 5-", "deny arp 5",
					     "denytcp", "deny tcpx", "allow any any", "deny tcp 5 6", "deny tcp 99999999999999999999" };

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK_EQ(rules_read(wrong[i], list, 2), -EINVAL);
	CHECK_EQ(rules_read("", list, 2), 0);
	CHECK_EQ(rules_read(" ;; ", list, 2), 0);
	CHECK_EQ(rules_read("allow any;deny\ttcp 1-65535 ;", list, 2), 2);
	CHECK(list[0].allow && !list[1].allow && list[1].first == 1 && list[1].last == 65535);
	CHECK_EQ(rules_read("allow any;allow any;allow any", list, 2), -E2BIG);
	rules_text = "nonsense";
	CHECK_PANICS(component_init(), "RULES cannot be read");
	rules_text = "deny tcp 22; allow any";
	CHECK_EQ(component_init(), 0);
}

static void kinds(void)
{
	uint8_t frame[120] = { 0 };

	make(0, 1000, 22);
	CHECK(!let("deny tcp 22", data[0], 60, true));
	CHECK(let("deny tcp 22", data[0], 60, false));
	CHECK(!let("deny tcp 1000", data[0], 60, false));
	CHECK(let("deny tcp 23-24; deny udp; deny arp; deny ip6; deny icmp", data[0], 60, true));
	CHECK(!let("allow tcp 80; deny ip4; allow any", data[0], 60, true));
	CHECK(!let("deny tcp", data[0], 60, true));
	/* Too short for its ports, or for its header: it may be what is denied, and is not what is allowed. */
	CHECK(!let("deny tcp 22", data[0], 37, true) && !let("allow tcp 22; deny any", data[0], 37, true));
	CHECK(!let("deny tcp", data[0], 37, true) && let("deny udp 22; deny udp; deny icmp", data[0], 37, true));
	CHECK(!let("deny udp 9", data[0], 33, true) && !let("deny icmp", data[0], 33, true));
	CHECK(let("deny arp; deny ip6", data[0], 33, true) && !let("allow tcp; allow udp; deny any", data[0], 33, true));
	/* Another fragment; options before it. */
	data[0][21] = 1;
	CHECK(let("deny tcp 22", data[0], 60, true));
	data[0][21] = 0;
	data[0][14] = 0x46;
	memmove(data[0] + 38, data[0] + 34, 4);
	memset(data[0] + 34, 0, 4);
	CHECK(!let("deny tcp 22", data[0], 60, true));
	data[0][14] = 0x44;
	CHECK(let("deny tcp", data[0], 60, true) && !let("deny ip4", data[0], 60, true));

	/* IPv6: hop by hop, a fragment, UDP. */
	frame[12] = 0x86;
	frame[13] = 0xdd;
	frame[14] = 0x60;
	frame[20] = 0;
	frame[54] = 44;
	frame[55] = 1; /* 16 bytes */
	frame[70] = 17;
	frame[81] = 53;
	CHECK(!let("deny udp 53", frame, sizeof frame, true));
	CHECK(let("deny udp 54", frame, sizeof frame, true) && let("allow udp 53; deny any", frame, sizeof frame, true));
	/* Cut off at any place, as a first fragment may be, it may be what is denied. */
	for (size_t size = 14; size < 82; size++) {
		CHECK(!let("deny udp 53", frame, size, true));
		CHECK(let("allow udp; deny ip6", frame, size, true) == (size >= 78));
		CHECK(!let("deny ip6", frame, size, true) && let("deny arp; deny ip4", frame, size, true));
	}
	frame[73] = 8; /* not the first fragment */
	CHECK(let("deny udp 53", frame, sizeof frame, true) && !let("deny udp", frame, sizeof frame, true));
	/* Which has no headers, though the first one has one behind its own. */
	frame[70] = 60;
	frame[78] = 17;
	CHECK(let("deny udp 53; deny udp; deny tcp", frame, sizeof frame, true));
	frame[20] = 58;
	CHECK(!let("deny icmp", frame, sizeof frame, true));
	frame[20] = 59;
	CHECK(let("deny icmp; deny tcp; deny udp", frame, sizeof frame, true) && !let("deny ip6", frame, sizeof frame, true));
	/* A chain without an end, and a long one. */
	static uint8_t chain[54 + 8 * 40 + 20];

	memcpy(chain, frame, 54);
	chain[20] = 60;
	for (size_t at = 54; at < 54 + 8 * 40; at += 8)
		chain[at] = 60;
	CHECK(!let("deny udp", chain, 54 + 8 * 40, true) && !let("deny tcp", chain, 54 + 8 * 40, true));
	chain[54 + 8 * 39] = 6;
	chain[54 + 8 * 40 + 3] = 22;
	CHECK(!let("deny tcp 22", chain, sizeof chain, true) && let("deny udp; deny tcp 23", chain, sizeof chain, true));

	frame[12] = 8;
	frame[13] = 6;
	CHECK(!let("deny arp", frame, 42, true));
	frame[13] = 9;
	CHECK(let("deny arp; deny ip4; deny ip6", frame, 42, true) && !let("deny any", frame, 42, true));
	CHECK(let("deny arp", frame, 3, true));

	struct test_random random = { 4 };

	for (unsigned long i = 0; i < scaled(20000); i++) {
		size_t size = test_below(&random, 120);

		for (size_t at = 0; at < size; at++)
			frame[at] = (uint8_t)(test_below(&random, 3) == 0 ? test_next(&random) : 0);
		if (size > 14) {
			frame[12] = i % 2 == 0 ? 8 : 0x86;
			frame[13] = i % 2 == 0 ? 0 : 0xdd;
			frame[14] = i % 2 == 0 ? 0x45 : 0x60;
		}
		CHECK(!let("allow tcp; allow udp; deny any", frame, size, true) || size >= 34);
	}
}

static unsigned told;

static void handler(void *ctx)
{
	CHECK(ctx == &told);
	told++;
}

static void batches(void)
{
	struct netdev_buffer *frames[64];
	struct netdev_counts counts;
	struct netdev_info info;
	size_t kept = 0;

	in_count = 60;
	for (size_t i = 0; i < 60; i++)
		make(i, 1000, i < 20 || i % 3 == 0 ? 22 : 80);
	/* The first twenty are dropped, and it goes on to what is left. */
	for (size_t got; (got = netdev_receive(frames, 16)) > 0;) {
		for (size_t i = 0; i < got; i++) {
			CHECK(frames[i] >= &buffers[20] && (frames[i] - buffers) % 3 != 0);
			netdev_release(frames[i]);
			kept++;
		}
	}
	CHECK_EQ(next_in, 60);
	CHECK_EQ(kept, 60 - 20 - 13);

	/* Sent ones from port 22 are dropped; with room for some the rest stays. */
	for (size_t i = 0; i < 10; i++) {
		make(i, i % 2 == 0 ? 22 : 80, 1000);
		frames[i] = &buffers[i];
		owned[i] = true;
	}
	room = 3;
	CHECK_EQ(netdev_send(frames, 10), 7);
	CHECK_EQ(sent_count, 3);
	room = 100;
	CHECK_EQ(netdev_send(frames + 7, 3), 3);
	CHECK_EQ(sent_count, 5);
	for (size_t i = 0; i < 5; i++)
		CHECK(sent[i] == &buffers[i * 2 + 1]);
	for (size_t i = 0; i < 64; i++)
		CHECK(!owned[i]);
	netdev_counts(&counts);
	CHECK_EQ(counts.received, 5);
	CHECK_EQ(counts.receive_dropped, 1 + 33);
	CHECK_EQ(counts.send_dropped, 2 + 5);
	CHECK_EQ(netdev_info(&info), 0);
	CHECK_EQ(info.mtu, 1234);
	CHECK_EQ(netdev_attach(handler, &told), 0);
	CHECK_EQ(told, 1);
	CHECK(netdev_buffer() == &buffers[63]);
}

int main(void)
{
	reading();
	kinds();
	batches();
	return test_done();
}
