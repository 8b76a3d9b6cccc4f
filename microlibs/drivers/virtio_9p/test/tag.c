/* SPDX-License-Identifier: BSD-3-Clause */
/* The share with the wanted tag, wherever it is on the bus. */
/* config: MATCH_INDEX=n */
/* config: MATCH_TAG=y */
/* config: TAG=data */
#include <uniloom/virtio_stub.h>

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	(void)sem;
	(void)timeout_ns;
	return 0;
}

void sched_sem_post(struct sched_sem *sem)
{
	sem->count++;
}

int main(void)
{
	new_cards(VIRTIO_9P, 1, 64);
	card_count = 3;
	memcpy(cards[0].config, "\5\0data2", 7);
	memcpy(cards[1].config, "\xff\xff", 2);
	memcpy(cards[2].config, "\3\0dat", 5);
	CHECK_PANICS(component_init(), "there is no share with the tag data");
	memcpy(cards[2].config, "\4\0data", 6);
	CHECK_EQ(component_init(), 0);
	CHECK(card == &cards[2]);
	CHECK_EQ(strcmp(p9_tag(), "data"), 0);
	return test_done();
}
