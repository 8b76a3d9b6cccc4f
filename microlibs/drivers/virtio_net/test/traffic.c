/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames both ways: where headers stand, batches, offload, what is dropped, and the quiet between. */
/* config: BUFFERS=64 */
#include "card.h"

#define ALL ((uint64_t)1 << 0 | 1u << 1 | 1u << 3 | 1u << 5 | 1u << 15 | 1u << 16)

static unsigned calls;

static void handler(void *ctx)
{
	CHECK(ctx == &calls);
	CHECK_EQ(irqs_off, 0);
	calls++;
}

static struct netdev_buffer *frame_of(size_t size, uint8_t byte)
{
	struct netdev_buffer *frame = netdev_buffer();

	REQUIRE(frame != NULL && frame->tailroom >= size);
	memset(frame->data, byte, size);
	frame->size = (uint32_t)size;
	return frame;
}

static void sending(void)
{
	struct virtqueue *queue = &card->queues[1];
	struct netdev_buffer *frames[3] = { frame_of(60, 1), frame_of(1514, 2), frame_of(20, 3) };

	CHECK_EQ(frames[0]->headroom, 118);
	CHECK_EQ((uintptr_t)(frames[0]->data + 14) % 16, 0);
	/* The user puts a header of its own in front, and a fragment behind. */
	frames[0]->data -= 5;
	frames[0]->size += 5;
	frames[2]->next = frame_of(30, 4);
	frames[2]->flags = NETDEV_CHECKSUM_NEEDED;
	frames[2]->checksum_start = 14;
	frames[2]->checksum_offset = 6;
	CHECK_EQ(netdev_send(frames, 3), 3);
	CHECK_EQ(queue->told, 1);
	CHECK_EQ(queue->count, 3);

	struct chain *chain = &queue->chains[queue->first];

	CHECK_EQ(chain->readable, 1);
	CHECK_EQ(chain->pieces[0].size, 12 + 65);
	CHECK_EQ(memcmp(memory_of(chain->pieces[0]), "\0\0\0\0\0\0\0\0\0\0\0\0", 12), 0);
	CHECK_EQ(memory_of(chain->pieces[0])[17], 1);
	CHECK_EQ(chain[2].readable, 2);
	CHECK_EQ(memcmp(memory_of(chain[2].pieces[0]), "\1\0\0\0\0\0\16\0\6\0\0\0", 12), 0);
	CHECK_EQ(chain[2].pieces[1].size, 30);
	CHECK_EQ(memory_of(chain[2].pieces[1])[0], 4);
	for (unsigned i = 0; i < 3; i++)
		use(queue, 0);
	CHECK(!queue->listens);

	/* What cannot be carried is dropped: short, long, empty fragments, checksums past the end, too many fragments. */
	struct netdev_counts before;
	struct netdev_counts after;
	struct netdev_buffer *bad[5] = { frame_of(13, 0), frame_of(1519, 0), frame_of(60, 0), frame_of(60, 0), frame_of(20, 0) };

	netdev_counts(&before);
	CHECK_EQ(before.sent, 3);
	CHECK_EQ(before.sent_bytes, 65 + 1514 + 50);
	bad[2]->next = frame_of(0, 0);
	bad[3]->flags = NETDEV_CHECKSUM_NEEDED;
	bad[3]->checksum_start = 50;
	bad[3]->checksum_offset = 9;
	for (unsigned i = 0; i < 16; i++) {
		struct netdev_buffer *next = frame_of(20, 0);

		next->next = bad[4]->next;
		bad[4]->next = next;
	}
	CHECK_EQ(netdev_send(bad, 5), 5);
	netdev_counts(&after);
	CHECK_EQ(after.send_dropped - before.send_dropped, 5);
	CHECK_EQ(after.sent, before.sent);
	CHECK_EQ(queue->count, 0);
}

static void full_queue(void)
{
	struct virtqueue *queue = &card->queues[1];
	struct netdev_buffer *frames[20];

	/* 32 of 64 buffers stand ready for frames. */
	for (unsigned i = 0; i < 20; i++)
		frames[i] = frame_of(60, (uint8_t)i);
	CHECK_EQ(netdev_send(frames, 20), 16);
	CHECK(queue->listens);
	calls = 0;
	use(queue, 0);
	interrupt(1);
	run_deferred();
	CHECK_EQ(calls, 1);
	CHECK_EQ(netdev_send(frames + 16, 4), 1);
	for (unsigned i = 0; i < 16; i++)
		use(queue, 0);
	CHECK_EQ(netdev_send(frames + 17, 3), 3);
	for (unsigned i = 0; i < 3; i++)
		use(queue, 0);
	/* All buffers come back. */
	unsigned count = 0;
	struct netdev_buffer *all = NULL;

	for (struct netdev_buffer *one; (one = netdev_buffer()) != NULL; count++) {
		one->next = all;
		all = one;
	}
	CHECK_EQ(count, 32);
	netdev_release(all);
}

static const uint8_t plain[12] = { [10] = 1 };

