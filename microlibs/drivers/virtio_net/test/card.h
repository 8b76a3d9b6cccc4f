/* SPDX-License-Identifier: BSD-3-Clause */
/* A network card as the driver's ports show it. */
#ifndef CARD_H
#define CARD_H

#include <uniloom/virtio_stub.h>

static struct sched_work *deferred;

void sched_defer(struct sched_work *work)
{
	deferred = work;
}

static inline void run_deferred(void)
{
	struct sched_work *work = deferred;

	deferred = NULL;
	if (work != NULL)
		work->handler(work->ctx);
}

static inline void set_status(uint16_t status)
{
	memcpy(card->config + 6, &status, sizeof status);
	if (card->change != NULL)
		card->change(NULL);
}

static inline void set_mtu(uint16_t mtu)
{
	memcpy(cards[0].config + 10, &mtu, sizeof mtu);
}

/* A frame arrives: a header of 12 bytes that says `flags` and `buffers`, then `size` bytes of `data`. */
static inline void arrive(const uint8_t header[12], const void *data, size_t size)
{
	struct virtqueue *queue = &card->queues[0];
	struct virtqueue_piece piece = queue->chains[queue->first % CHAINS].pieces[0];

	REQUIRE(queue->count > 0 && size + 12 <= piece.size);
	memcpy(memory_of(piece), header, 12);
	memcpy(memory_of(piece) + 12, data, size);
	use(queue, size + 12);
}

static inline void new_card(uint64_t offered)
{
	new_cards(VIRTIO_NET, offered, 12);
	for (unsigned i = 0; i < 3; i++) {
		memcpy(cards[i].config, "\x52\x54\x00\x00\x00", 5);
		cards[i].config[5] = (uint8_t)(i + 1);
		cards[i].config[6] = 1;
		cards[i].config[10] = 1500 & 0xff;
		cards[i].config[11] = 1500 >> 8;
	}
	deferred = NULL;
}

#endif
