/* SPDX-License-Identifier: BSD-3-Clause */
/* An interrupt that other devices share: however often it came before, gathering waits until the device answers. */
#include <ports.h>

struct panic_frame;
#include <uniloom/virtio_stub.h>

#define ANSWERS_AT 10u

static unsigned waits;

void sched_sem_post(struct sched_sem *sem)
{
	sem->count++;
}

/* Time passes: the device answers after a while, and its interrupt is the others' as well. */
int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	if (sem->count == 0) {
		if (timeout_ns == 0)
			return -ETIMEDOUT;
		if (++waits == ANSWERS_AT) {
			irqs_off++;
			memset(memory_of(card->queues[0].chains[0].pieces[0]), 0x5a, 32);
			(void)use(&card->queues[0], 32);
			irqs_off--;
		}
		card->handlers[0](NULL);
	}
	sem->count--;
	return 0;
}

int main(void)
{
	uint8_t bytes[32];

	new_cards(VIRTIO_ENTROPY, 0, 0);
	CHECK_EQ(component_init(), 0);
	for (unsigned i = 0; i < 1000; i++)
		card->handlers[0](NULL);
	irqs_off++;
	CHECK_EQ(entropy_gather(bytes, sizeof bytes), 32);
	CHECK_EQ(bytes[31], 0x5a);
	CHECK(waits == ANSWERS_AT);
	return test_done();
}
