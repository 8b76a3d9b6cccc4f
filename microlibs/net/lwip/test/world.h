/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The world around the component: one card whose other end is the test, a heap that can refuse, a clock that the test
 * moves, one thread. Waiting runs `test_step`, the test's, and lets time pass when that has nothing to do.
 */
#ifndef WORLD_H
#define WORLD_H

#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/test.h>

#define MS UINT64_C(1000000)
#define STEP_MS 50u
#define LONGEST_MS 3600000u /* a wait without an end */

#define CARD_BUFFERS 256u
#define CARD_ROOM 1800u
#define CARD_HEADROOM 118u
#define SENT_MOST 256u

static const uint8_t our_mac[6] = { 0x52, 0x54, 0, 0, 0, 1 };

/* A buffer is a block of its own, so that the sanitizer sees its ends. */
struct card_buffer {
	struct netdev_buffer buffer;
	uint8_t *memory;
	bool out; /* the user's */
};

static struct {
	struct card_buffer buffers[CARD_BUFFERS];
	unsigned used;
	unsigned most; /* that may be out at once */
	unsigned room;
	unsigned behind; /* bytes free behind what arrives */
	struct netdev_buffer *arrived[CARD_BUFFERS];
	size_t arrived_count;
	bool floods;      /* frames of nobody's arrive faster than they are looked at; */
	unsigned flooded; /* so often were they taken */
	netdev_handler *handler;
	void *ctx;
	struct sched_work work;
	bool link;
	bool checksums;
	size_t send_limit; /* frames that a call takes */
	uint8_t sent[SENT_MOST][CARD_ROOM];
	size_t sent_size[SENT_MOST];
	unsigned sent_flags[SENT_MOST];
	unsigned sent_start; /* of the last one's checksum */
	unsigned sent_offset;
	size_t sent_first;
	size_t sent_count;
	unsigned long sent_total;
} card;

static uint64_t world_now = 1000000;
static struct timer *world_alarm;
static unsigned long heap_blocks;
static unsigned long heap_calls;
static unsigned long heap_fails_at; /* the call that fails; 0: none */
static bool heap_fails_on;          /* and all after it */
static char world_printed[4096];
static struct test_random world_random = { 42 };

static struct sched_work *work_first;
static struct sched_work **work_end = &work_first;

void sched_defer(struct sched_work *work)
{
	if (work->queued)
		return;
	work->queued = true;
	work->next = NULL;
	*work_end = work;
	work_end = &work->next;
}

static inline void test_run_deferred(void)
{
	while (work_first != NULL) {
		struct sched_work *work = work_first;

		work_first = work->next;
		if (work_first == NULL)
			work_end = &work_first;
		work->queued = false;
		work->handler(work->ctx);
	}
}

/* Runs in the middle of an allocation, as an interrupt and what it defers may. */
static void (*heap_interrupted)(void);

/* What happens elsewhere while the thread waits. False: nothing. */
static bool test_step(void);

static void card_work(void *ctx)
{
	(void)ctx;
	if (card.handler != NULL)
		card.handler(card.ctx);
}

/* As it is before `component_init`. */
static inline void world_reset(void)
{
	card.most = CARD_BUFFERS;
	card.room = CARD_ROOM;
	card.behind = 8;
	card.link = true;
	card.send_limit = SENT_MOST;
	card.work = (struct sched_work)SCHED_WORK_INIT(card_work, NULL);
}

size_t net_count(void)
{
	return 1;
}

int net_info(size_t at, struct netdev_info *out)
{
	*out = (struct netdev_info){ .mtu = 1500, .buffer_bytes = (uint16_t)card.room, .link = card.link, .checksums = card.checksums };
	memcpy(out->mac, our_mac, 6);
	return at == 0 ? 0 : -ENODEV;
}

int net_attach(size_t at, netdev_handler *handler, void *ctx)
{
	(void)at;
	card.handler = handler;
	card.ctx = ctx;
	return 0;
}

