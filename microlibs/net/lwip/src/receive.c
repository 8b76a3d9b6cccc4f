/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the card into lwIP, without copying: what lwIP wants to know of a piece of a frame is written into the buffer, in
 * front of the piece, and goes back to the card with it.
 */
#include "lwip.h"

#include "lwip/etharp.h"
#include "netif/ethernet.h"

#define BATCH 32u
#define ETHERNET 14u
#define ARP 28u
#define IP4 20u
#define IP6 40u
#define HEADERS 128u /* that lwIP wants in one piece: up to TCP's, some options included */
#define CHECK_ALWAYS (NETIF_CHECKSUM_CHECK_IP | NETIF_CHECKSUM_CHECK_ICMP | NETIF_CHECKSUM_CHECK_ICMP6)
#define CHECK_UNLESS_GOOD (NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP)
#define CHECKS (CHECK_ALWAYS | CHECK_UNLESS_GOOD)

struct piece {
	struct pbuf_custom custom;
	struct netdev_buffer *buffer;
	size_t index;
};

unsigned frames_held;

/* lwIP has let go of a piece. */
static void give_back(struct pbuf *pbuf)
{
	struct piece *piece = (struct piece *)(void *)pbuf;

	frames_held--;
	net_release(piece->index, piece->buffer);
}

/* NULL where a buffer has no room for it. */
static struct piece *piece_in(struct netdev_buffer *buffer, size_t index)
{
	uintptr_t data = (uintptr_t)buffer->data;
	uintptr_t at = (data - sizeof(struct piece)) & ~(uintptr_t)7;

	if (data - at > buffer->headroom)
		return NULL;

	struct piece *piece = (struct piece *)at;

	piece->custom.custom_free_function = give_back;
	piece->buffer = buffer;
	piece->index = index;
	return piece;
}

/* A frame as lwIP has it. NULL where that cannot be; its buffers are released then. */
static struct pbuf *wrap(struct netdev_buffer *frame, size_t index)
{
	struct pbuf *first = NULL;
	struct pbuf *last = NULL;
	struct netdev_buffer *next;

	for (struct netdev_buffer *at = frame; at != NULL; at = next) {
		struct piece *piece = piece_in(at, index);

		next = at->next;
		if (piece == NULL || at->size > UINT16_MAX || (first != NULL && first->tot_len + at->size > UINT16_MAX)) {
			net_release(index, at);
			if (first != NULL)
				pbuf_free(first);
			return NULL;
		}
		at->next = NULL;
		frames_held++;

		struct pbuf *pbuf = pbuf_alloced_custom(PBUF_RAW, (u16_t)at->size, PBUF_REF, &piece->custom, at->data,
							(u16_t)at->size);

		if (first == NULL) {
			first = pbuf;
		} else {
			for (struct pbuf *before = first; before != NULL; before = before->next)
				before->tot_len = (u16_t)(before->tot_len + at->size);
			last->next = pbuf;
		}
		last = pbuf;
	}
	return first;
}

/* The least that a frame of its type has. */
static size_t least_of(const struct pbuf *frame)
{
	const uint8_t *bytes = frame->payload;

	switch (frame->len < ETHERNET ? 0 : bytes[12] << 8 | bytes[13]) {
	case ETHTYPE_ARP:
		return ETHERNET + ARP;
	case ETHTYPE_IP:
		return ETHERNET + IP4;
	case ETHTYPE_IPV6:
		return ETHERNET + IP6;
	default:
		return ETHERNET;
	}
}

/*
 * lwIP reads headers before it looks how much there is: what is too short goes no further, and what comes in small
 * pieces is put together. The frame is gone where this gives NULL.
 */
static struct pbuf *with_headers(struct pbuf *frame)
{
	struct pbuf *whole = frame;

	if (frame->next != NULL && frame->len < HEADERS) {
		whole = pbuf_clone(PBUF_RAW, PBUF_RAM, frame);
		pbuf_free(frame);
		if (whole == NULL)
			return NULL;
	}

	if (whole->len >= least_of(whole))
		return whole;
	pbuf_free(whole);
	return NULL;
}

static void receive_one(struct interface *interface, struct netdev_buffer *frame)
{
	bool good = (frame->flags & (NETDEV_CHECKSUM_GOOD | NETDEV_CHECKSUM_NEEDED)) != 0;
	unsigned flags = interface->netif.chksum_flags & ~(unsigned)CHECKS;
	struct pbuf *pbuf = wrap(frame, interface->index);

	if (pbuf != NULL)
		pbuf = with_headers(pbuf);
	if (pbuf == NULL)
		return;
	interface->netif.chksum_flags = (u16_t)(flags | (good ? CHECK_ALWAYS : CHECKS));
	/* Anything but ERR_OK leaves the frame here; ethernet_input does not, but may one day. */
	if (ethernet_input(pbuf, &interface->netif) != ERR_OK)
		pbuf_free(pbuf);
}

bool receive_all(void)
{
	struct netdev_buffer *frames[BATCH];
	bool any = false;

	for (size_t i = 0; i < interface_count; i++) {
		size_t got = net_receive(i, frames, BATCH);

		for (size_t at = 0; at < got; at++)
			receive_one(&interfaces[i], frames[at]);
		any = any || got != 0;
	}
	return any;
}

#if LWIP_TCP
/* How much of what comes out of its order a connection may keep: nothing where the card's buffers run short. */
uint32_t lwip_ooseq_bytes(void)
{
	return frames_held > CONFIG_HELD ? 0 : TCP_WND;
}

uint16_t lwip_ooseq_pbufs(void)
{
	return frames_held > CONFIG_HELD ? 0 : TCP_WND / TCP_MSS + 4;
}
#endif
