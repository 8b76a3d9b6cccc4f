/* SPDX-License-Identifier: BSD-3-Clause */
#include "net.h"

#define FEATURE_CHECKSUM 0
#define FEATURE_GUEST_CHECKSUM 1
#define FEATURE_MTU 3
#define FEATURE_MAC 5
#define FEATURE_MERGEABLE 15
#define FEATURE_STATUS 16

#define CONFIG_AT_MAC 0u
#define CONFIG_AT_STATUS 6u
#define CONFIG_AT_MTU 10u
#define STATUS_LINK 1u

#define MTU 1500u
#define CARDS_MOST 256u

#define STRING(x) #x
#define VALUE(x) STRING(x)
#if CONFIG_MATCH_MAC
#define WANTED "network card with the address " CONFIG_MAC
#else
#define WANTED "network card number " VALUE(CONFIG_INDEX)
#endif

struct net net;

static uint64_t bit(unsigned feature)
{
	return (uint64_t)1 << feature;
}

static uint16_t config16(unsigned at, uint16_t otherwise)
{
	uint16_t value;

	return virtio_config(net.device, at, &value, sizeof value) == 0 ? value : otherwise;
}

void net_give_up(void)
{
	if (net.broken)
		return;
	net.broken = true;
	net.info.link = false;
	virtio_fail(net.device);
	for (unsigned i = 0; i < 2; i++) {
		struct netdev_buffer *buffer;

		while ((buffer = virtqueue_abandon(net.queues[i])) != NULL)
			net_give_buffer(buffer);
	}
	net.ready = 0;
	sched_defer(&net.work);
}

/* Interrupt context. */
static void arrived(void *ctx)
{
	(void)ctx;
	virtqueue_mute(net.queues[RECEIVE]);
	sched_defer(&net.work);
}

/* Interrupt context: some of what was sent is done. */
static void sent(void *ctx)
{
	(void)ctx;
	virtqueue_mute(net.queues[SEND]);
	if (net.wants_room)
		sched_defer(&net.work);
}

/* Interrupt context. */
static void changed(void *ctx)
{
	(void)ctx;
	net.changed = true;
	sched_defer(&net.work);
}

/* Deferred context. */
static void work(void *ctx)
{
	(void)ctx;
	if (net.changed && !net.broken) {
		net.changed = false;

		bool broken = virtio_broken(net.device);
		bool link = !net.tells_link || (config16(CONFIG_AT_STATUS, 0) & STATUS_LINK) != 0;
		unsigned long state = cpu_irq_save();

		if (broken)
			net_give_up();
		else
			net.info.link = link;
		cpu_irq_restore(state);
	}
	if (net.handler != NULL)
		net.handler(net.ctx);
}

#if CONFIG_MATCH_MAC
static int digit(char text)
{
	if (text >= '0' && text <= '9')
		return text - '0';
	text |= 0x20;
	return text >= 'a' && text <= 'f' ? text - 'a' + 10 : -1;
}

static bool parse_mac(const char *text, uint8_t mac[6])
{
	for (unsigned i = 0; i < 6; i++) {
		int high = digit(*text);
		int low = high < 0 ? -1 : digit(text[1]);

		if (low < 0 || text[2] != (i < 5 ? ':' : '\0'))
			return false;
		mac[i] = (uint8_t)(high << 4 | low);
		text += 3;
	}
	return true;
}

static int find(struct virtio_device **out)
{
	uint8_t wanted[6];

	if (!parse_mac(CONFIG_MAC, wanted))
		panic_because(COMPONENT_NAME ": MAC is not six bytes in hexadecimal digits with colons between them");
	for (unsigned i = 0; i < CARDS_MOST; i++) {
		uint8_t mac[6];
		int error = virtio_find(VIRTIO_NET, i, out);

		if (error == -EPROTO)
			continue;
		if (error < 0)
			return error;
		if (virtio_config(*out, CONFIG_AT_MAC, mac, sizeof mac) == 0 && memcmp(mac, wanted, sizeof mac) == 0)
			return 0;
	}
	return -ENOENT;
}
#else
static int find(struct virtio_device **out)
{
	return virtio_find(VIRTIO_NET, CONFIG_INDEX, out);
}
#endif

static _Noreturn void refuse(int error)
{
	switch (error) {
	case -ENOENT:
		panic_because(COMPONENT_NAME ": there is no " WANTED);
	case -EPROTO:
		panic_because(COMPONENT_NAME ": does not speak virtio 1: " WANTED);
	case -EBUSY:
		panic_because(COMPONENT_NAME ": another driver has the " WANTED);
	case -ENOMEM:
		panic_because(COMPONENT_NAME ": no memory for BUFFERS and queues");
	case -ENOSPC:
		panic_because(COMPONENT_NAME ": no interrupt is left (the interrupt controller's options) for the " WANTED);
	case -EMSGSIZE:
		panic_because(COMPONENT_NAME ": BUFFER_BYTES are too few for a whole frame of the " WANTED);
	default:
		panic_because(COMPONENT_NAME ": cannot be set up: " WANTED);
	}
}