struct netdev_buffer *net_buffer(size_t at)
{
	(void)at;
	if (card.used >= card.most)
		return NULL;
	for (size_t i = 0; i < CARD_BUFFERS; i++) {
		struct card_buffer *own = &card.buffers[i];

		if (own->out)
			continue;
		own->out = true;
		card.used++;
		own->memory = malloc(CARD_HEADROOM + card.room);
		own->buffer = (struct netdev_buffer){
			.data = own->memory + CARD_HEADROOM,
			.headroom = CARD_HEADROOM,
			.tailroom = card.room,
		};
		return &own->buffer;
	}
	return NULL;
}

void net_release(size_t at, struct netdev_buffer *buffer)
{
	(void)at;
	while (buffer != NULL) {
		struct card_buffer *own = (struct card_buffer *)(void *)buffer;
		struct netdev_buffer *next = buffer->next;

		REQUIRE(own->out);
		own->out = false;
		card.used--;
		free(own->memory);
		buffer = next;
	}
}

size_t net_send(size_t at, struct netdev_buffer **frames, size_t count)
{
	size_t done = 0;

	while (card.link && done < count && done < card.send_limit) {
		struct netdev_buffer *frame = frames[done++];
		size_t slot = (card.sent_first + card.sent_count) % SENT_MOST;
		size_t size = 0;

		for (const struct netdev_buffer *piece = frame; piece != NULL; piece = piece->next) {
			REQUIRE(size + piece->size <= CARD_ROOM);
			memcpy(card.sent[slot] + size, piece->data, piece->size);
			size += piece->size;
		}
		card.sent_size[slot] = size;
		card.sent_flags[slot] = frame->flags;
		card.sent_start = frame->checksum_start;
		card.sent_offset = frame->checksum_offset;
		if (card.sent_count < SENT_MOST)
			card.sent_count++;
		else
			card.sent_first = (card.sent_first + 1) % SENT_MOST;
		card.sent_total++;
		net_release(at, frame);
	}
	return done;
}

static inline size_t card_flood(struct netdev_buffer **frames, size_t limit)
{
	REQUIRE(++card.flooded < 10000);
	for (size_t i = 0; i < limit; i++) {
		frames[i] = net_buffer(0);
		REQUIRE(frames[i] != NULL);
		memset(frames[i]->data, 0xee, 60);
		frames[i]->size = 60;
		frames[i]->tailroom -= 60;
	}
	return limit;
}

size_t net_receive(size_t at, struct netdev_buffer **frames, size_t limit)
{
	size_t count = card.arrived_count < limit ? card.arrived_count : limit;

	(void)at;
	if (card.floods)
		return card_flood(frames, limit);
	memcpy(frames, card.arrived, count * sizeof frames[0]);
	card.arrived_count -= count;
	memmove(card.arrived, card.arrived + count, card.arrived_count * sizeof frames[0]);
	return count;
}

void net_counts(size_t at, struct netdev_counts *out)
{
	(void)at;
	*out = (struct netdev_counts){ 0 };
}

/* A frame arrives, over several buffers where `piece` bytes are fewer than it has. False: there is no buffer. */
static inline bool card_arrive(const uint8_t *bytes, size_t size, size_t piece, unsigned flags)
{
	struct netdev_buffer *first = NULL;
	struct netdev_buffer **end = &first;

	if (card.arrived_count == CARD_BUFFERS)
		return false;
	do {
		size_t part = size < piece ? size : piece;
		struct netdev_buffer *buffer = net_buffer(0);

		if (buffer == NULL) {
			if (first != NULL)
				net_release(0, first);
			return false;
		}
		/* As much as there is and the driver has behind it: reading past that is found. */
		struct card_buffer *own = (struct card_buffer *)(void *)buffer;

		own->memory = realloc(own->memory, CARD_HEADROOM + part + card.behind);
		buffer->data = own->memory + CARD_HEADROOM;
		memcpy(buffer->data, bytes, part);
		buffer->size = (uint32_t)part;
		buffer->tailroom = card.behind;
		*end = buffer;
		end = &buffer->next;
		bytes += part;
		size -= part;
	} while (size > 0);
	first->flags = (uint16_t)flags;
	card.arrived[card.arrived_count++] = first;
	sched_defer(&card.work);
	return true;
}

