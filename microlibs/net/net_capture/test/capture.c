/* SPDX-License-Identifier: BSD-3-Clause */
/* config: BYTES=2000 */
/* config: RING_KB=8 */
/* Frames of any size, in fragments, in batches of which the card takes some: what is told is what has passed, in its order. */
#include <ports.h>
#include <uniloom/test.h>

#include <control_types.h>

#define MOST 4000u

static struct sched_work *deferred;
static bool broken;
static unsigned depth;
static uint64_t now = 5;
static int wall_error;

void sched_defer(struct sched_work *work)
{
	deferred = work;
}

unsigned long cpu_irq_save(void)
{
	return depth++;
}

void cpu_irq_restore(unsigned long state)
{
	depth--;
	CHECK_EQ(depth, state);
}

uint64_t clock_now_ns(void)
{
	return now++;
}

int wall_read(uint64_t *unix_ns)
{
	*unix_ns = 1000000 + now++;
	return wall_error;
}

/* What has passed, by number: the first four bytes of each frame. */
static uint32_t passed[MOST];
static size_t passed_size[MOST];
static size_t passed_count;
static size_t told;       /* of `passed`, told or dropped */
static uint32_t dropped;
static uint8_t frame[3000];
static size_t have;
static unsigned frames_told;

static uint8_t byte_of(uint32_t number, size_t at)
{
	return (uint8_t)(number * 17 + at * 3);
}

int control_send(unsigned type, const void *payload, size_t size)
{
	struct control_capture head;
	uint32_t number;

	CHECK_EQ(type, CONTROL_CAPTURE);
	CHECK(size >= sizeof head && size <= CONTROL_MAX_PAYLOAD);
	memcpy(&head, payload, sizeof head);
	CHECK_EQ(head.at, have);
	memcpy(frame + have, (const uint8_t *)payload + sizeof head, size - sizeof head);
	have += size - sizeof head;
	CHECK(have <= head.keep);
	if (have < head.keep)
		return 0;
	memcpy(&number, frame, 4);
	/* Those that were dropped in between are missing. */
	while (told < passed_count && passed[told] != number)
		told++, dropped++;
	REQUIRE(told < passed_count);
	CHECK_EQ(head.size, passed_size[told]);
	CHECK_EQ(head.keep, head.size < 2000 ? head.size : 2000);
	for (size_t i = 4; i < have; i++)
		CHECK_EQ(frame[i], byte_of(number, i));
	CHECK(head.time_ns > 0 && (head.time_ns > 1000000) == (wall_error == 0));
	told++;
	frames_told++;
	have = 0;
	broken = broken || head.dropped < dropped;
	return 0;
}

static struct test_random world = { 6 };
static uint8_t bytes[100][2][1500];
static struct netdev_buffer buffers[100][2];
static uint32_t numbers;

static void make(size_t at)
{
	uint32_t number = ++numbers;
	size_t first = 4 + test_below(&world, 1400);
	size_t rest = test_below(&world, 2) * test_below(&world, 1500);

	for (size_t i = 0; i < first; i++)
		bytes[at][0][i] = byte_of(number, i);
	for (size_t i = 0; i < rest; i++)
		bytes[at][1][i] = byte_of(number, first + i);
	memcpy(bytes[at][0], &number, 4);
	buffers[at][0] = (struct netdev_buffer){ .data = bytes[at][0], .size = (uint32_t)first, .next = rest > 0 ? &buffers[at][1] : NULL };
	buffers[at][1] = (struct netdev_buffer){ .data = bytes[at][1], .size = (uint32_t)rest };
}

static void pass(const struct netdev_buffer *buffer)
{
	REQUIRE(passed_count < MOST);
	memcpy(&passed[passed_count], buffer->data, 4);
	passed_size[passed_count++] = buffer->size + (buffer->next != NULL ? buffer->next->size : 0);
}

int card_info(struct netdev_info *out)
{
	out->mtu = 77;
	return 0;
}

int card_attach(netdev_handler *handler, void *ctx)
{
	(void)handler;
	(void)ctx;
	return -EBUSY;
}

struct netdev_buffer *card_buffer(void)
{
	return &buffers[0][0];
}

void card_release(struct netdev_buffer *buffer)
{
	CHECK(buffer == &buffers[0][0]);
}

static size_t takes;

size_t card_send(struct netdev_buffer **frames, size_t count)
{
	if (count > takes)
		count = takes;
	takes -= count;
	for (size_t i = 0; i < count; i++) {
		pass(frames[i]);
		memset(frames[i]->data, 0xee, frames[i]->size);
		memset(frames[i], 0xee, sizeof **frames);
	}
	return count;
}

size_t card_receive(struct netdev_buffer **frames, size_t limit)
{
	size_t count = test_below(&world, 4);

	CHECK_EQ(limit, 10);
	for (size_t i = 0; i < count; i++) {
		make(i);
		frames[i] = &buffers[i][0];
		pass(frames[i]);
	}
	return count;
}

void card_counts(struct netdev_counts *out)
{
	out->sent = 8;
}

int main(void)
{
	struct netdev_buffer *frames[100];
	struct netdev_counts counts;
	struct netdev_info info;
	unsigned long most = scaled(4000);

	for (unsigned long i = 0; i < most; i++) {
		wall_error = i > most / 2 ? -ENODATA : 0;
		if (test_below(&world, 2) == 0) {
			CHECK(netdev_receive(frames, 10) < 10);
		} else {
			size_t count = test_below(&world, 30) == 0 ? 1 + test_below(&world, 99) : 1 + test_below(&world, 4);

			for (size_t n = 0; n < count; n++) {
				make(n);
				frames[n] = &buffers[n][0];
			}
			takes = test_below(&world, count + 2);

			size_t room = takes;

			CHECK_EQ(netdev_send(frames, count), room < count ? room : count);
		}
		/* Sometimes a few batches pass before it is told. */
		if (deferred != NULL && (test_below(&world, 3) > 0 || wall_error != 0 || i == most / 2)) {
			deferred->handler(deferred->ctx);
			deferred = NULL;
			if (told == passed_count)
				told = passed_count = 0;
			/* The last ones may have been dropped. */
			dropped += (uint32_t)(passed_count - told);
			told = passed_count = 0;
		}
	}
	component_fini();
	CHECK(!broken);
	CHECK(dropped > 20);
	CHECK(frames_told > 10 * dropped / 10);
	CHECK_EQ(depth, 0);
	CHECK_EQ(netdev_info(&info), 0);
	CHECK_EQ(info.mtu, 77);
	CHECK_EQ(netdev_attach(NULL, NULL), -EBUSY);
	CHECK(netdev_buffer() == &buffers[0][0]);
	netdev_release(&buffers[0][0]);
	netdev_counts(&counts);
	CHECK_EQ(counts.sent, 8);
	return test_done();
}
