/* SPDX-License-Identifier: BSD-3-Clause */
/* The card with the wanted address, wherever it is on the bus. */
/* config: MATCH_INDEX=n */
/* config: MATCH_MAC=y */
/* config: MAC=52:54:00:00:00:0A */
#include "card.h"

int main(void)
{
	struct netdev_info info;

	new_card((uint64_t)1 << 5);
	card_count = 3;
	CHECK_PANICS(component_init(), "there is no network card with the address 52:54:00:00:00:0A");
	cards[0].find_error = -EPROTO;
	cards[2].config[5] = 10;
	CHECK_EQ(component_init(), 0);
	CHECK(card == &cards[2]);
	CHECK_EQ(netdev_info(&info), 0);
	CHECK_EQ(info.mac[5], 10);
	return test_done();
}
