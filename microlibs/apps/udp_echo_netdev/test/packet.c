/* SPDX-License-Identifier: BSD-3-Clause */
/* config: IP=$ip */
/* config: PORT=$port */
/* config: DATAGRAMS=$datagrams */
/* Frames by hand: each answer is right to the last bit; frames at random change nothing that is not theirs. */
#include <ports.h>
#define TEST_IDLES 8u
#include <uniloom/deferred.h>

#include "packet.h"

const char *ip = "10.0.2.15";
long port = 7;
long datagrams = 100;

static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 9 };
static const struct packet_own own = { { 2, 0, 0, 0, 0, 1 }, { 10, 0, 2, 15 }, 7 };

int out_print_v(const char *format, va_list arguments)
{
	return vsnprintf(NULL, 0, format, arguments);
}

static unsigned sum(const uint8_t *data, size_t size, unsigned begin)
{
	unsigned result = begin;

	for (size_t i = 0; i < size; i++)
		result += (unsigned)data[i] << (i % 2 == 0 ? 8 : 0);
	while (result >> 16 != 0)
		result = (result & 0xffff) + (result >> 16);
	return result;
}

static void put(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static unsigned pseudo(const uint8_t *header, size_t size)
{
	return sum(header + 12, 8, 17 + (unsigned)size);
}

/* An IPv4 packet of `protocol` with `size` bytes in it; the size of its frame. */
static size_t make(uint8_t *frame, unsigned protocol, size_t size, struct test_random *random)
{
	uint8_t *header = frame + 14;
	uint8_t *inner = header + 20;

	memcpy(frame, mac, 6);
	memcpy(frame + 6, peer_mac, 6);
	put(frame + 12, 0x0800);
	memset(header, 0, 20);
	header[0] = 0x45;
	put(header + 2, (unsigned)(20 + size));
	put(header + 4, (unsigned)test_next(random) & 0xffff);
	header[8] = (uint8_t)(1 + test_below(random, 255));
	header[9] = (uint8_t)protocol;
	memcpy(header + 12, "\x0a\x00\x02\x02", 4);
	memcpy(header + 16, own.ip, 4);
	put(header + 10, ~sum(header, 20, 0) & 0xffff);
	for (size_t i = 0; i < size; i++)
		inner[i] = (uint8_t)test_next(random);
	if (protocol == 17) {
		put(inner, 5555);
		put(inner + 2, 7);
		put(inner + 4, (unsigned)size);
		put(inner + 6, 0);
		put(inner + 6, ~sum(inner, size, pseudo(header, size)) & 0xffff);
	} else {
		inner[0] = 8;
		inner[1] = 0;
		put(inner + 2, 0);
		put(inner + 2, ~sum(inner, size, 0) & 0xffff);
	}
	return 34 + size;
}

static void answers(void)
{
	struct test_random random = { 3 };

	for (unsigned long i = 0; i < scaled(2000); i++) {
		uint8_t frame[1600] = { 0 };
		uint8_t before[1600];
		unsigned protocol = i % 2 == 0 ? 17 : 1;
		size_t size = 8 + test_below(&random, 1465);
		size_t used = make(frame, protocol, size, &random);
		size_t first = 42 + test_below(&random, used - 41);
		struct netdev_buffer rest = { .data = frame + first, .size = (uint32_t)(used + 4 - first) };
		struct netdev_buffer buffer = { .data = frame, .size = (uint32_t)first, .next = &rest, .flags = NETDEV_CHECKSUM_GOOD };

		memcpy(before, frame, sizeof frame);
		CHECK_EQ(packet_answer(&buffer, &own), protocol == 17 ? PACKET_DATAGRAM : PACKET_PING);
		CHECK_EQ(buffer.size + rest.size, used);
		CHECK_EQ(buffer.flags, 0);
		CHECK(memcmp(frame, peer_mac, 6) == 0 && memcmp(frame + 6, mac, 6) == 0);
		CHECK_EQ(sum(frame + 14, 20, 0), 0xffff);
		CHECK(memcmp(frame + 26, before + 30, 4) == 0 && memcmp(frame + 30, before + 26, 4) == 0);
		CHECK_EQ(sum(frame + 34, size, protocol == 17 ? pseudo(frame + 14, size) : 0), 0xffff);
		CHECK(memcmp(frame + 42, before + 42, size - 8) == 0);
		if (protocol == 17)
			CHECK(frame[35] == 7 && memcmp(frame + 36, before + 34, 2) == 0);
		else
			CHECK_EQ(frame[34], 0);
	}
}

static void arp(void)
{
	uint8_t frame[60] = { 0 };
	struct netdev_buffer buffer = { .data = frame, .size = sizeof frame };
	static const uint8_t head[] = { 8, 6, 0, 1, 8, 0, 6, 4, 0, 1 };

	memset(frame, 0xff, 6);
	memcpy(frame + 6, peer_mac, 6);
	memcpy(frame + 12, head, sizeof head);
	memcpy(frame + 22, peer_mac, 6);
	memcpy(frame + 28, "\x0a\x00\x02\x02", 4);
	memcpy(frame + 38, own.ip, 4);
	CHECK_EQ(packet_answer(&buffer, &own), PACKET_ARP);
	CHECK(memcmp(frame, peer_mac, 6) == 0 && memcmp(frame + 6, mac, 6) == 0 && frame[21] == 2);
	CHECK(memcmp(frame + 22, mac, 6) == 0 && memcmp(frame + 28, own.ip, 4) == 0);
	CHECK(memcmp(frame + 32, peer_mac, 6) == 0 && memcmp(frame + 38, "\x0a\x00\x02\x02", 4) == 0);
	/* An answer is no question. */
	CHECK_EQ(packet_answer(&buffer, &own), PACKET_NONE);
}

/* Each frame is of just its size: what is touched beyond is found. */
static void hostile(void)
{
	struct test_random random = { 11 };
	unsigned long answered = 0;

	for (unsigned long i = 0; i < scaled(10000); i++) {
		uint8_t frame[200];
		size_t used = make(frame, i % 2 == 0 ? 17 : 1, 8 + test_below(&random, 100), &random);

		for (uint64_t n = test_below(&random, 4); n > 0; n--)
			frame[test_below(&random, 44)] = (uint8_t)test_next(&random);
		if (test_below(&random, 3) == 0)
			used = test_below(&random, used + 1);

		uint8_t *exact = malloc(used > 0 ? used : 1);
		struct netdev_buffer buffer = { .data = exact, .size = (uint32_t)used };

		memcpy(exact, frame, used);
		answered += packet_answer(&buffer, &own) != PACKET_NONE;
		CHECK(buffer.size <= used);
		free(exact);
	}
	CHECK(answered > scaled(10000) / 5);
}

/* The card: gives frames in batches, has room for some, and wants all buffers back. */
static uint8_t memory[16][200];
static struct netdev_buffer buffers[16];
static bool used[16];
static netdev_handler *handler;
static struct test_random world = { 1 };
static unsigned out;
static bool there = true;

int net_info(struct netdev_info *info)
{
	*info = (struct netdev_info){ .mtu = 1500, .link = true };
	memcpy(info->mac, mac, 6);
	return there ? 0 : -ENODEV;
}

int net_attach(netdev_handler *wanted, void *ctx)
{
	(void)ctx;
	handler = wanted;
	return 0;
}

static void test_idle(void)
{
	handler(NULL);
}

void net_release(struct netdev_buffer *buffer)
{
	CHECK(used[buffer - buffers]);
	used[buffer - buffers] = false;
}

size_t net_send(struct netdev_buffer **frames, size_t count)
{
	size_t room = test_below(&world, 5);

	if (count > room)
		count = room;
	for (size_t i = 0; i < count; i++) {
		out++;
		net_release(frames[i]);
	}
	return count;
}

size_t net_receive(struct netdev_buffer **frames, size_t limit)
{
	size_t count = test_below(&world, 9);

	CHECK(limit >= 16);
	for (size_t i = 0; i < count; i++) {
		size_t size = make(memory[i], i % 3 == 0 ? 1 : 17, 20, &world);

		CHECK(!used[i]);
		if (i % 4 == 3)
			memory[i][12] = 0x86;
		used[i] = true;
		buffers[i] = (struct netdev_buffer){ .data = memory[i], .size = (uint32_t)size };
		frames[i] = &buffers[i];
	}
	return count;
}

int main(void)
{
	uint8_t parsed[4];

	answers();
	arp();
	hostile();
	CHECK_EQ(component_main(), 0);
	CHECK(out >= 100);
	for (size_t i = 0; i < 16; i++)
		CHECK(!used[i]);
	there = false;
	CHECK_EQ(component_main(), 1);
	ip = "10.0.2";
	CHECK_EQ(component_main(), 1);
	CHECK(net_parse_ip4("1.2.3.255", parsed) && parsed[3] == 255);
	CHECK(!net_parse_ip4("1.2.3.256", parsed) && !net_parse_ip4("1.2.3.4.", parsed) && !net_parse_ip4("", parsed));
	return test_done();
}
