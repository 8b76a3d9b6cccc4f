/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages as pieces, answers out of order, a full queue, and devices that break while threads wait. */
/* config: MESSAGE_BYTES=8192 */
#define STUB_TOLD 0
#include <uniloom/virtio_stub.h>

static uint8_t *memory;
static unsigned waits;
static enum { ANSWER, SHORT, BREAK_QUEUE, BREAK_DEVICE, KEEP, SILENT } mood;

static void answer_one(size_t size)
{
	struct chain *chain = &card->queues[0].chains[card->queues[0].first % CHAINS];

	if (size != 0) {
		struct virtqueue_piece piece = chain->pieces[chain->readable];

		memcpy(memory_of(piece), "\7\0\0\0e\1\0", 7);
	}
	use(&card->queues[0], size);
}

void stub_told(void)
{
}

/* The device does what it does while a thread waits. */
int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	CHECK_EQ(timeout_ns, 60000000000u);
	CHECK_EQ(irqs_off, 0);
	waits++;
	if (sem->count == 0) {
		switch (mood) {
		case ANSWER:
			answer_one(7);
			card->handlers[0](NULL);
			break;
		case SHORT:
			answer_one(0);
			card->handlers[0](NULL);
			break;
		case BREAK_QUEUE:
			card->queues[0].broken = true;
			card->handlers[0](NULL);
			break;
		case BREAK_DEVICE:
			card->is_broken = true;
			card->change(NULL);
			break;
		case KEEP:
			break;
		case SILENT:
			return -ETIMEDOUT;
		}
	}
	REQUIRE(sem->count > 0);
	sem->count--;
	return 0;
}

void sched_sem_post(struct sched_sem *sem)
{
	sem->count++;
}

static void begin(void)
{
	new_cards(VIRTIO_9P, 1, 64);
	memcpy(cards[0].config, "\5\0files", 7);
	CHECK_EQ(component_init(), 0);
	memory = dma_alloc(65536, 4096);
	mood = ANSWER;
	waits = 0;
}

static int ask(size_t at, size_t size, size_t answer_at, size_t *answer_size)
{
	return p9_request(memory + at, size, memory + answer_at, answer_size);
}

int main(void)
{
	size_t size = 100;

	new_cards(VIRTIO_9P, 0, 64);
	card_count = 0;
	CHECK_PANICS(component_init(), "there is no share number 0");
	card_count = 1;
	cards[0].limit = 2;
	CHECK_PANICS(component_init(), "cannot be set up: share number 0");

	begin();
	CHECK_EQ(strcmp(p9_tag(), "files"), 0);
	CHECK_EQ(p9_most(), 8192);
	CHECK_EQ(ask(0, 19, 100, &size), 0);
	CHECK_EQ(size, 7);
	CHECK_EQ(memcmp(memory + 100, "\7\0\0\0e\1\0", 7), 0);
	CHECK_EQ(waits, 1);
	CHECK_EQ(card->queues[0].told, 1);
	CHECK(card->queues[0].listens);

	/* 8192 bytes that begin within a page are three pieces. */
	size = 8192;
	CHECK_EQ(ask(100, 8192, 16384, &size), 0);

	struct chain *chain = &card->queues[0].chains[(card->queues[0].first - 1) % CHAINS];

	CHECK_EQ(chain->readable, 3);
	CHECK_EQ(chain->pieces[0].size, 3996);
	CHECK_EQ(chain->pieces[2].size, 100);
	CHECK_EQ(chain->writable, 2);

	size = 8193;
	CHECK_EQ(ask(0, 19, 100, &size), -EMSGSIZE);
	size = 100;
	CHECK_EQ(ask(0, 8193, 100, &size), -EMSGSIZE);
	CHECK_EQ(ask(0, 6, 100, &size), -EINVAL);
	size = 6;
	CHECK_EQ(ask(0, 7, 100, &size), -EINVAL);

	/* A full queue: the thread waits for a place, which comes with another's answer. */
	size = 100;
	card->queues[0].size = 0;
	mood = KEEP;
	struct request { void *next; struct sched_sem wake; size_t written; bool done; } other = { 0 };
	struct virtqueue_piece piece = { DMA_BASE, 7 };

	card->queues[0].size = 1;
	irqs_off++;
	CHECK_EQ(virtqueue_add(&card->queues[0], &piece, 0, 1, &other), 0);
	irqs_off--;
	mood = ANSWER;
	CHECK_EQ(ask(0, 19, 100, &size), 0);
	CHECK(other.done);
	CHECK_EQ(waits, 4);

	/* An answer that is none, and devices that break. */
	mood = SHORT;
	size = 100;
	CHECK_EQ(ask(0, 19, 100, &size), -EIO);
	CHECK_EQ(card->failed, 0);
	mood = BREAK_QUEUE;
	CHECK_EQ(ask(0, 19, 100, &size), -EIO);
	CHECK_EQ(card->failed, 1);
	CHECK_EQ(ask(0, 19, 100, &size), -EIO);
	begin();
	mood = SILENT;
	CHECK_EQ(ask(0, 19, 100, &size), -EIO);
	CHECK_EQ(card->failed, 1);
	CHECK_EQ(ask(0, 19, 100, &size), -EIO);
	begin();
	mood = BREAK_DEVICE;
	CHECK_EQ(ask(0, 19, 100, &size), -EIO);
	CHECK_EQ(card->failed, 1);
	CHECK_EQ(card->queues[0].count, 0);
	return test_done();
}
