/* SPDX-License-Identifier: BSD-3-Clause */
/* config: ASSERTS=y */
/* config: HELD=8 */
/* config: CLOSING_S=5 */
/* config: CONNECTIONS=8 */
/* config: NETWORK_WAIT_MS=500 */
/* A name server that the test is, with the answers that it wants. */
#include "network.h"

/* A name server, with answers as the test wants them. */
static enum { ANSWER, NO_NAME, SILENCE, GARBAGE, OTHER_ID, LOOP, SHORT } dns_kind;
static struct test_random dns_random = { 5 };

static bool serve_dns(void)
{
	uint8_t frame[CARD_ROOM];
	uint8_t answer[CARD_ROOM];
	uint8_t data[512];
	size_t size;

	while ((size = card_sent(frame)) != 0) {
		uint8_t *udp = frame + ETHERNET + IP4;

		if (get16(frame + 12) == 0x0806 && frame[ETHERNET + 7] == 1)
			give_arp(2);
		/* Waiting for answers takes longer than a lease. */
		if (answers_dhcp(frame, size))
			return true;
		if (get16(frame + 12) != 0x0800 || frame[ETHERNET + 9] != 17 || get16(udp + 2) != 53)
			continue;

		size_t question = get16(udp + 4) - UDP;
		size_t end = question;

		memcpy(data, udp + UDP, question);
		put16(data + 2, 0x8180);
		put16(data + 6, 1);
		put16(data + end, 0xc00c);
		put16(data + end + 2, 1);
		put16(data + end + 4, 1);
		put32(data + end + 6, 60);
		put16(data + end + 10, 4);
		memcpy(data + end + 12, "\x0a\x00\x00\x63", 4);
		end += 16;
		switch (dns_kind) {
		case ANSWER:
			break;
		case NO_NAME:
			put16(data + 2, 0x8183);
			put16(data + 6, 0);
			end = question;
			break;
		case SILENCE:
			continue;
		case GARBAGE:
			for (unsigned i = 0; i < 4; i++)
				data[2 + test_below(&dns_random, end - 2)] = (uint8_t)test_next(&dns_random);
			break;
		case OTHER_ID:
			data[0] ^= 1;
			break;
		case LOOP:
			put16(data + question, 0xc000 + (unsigned)question);
			break;
		case SHORT:
			end -= 1 + test_below(&dns_random, end - 1);
			break;
		}
		size = make_udp(answer, 53, get16(udp), data, end);
		give(answer, size);
		return true;
	}
	return false;
}

static void test_names(void)
{
	struct socket_address out[2];

	give_arp(2);
	step = serve_dns;
	dns_kind = ANSWER;
	CHECK_EQ(resolver_resolve("name.example", 0, out, 2), 1);
	CHECK_EQ(out[0].family, SOCKET_IP4);
	CHECK(memcmp(out[0].ip, "\x0a\x00\x00\x63", 4) == 0);
	/* Again, from what is remembered. */
	dns_kind = SILENCE;
	CHECK_EQ(resolver_resolve("name.example", SOCKET_IP4, out, 1), 1);
	CHECK_EQ(resolver_resolve("10.1.2.3", 0, out, 1), 1);
	CHECK_EQ(out[0].ip[3], 3);
	CHECK_EQ(resolver_resolve("10.1.2.3", SOCKET_IP6, out, 1), -ENOENT);
	CHECK_EQ(resolver_resolve("fe80::1", 0, out, 1), 1);
	CHECK_EQ(out[0].family, SOCKET_IP6);
	CHECK_EQ(resolver_resolve("other.example", SOCKET_IP4, out, 1), -ETIMEDOUT);
	dns_kind = NO_NAME;
	CHECK_EQ(resolver_resolve("none.example", SOCKET_IP4, out, 1), -ENOENT);
	CHECK_EQ(resolver_resolve("", SOCKET_IP4, out, 1), -ENOENT);
	CHECK_EQ(resolver_resolve("name.example", SOCKET_IP4, out, 0), -EINVAL);
	for (unsigned kind = GARBAGE; kind <= SHORT; kind++) {
		for (unsigned long i = 0; i < scaled(40); i++) {
			char name[48];

			(void)snprintf(name, sizeof name, "n%lu.k%u.example", i, kind);
			dns_kind = kind;
			(void)resolver_resolve(name, SOCKET_IP4, out, 1);
			if (kind == OTHER_ID && i == 2)
				break;
		}
	}
	dns_kind = ANSWER;
	CHECK_EQ(resolver_resolve("last.example", SOCKET_IP4, out, 1), 1);
	step = NULL;
	world_pass(10000);
	forget_sent();
}

int main(void)
{
	network_begin();
	network_up();
	test_names();
	return network_end();
}
