/* SPDX-License-Identifier: BSD-3-Clause */
/* Cards that are not there, or not as wanted: the image does not boot, and says why. */
#include "card.h"

int main(void)
{
	struct netdev_info info;

	new_card((uint64_t)1 << 5);
	card_count = 0;
	CHECK_PANICS(component_init(), "there is no network card number 0");
	card_count = 1;
	cards[0].find_error = -EPROTO;
	CHECK_PANICS(component_init(), "does not speak virtio 1: network card number 0");
	cards[0].find_error = 0;
	cards[0].claim_error = -EBUSY;
	CHECK_PANICS(component_init(), "another driver has the network card number 0");
	cards[0].claim_error = 0;
	dma_used = sizeof dma_memory;
	CHECK_PANICS(component_init(), "no memory");

	/* A card that can do nothing has no link of its own to lose, and its address is ours to choose. */
	new_card(0);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(netdev_info(&info), 0);
	CHECK_EQ(memcmp(info.mac, "\2\0\0\0\0\0", 6), 0);
	CHECK(info.link && !info.checksums);
	CHECK_EQ(info.mtu, 1500);
	/* Told of a change, by an interrupt that it shares with others, it is up all the same. */
	set_status(0);
	run_deferred();
	CHECK_EQ(netdev_info(&info), 0);
	CHECK(info.link);

	/* A queue that is broken, and everything is quiet. */
	struct netdev_buffer *frame = netdev_buffer();
	struct netdev_buffer *back;

	REQUIRE(frame != NULL);
	frame->size = 60;
	card->queues[1].broken = true;
	CHECK_EQ(netdev_send(&frame, 1), 0);
	CHECK_EQ(card->failed, 1);
	CHECK_EQ(netdev_receive(&back, 1), 0);
	CHECK_EQ(netdev_info(&info), -ENODEV);
	CHECK(!info.link);
	return test_done();
}
