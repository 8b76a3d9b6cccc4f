/* SPDX-License-Identifier: BSD-3-Clause */
/* What passes is counted by kind, fragments whole; what the card does not take is not. */
#include <ports.h>
#include <uniloom/test.h>

static char printed[1000];
static uint8_t data[8][60];
static struct netdev_buffer buffers[8];
static struct netdev_buffer second = { .size = 1000 };
static size_t room;

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);

	return vsnprintf(printed + used, sizeof printed - used, format, arguments);
}

int card_info(struct netdev_info *out)
{
	out->mtu = 99;
	return 0;
}

int card_attach(netdev_handler *handler, void *ctx)
{
	(void)handler;
	return ctx == &second ? 0 : -EBUSY;
}

struct netdev_buffer *card_buffer(void)
{
	return &second;
}

void card_release(struct netdev_buffer *buffer)
{
	CHECK(buffer == &second);
}

/* What was taken may be gone at once. */
size_t card_send(struct netdev_buffer **frames, size_t count)
{
	if (count > room)
		count = room;
	for (size_t i = 0; i < count; i++)
		memset(frames[i], 0xff, sizeof **frames);
	return count;
}

size_t card_receive(struct netdev_buffer **frames, size_t limit)
{
	CHECK_EQ(limit, 8);
	for (size_t i = 0; i < 6; i++)
		frames[i] = &buffers[i];
	return 6;
}

void card_counts(struct netdev_counts *out)
{
	out->received = 3;
}

static void make(void)
{
	static const uint8_t kinds[][2] = { { 8, 6 }, { 8, 0 }, { 8, 0 }, { 8, 0 }, { 8, 0 }, { 9, 9 } };
	static const uint8_t protocols[] = { 0, 6, 17, 1, 99, 0 };

	for (size_t i = 0; i < 6; i++) {
		buffers[i] = (struct netdev_buffer){ .data = data[i], .size = 60 };
		memcpy(data[i] + 12, kinds[i], 2);
		data[i][14] = 0x45;
		data[i][23] = protocols[i];
	}
	buffers[1].next = &second;
}

int main(void)
{
	struct netdev_buffer *frames[8];
	struct netdev_counts counts;
	struct netdev_info info;

	make();
	CHECK_EQ(netdev_receive(frames, 8), 6);
	CHECK_EQ(netdev_receive(frames, 8), 6);
	room = 2;
	CHECK_EQ(netdev_send(frames, 6), 2);
	room = 9;
	CHECK_EQ(netdev_send(frames + 2, 4), 4);
	component_fini();
	CHECK_STR(printed, "component: received 12 frames, 2720 bytes: 2 arp, 2 tcp, 2 udp, 2 icmp, 2 other ip, 2 other\n"
			   "component: sent 6 frames, 1360 bytes: 1 arp, 1 tcp, 1 udp, 1 icmp, 1 other ip, 1 other\n");
	CHECK_EQ(netdev_info(&info), 0);
	CHECK_EQ(info.mtu, 99);
	CHECK_EQ(netdev_attach(NULL, &second), 0);
	CHECK(netdev_buffer() == &second);
	netdev_release(&second);
	netdev_counts(&counts);
	CHECK_EQ(counts.received, 3);
	return test_done();
}
