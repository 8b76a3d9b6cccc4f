/* SPDX-License-Identifier: BSD-3-Clause */
/* Seeded cards that say anything: nothing is read or written out of bounds, no buffer is lost, and broken ones are let go. */
/* config: BUFFERS=64 */
/* config: BUFFER_BYTES=512 */
#include "card.h"

static void check_frame(const struct netdev_buffer *frame)
{
	size_t size = 0;

	for (const struct netdev_buffer *at = frame; at != NULL; at = at->next) {
		volatile uint8_t byte = 0;

		REQUIRE(at->size > 0 && at->data >= dma_memory && at->data + at->size + at->tailroom <= dma_memory + dma_used);
		for (uint32_t i = 0; i < at->size; i++)
			byte ^= at->data[i];
		size += at->size;
	}
	REQUIRE(size >= 14 && size <= 1518);
	if ((frame->flags & NETDEV_CHECKSUM_NEEDED) != 0)
		REQUIRE((size_t)frame->checksum_start + frame->checksum_offset + 2 <= size);
}

static void case_of(uint64_t seed)
{
	struct test_random random = { seed };
	struct netdev_buffer *held[64];
	unsigned held_count = 0;

	new_card(test_next(&random) | 1u << 15 | 1u << 16);
	set_mtu((uint16_t)(68 + test_below(&random, 1433)));
	CHECK_EQ(component_init(), 0);
	for (unsigned step = 0; step < 40; step++) {
		struct virtqueue *queue = &card->queues[test_below(&random, 2)];

		switch (test_below(&random, 7)) {
		case 0:
		case 1:
			if (queue->count > 0) {
				struct virtqueue_piece piece = queue->chains[queue->first % CHAINS].pieces[0];

				for (unsigned i = 0; queue == card->queues && i < 12; i++)
					memory_of(piece)[i] = (uint8_t)(test_below(&random, 3) ? test_below(&random, 4) : test_next(&random));
				use(queue, (size_t)test_below(&random, piece.size + 1));
			}
			break;
		case 2: {
			struct netdev_buffer *frames[8];
			size_t got = netdev_receive(frames, 8);

			REQUIRE(got <= 8);
			for (size_t i = 0; i < got; i++) {
				check_frame(frames[i]);
				if (held_count < 64)
					held[held_count++] = frames[i];
				else
					netdev_release(frames[i]);
			}
			break;
		}
		case 3: {
			struct netdev_buffer *frame = netdev_buffer();

			if (frame == NULL)
				break;
			frame->size = (uint32_t)test_below(&random, frame->tailroom + 1);
			if (netdev_send(&frame, 1) == 0)
				netdev_release(frame);
			break;
		}
		case 4:
			if (held_count > 0)
				netdev_release(held[--held_count]);
			break;
		case 5:
			set_status((uint16_t)test_below(&random, 2));
			run_deferred();
			break;
		default:
			if (test_below(&random, 40) == 0)
				queue->broken = true;
			if (test_below(&random, 80) == 0)
				card->is_broken = true;
			break;
		}
	}
	while (held_count > 0)
		netdev_release(held[--held_count]);

	/* Whatever it did, no buffer is gone. */
	struct netdev_buffer *frames[8];
	unsigned count = 0;

	for (unsigned i = 0; i < 2; i++) {
		while (card->queues[i].count > 0)
			use(&card->queues[i], 0);
	}
	for (unsigned i = 0; i < 100; i++) {
		size_t got = netdev_receive(frames, 8);

		for (size_t at = 0; at < got; at++)
			netdev_release(frames[at]);
	}
	while (netdev_buffer() != NULL)
		count++;
	REQUIRE(count + card->queues[0].count == 64);
}

int main(void)
{
	for (unsigned long seed = 0; seed < scaled(10000); seed++)
		case_of(seed);
	CHECK(true);
	return test_done();
}
