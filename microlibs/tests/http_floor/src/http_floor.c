/* SPDX-License-Identifier: BSD-3-Clause */
#include "segment.h"

#define BATCH 64u
#define HEAD_ROOM 160u

static struct sched_sem events = SCHED_SEM_INIT(0);
static uint8_t keep[HEAD_ROOM + CONFIG_BODY_BYTES];
static uint8_t close[HEAD_ROOM + CONFIG_BODY_BYTES];

/* Deferred context. */
static void happened(void *ctx)
{
	(void)ctx;
	sched_sem_post(&events);
}

static size_t put(uint8_t *to, size_t used, const char *text)
{
	while (*text != '\0')
		to[used++] = (uint8_t)*text++;
	return used;
}

/* A whole response. Its size. */
static size_t make_page(uint8_t *to, const char *connection)
{
	size_t used = put(to, 0, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ");
	char digits[8];
	size_t at = sizeof digits - 1;

	digits[at] = '\0';
	for (unsigned left = CONFIG_BODY_BYTES; left != 0; left /= 10)
		digits[--at] = (char)('0' + left % 10);
	used = put(to, used, digits + at);
	used = put(to, used, connection);
	used = put(to, used, "\r\n\r\n");
	memset(to + used, 'x', CONFIG_BODY_BYTES);
	return used + CONFIG_BODY_BYTES;
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

/* Context: thread. 0 after REQUESTS requests, 1 without a card or an address. */
int main(void)
{
	struct netdev_buffer *frames[BATCH];
	struct netdev_info info;
	struct segment_own own = { .port = (uint16_t)CONFIG_PORT };
	struct segment_pages pages = {
		.keep = keep,
		.keep_size = make_page(keep, ""),
		.close = close,
		.close_size = make_page(close, "\r\nConnection: close"),
	};
	uint64_t answered = 0;

	pages.keep_sum = segment_sum(keep, pages.keep_size);
	pages.close_sum = segment_sum(close, pages.close_size);
	if (!net_parse_ip4(CONFIG_IP, own.ip) || net_info(&info) < 0 || net_attach(happened, NULL) < 0) {
		out_print("%s: there is no card, or IP is no address\n", COMPONENT_NAME);
		return 1;
	}
	memcpy(own.mac, info.mac, sizeof own.mac);
	own.offload = info.checksums;
	out_print("%s: listening on port %u of %s\n", COMPONENT_NAME, (unsigned)own.port, CONFIG_IP);
	while (CONFIG_REQUESTS == 0 || answered < (uint64_t)CONFIG_REQUESTS) {
		size_t got = net_receive(frames, BATCH);
		size_t answers = 0;

		if (got == 0) {
			(void)sched_sem_wait(&events, SCHED_FOREVER);
			continue;
		}
		for (size_t i = 0; i < got; i++) {
			enum segment_answer answer = segment_answer(frames[i], &own, &pages);

			if (answer == SEGMENT_NONE)
				net_release(frames[i]);
			else
				frames[answers++] = frames[i];
			answered += answer == SEGMENT_RESPONSE;
		}
		send(frames, answers);
	}
	return 0;
}
