/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From lwIP to the card: a frame is copied once, into buffers of the card's own, and gets its checksum of TCP or UDP there,
 * or has the card do it. Frames are handed over together when the core is left, or when there are many.
 */
#include "lwip.h"

#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"

#define ETHERNET 14u
#define IP4_FRAGMENT 0x3fffu /* of the field with the offset: that, and whether more follow */
#define IP4 20u
#define IP6 40u

/* Where in a frame the checksum of its TCP or UDP is. */
struct sum {
	uint32_t pseudo; /* sum of what is not in it: the addresses, the protocol and the length */
	uint16_t start;
	uint16_t offset;
	uint16_t size;
};

static uint16_t read16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

/* False where there is none, or none is wanted. All in the first buffer. */
static bool find_sum(const uint8_t *frame, size_t size, struct sum *sum)
{
	const uint8_t *ip = frame + ETHERNET;
	unsigned protocol;

	if (LWIP_IPV4 && size >= ETHERNET + IP4 && read16(frame + 12) == ETHTYPE_IP) {
		unsigned header = (ip[0] & 15u) * 4u;

		if ((read16(ip + 6) & IP4_FRAGMENT) != 0)
			return false;
		protocol = ip[9];
		sum->start = (uint16_t)(ETHERNET + header);
		sum->size = (uint16_t)(read16(ip + 2) - header);
		sum->pseudo = lwip_sum(ip + 12, 8);
	} else if (LWIP_IPV6 && size >= ETHERNET + IP6 && read16(frame + 12) == ETHTYPE_IPV6) {
		protocol = ip[6];
		sum->start = ETHERNET + IP6;
		sum->size = read16(ip + 4);
		sum->pseudo = lwip_sum(ip + 8, 32);
	} else {
		return false;
	}
	sum->pseudo += lwip_htons((uint16_t)protocol) + (uint32_t)lwip_htons(sum->size);
	sum->offset = protocol == IP_PROTO_TCP ? 16 : 6;
	if ((protocol != IP_PROTO_TCP && protocol != IP_PROTO_UDP) || size < (size_t)sum->start + sum->offset + 2)
		return false;
	/* What is there already: of a datagram that was larger than a frame (`send_large_begin`). */
	return read16(frame + sum->start + sum->offset) == 0;
}

static uint16_t fold(uint64_t sum)
{
	while (sum > UINT16_MAX)
		sum = (sum >> 16) + (sum & UINT16_MAX);
	return (uint16_t)sum;
}

static void fill_sum(const struct interface *interface, struct netdev_buffer *frame)
{
	struct sum sum;

	if (!find_sum(frame->data, frame->size, &sum))
		return;

	uint8_t *field = frame->data + sum.start + sum.offset;
	uint16_t value;

	if (interface->offload) {
		value = fold(sum.pseudo);
		frame->flags = NETDEV_CHECKSUM_NEEDED;
		frame->checksum_start = sum.start;
		frame->checksum_offset = sum.offset;
	} else {
		uint64_t total = sum.pseudo + lwip_sum(frame->data + sum.start, (int)(frame->size - sum.start));

		/* Each begins at an even byte of the frame. */
		for (const struct netdev_buffer *at = frame->next; at != NULL; at = at->next)
			total += lwip_sum(at->data, (int)at->size);
		value = (uint16_t)~fold(total);
		/* 0 would say that there is none. */
		if (value == 0)
			value = UINT16_MAX;
	}
	memcpy(field, &value, sizeof value);
}

/* An empty buffer, if need be by having the card take what waits. */
static struct netdev_buffer *empty_buffer(struct interface *interface)
{
	struct netdev_buffer *buffer = net_buffer(interface->index);

	if (buffer == NULL) {
		send_flush();
		buffer = net_buffer(interface->index);
	}
	/* Checksums are made of pairs: an even number of bytes in each. */
	if (buffer != NULL)
		buffer->tailroom &= ~1u;
	return buffer;
}

/* A copy of `pbuf` and what follows, in buffers of the card's. NULL when there are none. */
static struct netdev_buffer *copy(struct interface *interface, const struct pbuf *pbuf)
{
	struct netdev_buffer *first = empty_buffer(interface);
	struct netdev_buffer *at = first;

	for (; pbuf != NULL && at != NULL; pbuf = pbuf->next) {
		const uint8_t *from = pbuf->payload;
		uint32_t left = pbuf->len;

		while (at != NULL && left > 0) {
			uint32_t part = LWIP_MIN(left, at->tailroom);

			memcpy(at->data + at->size, from, part);
			at->size += part;
			at->tailroom -= part;
			from += part;
			left -= part;
			if (left > 0) {
				at->next = empty_buffer(interface);
				at = at->next;
			}
		}
	}
	if (at == NULL && first != NULL)
		net_release(interface->index, first);
	return at == NULL ? NULL : first;
}

static void flush(struct interface *interface)
{
	size_t sent = net_send(interface->index, interface->frames, interface->waiting);

	interface->waiting -= (unsigned)sent;
	/* The rest goes when the card says that there is room. */
	memmove(interface->frames, interface->frames + sent, interface->waiting * sizeof interface->frames[0]);
}

void send_flush(void)
{
	for (size_t i = 0; i < interface_count; i++) {
		if (interfaces[i].waiting != 0)
			flush(&interfaces[i]);
	}
}

err_t send_frame(struct netif *netif, struct pbuf *pbuf)
{
	struct interface *interface = netif->state;

	if (interface->waiting == SEND_BATCH)
		flush(interface);
	if (interface->waiting == SEND_BATCH)
		return ERR_MEM;

	struct netdev_buffer *frame = copy(interface, pbuf);

	if (frame == NULL)
		return ERR_MEM;
	fill_sum(interface, frame);
	interface->frames[interface->waiting++] = frame;
	return ERR_OK;
}

static void set_all(unsigned set, unsigned clear)
{
	for (size_t i = 0; i < interface_count; i++)
		interfaces[i].netif.chksum_flags = (u16_t)((interfaces[i].netif.chksum_flags | set) & ~clear);
}

void send_large_begin(void)
{
	set_all(NETIF_CHECKSUM_GEN_UDP, 0);
}

void send_large_end(void)
{
	set_all(0, NETIF_CHECKSUM_GEN_UDP);
}