static void read_info(uint64_t features)
{
	struct netdev_info *info = &net.info;

	*info = (struct netdev_info){ .mtu = MTU, .buffer_bytes = ROOM, .link = true };
	info->checksums = (features & bit(FEATURE_CHECKSUM)) != 0;
	if ((features & bit(FEATURE_MAC)) == 0 ||
	    virtio_config(net.device, CONFIG_AT_MAC, info->mac, sizeof info->mac) < 0) {
		/* Locally administered. */
		info->mac[0] = 2;
		info->mac[5] = CONFIG_INDEX;
	}
	if ((features & bit(FEATURE_MTU)) != 0)
		info->mtu = config16(CONFIG_AT_MTU, MTU);
	if (info->mtu > ROOM - ETHERNET - TAG && !net.mergeable)
		info->mtu = ROOM - ETHERNET - TAG;
	net.tells_link = (features & bit(FEATURE_STATUS)) != 0;
	if (net.tells_link)
		info->link = (config16(CONFIG_AT_STATUS, STATUS_LINK) & STATUS_LINK) != 0;
}

/* The largest power of two that is neither more than `wanted` nor than the device's limit. */
static int make_queue(unsigned queue, unsigned wanted, bool event_index)
{
	unsigned limit = 0;
	unsigned size = 1;
	int error = virtio_queue_limit(net.device, queue, &limit);

	if (error < 0)
		return error;
	while (size * 2 <= wanted && size * 2 <= limit)
		size *= 2;
	error = virtqueue_create(size, event_index, &net.queues[queue]);
	if (error < 0)
		return error;
	virtqueue_mute(net.queues[queue]);

	struct virtio_rings rings;

	virtqueue_rings(net.queues[queue], &rings);
	if (queue == RECEIVE)
		net.wanted = size < CONFIG_BUFFERS / 2 ? size : CONFIG_BUFFERS / 2;
	else
		net.fragments = size < FRAGMENTS ? size : FRAGMENTS;
	return virtio_queue_start(net.device, queue, &rings, queue == RECEIVE ? arrived : sent, NULL);
}

static int open_device(void)
{
	uint64_t features = 0;
	uint64_t wanted = bit(FEATURE_MTU) | bit(FEATURE_MAC) | bit(FEATURE_MERGEABLE) | bit(FEATURE_STATUS) |
			  bit(VIRTIO_F_EVENT_IDX);
	int error = virtio_claim(net.device);

	if (CONFIG_CHECKSUMS)
		wanted |= bit(FEATURE_CHECKSUM) | bit(FEATURE_GUEST_CHECKSUM);
	if (error == 0)
		error = virtio_negotiate(net.device, wanted, &features);
	if (error < 0)
		return error;
	net.mergeable = (features & bit(FEATURE_MERGEABLE)) != 0;
	if (!net.mergeable && ROOM < ETHERNET + TAG + MTU)
		return -EMSGSIZE;
	read_info(features);
	error = net_make_buffers();
	if (error == 0)
		error = make_queue(RECEIVE, CONFIG_RECEIVE_QUEUE, (features & bit(VIRTIO_F_EVENT_IDX)) != 0);
	if (error == 0)
		error = make_queue(SEND, CONFIG_SEND_QUEUE, (features & bit(VIRTIO_F_EVENT_IDX)) != 0);
	if (error == 0)
		error = virtio_on_change(net.device, changed, NULL);
	return error;
}

int init(void)
{
	net = (struct net){ .work = SCHED_WORK_INIT(work, NULL) };

	int error = find(&net.device);

	if (error == 0)
		error = open_device();
	if (error < 0)
		refuse(error);
	virtio_ready(net.device);

	unsigned long state = cpu_irq_save();

	net_refill();
	cpu_irq_restore(state);
	return 0;
}

int netdev_info(struct netdev_info *out)
{
	unsigned long state = cpu_irq_save();
	bool broken = net.broken;

	*out = net.info;
	cpu_irq_restore(state);
	return broken ? -ENODEV : 0;
}

int netdev_attach(netdev_handler *handler, void *ctx)
{
	unsigned long state = cpu_irq_save();
	int error = net.handler == NULL ? 0 : -EBUSY;

	if (error == 0) {
		net.handler = handler;
		net.ctx = ctx;
		if (!net.broken && virtqueue_listen(net.queues[RECEIVE]))
			sched_defer(&net.work);
	}
	cpu_irq_restore(state);
	return error;
}

void netdev_counts(struct netdev_counts *out)
{
	unsigned long state = cpu_irq_save();

	*out = net.counts;
	cpu_irq_restore(state);
}
