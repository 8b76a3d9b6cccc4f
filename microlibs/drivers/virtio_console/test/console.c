/* SPDX-License-Identifier: BSD-3-Clause */
/* Output from where it stands, input in order and never lost, and devices that break. */
/* config: BUFFERS=4 */
/* config: BUFFER_BYTES=16 */
#define STUB_TOLD 1
#include <uniloom/virtio_stub.h>

/* A text of several pages, where the device can see it. */
#define TEXT_BYTES 50000
static char out[1 << 17];
static size_t out_size;

/* The machine takes what has been written. */
static void drain(void)
{
	struct virtqueue *queue = &card->queues[1];

	while (queue->count > 0) {
		struct chain *chain = &queue->chains[queue->first % CHAINS];

		CHECK(chain->readable <= 8 && chain->writable == 0);
		for (unsigned i = 0; i < chain->readable; i++) {
			struct virtqueue_piece piece = chain->pieces[i];

			/* No piece crosses a page. */
			CHECK_EQ(((uintptr_t)memory_of(piece)) / 4096, ((uintptr_t)memory_of(piece) + piece.size - 1) / 4096);
			memcpy(out + out_size, memory_of(piece), piece.size);
			out_size += piece.size;
		}
		use(queue, 0);
	}
}

static void type(const char *text)
{
	struct virtqueue *queue = &card->queues[0];

	REQUIRE(queue->count > 0);
	memcpy(memory_of(queue->chains[queue->first % CHAINS].pieces[0]), text, strlen(text));
	use(queue, strlen(text));
}

static void never(void)
{
}

static void (*told)(void) = never;

void stub_told(void)
{
	told();
}

static void break_device(void)
{
	card->is_broken = true;
}

static void break_queue(void)
{
	card->queues[1].broken = true;
}

static char *text;

static void nested(void)
{
	drain();
	told = drain;
	/* An interrupt writes while the first writer waits; both get their own. */
	CHECK_EQ(console_write(text + 100, 5), 5);
}

static void begin(void)
{
	new_cards(VIRTIO_CONSOLE, 0, 0);
	told = never;
	text = dma_alloc(TEXT_BYTES, 1);
	for (unsigned i = 0; i < TEXT_BYTES; i++)
		text[i] = (char)('a' + i % 23);
	CHECK_EQ(component_init(), 0);
	CHECK_EQ(card->queues[0].count, 4);
	CHECK(!card->queues[0].listens && !card->queues[1].listens);
	out_size = 0;
}

int main(void)
{
	char back[64];

	CHECK_EQ(console_write("early", 5), -EIO);
	new_cards(VIRTIO_CONSOLE, 0, 0);
	card_count = 0;
	CHECK_PANICS(component_init(), "there is no console number 0");
	card_count = 1;
	cards[0].find_error = -EPROTO;
	CHECK_PANICS(component_init(), "does not speak virtio 1: console number 0");
	cards[0].find_error = 0;
	cards[0].claim_error = -EBUSY;
	CHECK_PANICS(component_init(), "another driver has the console number 0");

	begin();
	told = drain;
	CHECK_EQ(console_write(text, 10), 10);
	CHECK_EQ(console_write(text, 0), 0);
	CHECK_EQ(console_write(text + 10, TEXT_BYTES - 10), TEXT_BYTES - 10);
	CHECK_EQ(out_size, TEXT_BYTES);
	CHECK_EQ(memcmp(out, text, TEXT_BYTES), 0);

	/* A queue of four descriptors takes four pieces at a time. */
	new_cards(VIRTIO_CONSOLE, 0, 0);
	cards[0].limit = 5;
	text = dma_alloc(TEXT_BYTES, 1);
	CHECK_EQ(component_init(), 0);
	told = drain;
	out_size = 0;
	CHECK_EQ(console_write(text, TEXT_BYTES), TEXT_BYTES);
	CHECK_EQ(out_size, TEXT_BYTES);

	begin();
	told = nested;
	CHECK_EQ(console_write(text, 7), 7);
	CHECK_EQ(out_size, 12);

	/* Input: nothing, in pieces, more than fits, and offered again once it is read. */
	CHECK_EQ(console_read(back, sizeof back), 0);
	CHECK(card->queues[0].listens);
	type("abc");
	interrupt(0);
	CHECK(!card->queues[0].listens);
	type("");
	type("0123456789abcdef");
	CHECK_EQ(console_read(back, 2), 2);
	CHECK_EQ(console_read(back + 2, 5), 5);
	CHECK_EQ(memcmp(back, "abc0123", 7), 0);
	type("x");
	CHECK_EQ(card->queues[0].count, 2);
	CHECK_EQ(console_read(back, sizeof back), 13);
	CHECK_EQ(memcmp(back, "456789abcdefx", 13), 0);
	CHECK_EQ(card->queues[0].count, 4);

	/* Devices that break while someone waits. */
	told = break_device;
	CHECK_EQ(console_write(text, 5), -EIO);
	CHECK_EQ(card->failed, 1);
	CHECK_EQ(console_write(text, 5), -EIO);
	CHECK_EQ(console_read(back, sizeof back), -EIO);
	begin();
	told = break_queue;
	CHECK_EQ(console_write(text, 5), -EIO);
	CHECK_EQ(card->failed, 1);
	begin();
	card->queues[0].broken = true;
	CHECK_EQ(console_read(back, sizeof back), -EIO);
	return test_done();
}