static void receiving(void)
{
	struct virtqueue *queue = &card->queues[0];
	struct netdev_buffer *frames[8];
	uint8_t data[1600];
	struct netdev_counts before;
	struct netdev_counts after;

	for (unsigned i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i * 7);
	CHECK(queue->listens);
	arrive(plain, data, 60);
	arrive((const uint8_t[12]){ 2, [10] = 1 }, data, 1514);
	arrive((const uint8_t[12]){ 1, 0, 0, 0, 0, 0, 34, 0, 16, 0, 1 }, data, 100);
	calls = 0;
	interrupt(0);
	CHECK(!queue->listens);
	run_deferred();
	CHECK_EQ(calls, 1);
	CHECK_EQ(netdev_receive(frames, 2), 2);
	CHECK_EQ(frames[0]->size, 60);
	CHECK_EQ(memcmp(frames[0]->data, data, 60), 0);
	CHECK_EQ(frames[0]->headroom, 118);
	CHECK_EQ(frames[0]->flags, 0);
	CHECK_EQ(frames[1]->size, 1514);
	CHECK_EQ(frames[1]->flags, NETDEV_CHECKSUM_GOOD);
	CHECK_EQ(netdev_receive(frames + 2, 6), 1);
	CHECK_EQ(frames[2]->flags, NETDEV_CHECKSUM_NEEDED);
	CHECK_EQ(frames[2]->checksum_start, 34);
	CHECK_EQ(frames[2]->checksum_offset, 16);
	/* Not asked again before it has given none. */
	CHECK(!queue->listens);
	CHECK_EQ(netdev_receive(frames + 3, 5), 0);
	CHECK(queue->listens);
	for (unsigned i = 0; i < 3; i++)
		netdev_release(frames[i]);

	/* Over three buffers. */
	netdev_counts(&before);
	arrive((const uint8_t[12]){ [10] = 3 }, data, 600);
	for (unsigned part = 0; part < 2; part++) {
		struct virtqueue_piece piece = queue->chains[queue->first % CHAINS].pieces[0];

		memcpy(memory_of(piece), data + 600 + 400 * part, 400);
		use(queue, 400);
	}
	CHECK_EQ(netdev_receive(frames, 8), 1);
	REQUIRE(frames[0]->next != NULL && frames[0]->next->next != NULL && frames[0]->next->next->next == NULL);
	CHECK_EQ(memcmp(frames[0]->data, data, 600), 0);
	CHECK_EQ(memcmp(frames[0]->next->data, data + 600, 400), 0);
	CHECK_EQ(memcmp(frames[0]->next->next->data, data + 1000, 400), 0);
	CHECK_EQ(frames[0]->next->next->size, 400);
	netdev_release(frames[0]);

	/* What cannot be is dropped: no header, no frame, no buffers, more than there are, checksums past the end, too long. */
	use(queue, 11);
	use(queue, 12 + 13);
	arrive((const uint8_t[12]){ [10] = 0 }, data, 60);
	arrive((const uint8_t[12]){ 1, 0, 0, 0, 0, 0, 50, 0, 9, 0, 1 }, data, 60);
	arrive(plain, data, 1519);
	arrive((const uint8_t[12]){ [10] = 9 }, data, 60);
	CHECK_EQ(netdev_receive(frames, 8), 0);
	netdev_counts(&after);
	CHECK_EQ(after.receive_dropped - before.receive_dropped, 6);
	CHECK_EQ(after.received - before.received, 1);
	CHECK_EQ(after.received_bytes - before.received_bytes, 1400);
	CHECK_EQ(queue->count, 32);
}

static void link(void)
{
	struct netdev_info info;
	struct netdev_buffer *frame = frame_of(60, 0);

	calls = 0;
	set_status(0);
	run_deferred();
	CHECK_EQ(netdev_info(&info), 0);
	CHECK(!info.link);
	CHECK_EQ(calls, 1);
	CHECK_EQ(netdev_send(&frame, 1), 0);
	set_status(1);
	run_deferred();
	CHECK_EQ(netdev_info(&info), 0);
	CHECK(info.link);
	CHECK_EQ(netdev_send(&frame, 1), 1);
	use(&card->queues[1], 0);
}

int main(void)
{
	struct netdev_info info;

	new_card(ALL);
	cards[0].limit = 40;
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(card->queues[0].count, 32);
	CHECK_EQ(card->queues[0].told, 1);
	CHECK_EQ(netdev_info(&info), 0);
	CHECK_EQ(memcmp(info.mac, "\x52\x54\0\0\0\1", 6), 0);
	CHECK_EQ(info.mtu, 1500);
	CHECK_EQ(info.buffer_bytes, 2048 - 130);
	CHECK(info.link && info.checksums);
	CHECK_EQ(netdev_attach(handler, &calls), 0);
	CHECK_EQ(netdev_attach(handler, &calls), -EBUSY);
	sending();
	receiving();
	link();

	new_card(ALL);
	cards[0].limit = 16;
	CHECK_EQ(component_init(), 0);
	/* 16 stand ready: with more the queue would be full. */
	CHECK_EQ(card->queues[0].count, 16);

	/* A frame of more fragments than the queue has will never fit: it is dropped, and does not hold up others. */
	struct netdev_buffer *frames[2];
	struct netdev_counts counts;

	new_card(ALL);
	cards[0].limit = 4;
	CHECK_EQ(component_init(), 0);
	frames[0] = frame_of(20, 0);
	for (unsigned i = 0; i < 4; i++) {
		struct netdev_buffer *next = frame_of(20, 0);

		next->next = frames[0]->next;
		frames[0]->next = next;
	}
	frames[1] = frame_of(60, 0);
	CHECK_EQ(netdev_send(frames, 2), 2);
	netdev_counts(&counts);
	CHECK_EQ(counts.sent, 1);
	CHECK_EQ(counts.send_dropped, 1);

	new_card(ALL);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(netdev_attach(handler, &calls), 0);
	card->queues[1].size = 16;
	full_queue();
	return test_done();
}