/* The next frame that was sent; 0 when there is none. */
static inline size_t card_sent(uint8_t *to)
{
	if (card.sent_count == 0)
		return 0;

	size_t size = card.sent_size[card.sent_first];

	memcpy(to, card.sent[card.sent_first], size);
	card.sent_first = (card.sent_first + 1) % SENT_MOST;
	card.sent_count--;
	return size;
}

static inline bool heap_refuses(void)
{
	heap_calls++;
	return heap_fails_at != 0 && (heap_fails_on ? heap_calls >= heap_fails_at : heap_calls == heap_fails_at);
}

void *heap_malloc(size_t size)
{
	if (heap_interrupted != NULL)
		heap_interrupted();
	if (heap_refuses())
		return NULL;
	heap_blocks++;
	return malloc(size);
}

void heap_free(void *block)
{
	if (block != NULL)
		heap_blocks--;
	free(block);
}

void *heap_realloc(void *block, size_t size)
{
	return realloc(block, size);
}

void *heap_memalign(size_t align, size_t size)
{
	(void)align;
	return heap_malloc(size);
}

uint64_t clock_now_ns(void)
{
	return world_now;
}

void clock_spin_ns(uint64_t ns)
{
	world_now += ns;
}

void timer_set(struct timer *timer, uint64_t when_ns)
{
	timer->when_ns = when_ns;
	world_alarm = timer;
}

bool timer_cancel(struct timer *timer)
{
	bool was = world_alarm == timer;

	world_alarm = NULL;
	return was;
}

int random_fill(void *data, size_t size)
{
	uint8_t *to = data;

	while (size-- > 0)
		*to++ = (uint8_t)test_next(&world_random);
	return 0;
}

const char *random_seeded_from(void)
{
	return "the test";
}

/* Sections nest, and nothing in one may wait. */
static unsigned world_locked;

unsigned long lock_enter(void)
{
	return world_locked++;
}

void lock_leave(unsigned long state)
{
	world_locked--;
	REQUIRE(world_locked == state);
}

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(world_printed);

	return vsnprintf(world_printed + used, sizeof world_printed - used, format, arguments);
}

struct sched_thread *sched_self(void)
{
	return NULL;
}

/* Lets `ms` milliseconds pass, with all that happens in them. */
static inline void world_pass(uint64_t ms)
{
	uint64_t until = world_now + ms * 1000000;

	test_run_deferred();
	while (world_alarm != NULL && world_alarm->when_ns <= until) {
		struct timer *timer = world_alarm;

		if (timer->when_ns > world_now)
			world_now = timer->when_ns;
		world_alarm = NULL;
		timer->handler(timer->ctx);
		test_run_deferred();
	}
	world_now = until;
}

void sched_sem_post(struct sched_sem *sem)
{
	sem->count++;
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	uint64_t most = timeout_ns == SCHED_FOREVER ? LONGEST_MS * MS : timeout_ns;
	uint64_t until = world_now + most;

	CHECK_EQ(world_locked, 0);
	test_run_deferred();
	while (sem->count == 0 && world_now < until) {
		uint64_t left = (until - world_now + MS - 1) / MS;

		if (!test_step())
			world_pass(left < STEP_MS ? left : STEP_MS);
		test_run_deferred();
	}
	REQUIRE(sem->count > 0 || timeout_ns != SCHED_FOREVER);
	if (sem->count == 0)
		return -ETIMEDOUT;
	sem->count--;
	return 0;
}

#endif
