/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/segment.c */
/* A connection from its first packet to its last, with and without the card's checksums; packets at random touch nothing else. */
#include <ports.h>
#include <uniloom/test.h>

#include "segment.h"

#define ROOM 1600u

static const uint8_t page[] = "HTTP/1.1 200 OK\r\n\r\nkeep";
static const uint8_t last_page[] = "HTTP/1.1 200 OK\r\n\r\nlast!";
static struct segment_own own = { { 2, 0, 0, 0, 0, 1 }, { 10, 0, 2, 15 }, 80, false };
static struct segment_pages pages = { .keep = page, .keep_size = sizeof page - 1, .close = last_page, .close_size = sizeof last_page - 1 };

static unsigned get(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static uint32_t get_long(const uint8_t *at)
{
	return (uint32_t)get(at) << 16 | get(at + 2);
}

static void put(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static unsigned fold(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static size_t make(uint8_t *frame, unsigned flags, uint32_t sequence, uint32_t acknowledged, const char *text, size_t options)
{
	uint8_t *ip = frame + 14;
	uint8_t *tcp = ip + 20;
	size_t size = strlen(text);

	memset(frame, 0, 54 + options);
	memcpy(frame, own.mac, 6);
	frame[11] = 9;
	put(frame + 12, 0x0800);
	ip[0] = 0x45;
	put(ip + 2, (unsigned)(40 + options + size));
	ip[8] = 3;
	ip[9] = 6;
	memcpy(ip + 12, "\x0a\x00\x02\x02", 4);
	memcpy(ip + 16, own.ip, 4);
	put(tcp, 5000);
	put(tcp + 2, 80);
	put(tcp + 4, sequence >> 16);
	put(tcp + 6, sequence & 0xffff);
	put(tcp + 8, acknowledged >> 16);
	put(tcp + 10, acknowledged & 0xffff);
	tcp[12] = (uint8_t)((20 + options) / 4 << 4);
	tcp[13] = (uint8_t)flags;
	memcpy(tcp + 20 + options, text, size);
	return 54 + options + size;
}

static void one(unsigned flags, uint32_t sequence, uint32_t acknowledged, const char *text, size_t options, unsigned wanted,
		uint32_t acknowledges, const uint8_t *data, size_t data_size)
{
	for (int offload = 0; offload < 2; offload++) {
		uint8_t frame[ROOM];
		size_t size = make(frame, flags, sequence, acknowledged, text, options);
		struct netdev_buffer buffer = { .data = frame, .size = (uint32_t)size, .tailroom = (uint32_t)(ROOM - size) };
		const uint8_t *tcp = frame + 34;

		own.offload = offload != 0;

		enum segment_answer answer = segment_answer(&buffer, &own, &pages);

		CHECK_EQ(answer, data_size > 0 ? SEGMENT_RESPONSE : SEGMENT_OTHER);
		CHECK_EQ(buffer.size, 54 + data_size);
		CHECK_EQ(buffer.size + buffer.tailroom, ROOM);
		CHECK_EQ(tcp[13], wanted);
		CHECK_EQ(get_long(tcp + 8), acknowledges);
		CHECK((flags & 2) != 0 || get_long(tcp + 4) == acknowledged);
		CHECK(get(tcp) == 80 && get(tcp + 2) == 5000 && frame[5] == 9 && frame[11] == 1);
		CHECK(memcmp(tcp + 20, data, data_size) == 0);
		CHECK_EQ(fold(segment_sum(frame + 14, 20)), 0xffff);
		CHECK_EQ(get(frame + 16), 40 + data_size);

		uint32_t pseudo = segment_sum(frame + 26, 8) + 6 + (uint32_t)(20 + data_size);

		if (offload) {
			CHECK_EQ(buffer.flags, NETDEV_CHECKSUM_NEEDED);
			CHECK(buffer.checksum_start == 34 && buffer.checksum_offset == 16);
			CHECK_EQ(get(tcp + 16), fold(pseudo));
		} else {
			CHECK_EQ(fold(pseudo + segment_sum(tcp, 20 + data_size)), 0xffff);
		}
	}
	own.offload = false;
}

static bool none(unsigned flags, const char *text)
{
	uint8_t frame[ROOM];
	struct netdev_buffer buffer = { .data = frame, .size = (uint32_t)make(frame, flags, 1, 2, text, 0), .tailroom = 100 };

	return segment_answer(&buffer, &own, &pages) == SEGMENT_NONE;
}

static void hostile(void)
{
	struct test_random random = { 8 };
	unsigned long answered = 0;

	for (unsigned long i = 0; i < scaled(20000); i++) {
		uint8_t frame[ROOM];
		size_t size = make(frame, (unsigned)test_below(&random, 32), 1, 2, i % 2 == 0 ? "GET / HTTP/1.1\r\n\r\n" : "", i % 3 * 4);
		size_t room = size + test_below(&random, 80);

		for (uint64_t n = test_below(&random, 4); n > 0; n--)
			frame[test_below(&random, 54)] = (uint8_t)test_next(&random);
		if (test_below(&random, 3) == 0)
			size = test_below(&random, size + 1);

		uint8_t *exact = malloc(room > 0 ? room : 1);
		struct netdev_buffer buffer = { .data = exact, .size = (uint32_t)size, .tailroom = (uint32_t)(room - size) };

		memcpy(exact, frame, size);
		answered += segment_answer(&buffer, &own, &pages) != SEGMENT_NONE;
		CHECK_EQ(buffer.size + buffer.tailroom, room);
		free(exact);
	}
	CHECK(answered > scaled(20000) / 10);
}

int main(void)
{
	uint8_t ip[4];

	pages.keep_sum = segment_sum(page, sizeof page - 1);
	pages.close_sum = segment_sum(last_page, sizeof last_page - 1);
	one(2, 1000, 0, "", 20, 0x12, 1001, page, 0);
	one(0x18, 1001, 777, "GET / HTTP/1.1\r\n\r\n", 12, 0x18, 1019, page, sizeof page - 1);
	one(0x18, 0xfffffff0u, 777, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 0, 0x19, 21, last_page, sizeof last_page - 1);
	one(0x19, 1001, 777, "x", 0, 0x19, 1003, last_page, sizeof last_page - 1);
	one(0x11, 1001, 777, "", 0, 0x11, 1002, page, 0);
	CHECK(none(0x10, "") && none(4, "") && none(0x14, "abc"));
	own.port = 81;
	CHECK(none(2, ""));
	own.port = 80;
	hostile();
	CHECK(net_parse_ip4("10.0.2.15", ip) && ip[3] == 15 && !net_parse_ip4("10.0.2", ip) && !net_parse_ip4("10.0.2.256", ip));
	return test_done();
}
