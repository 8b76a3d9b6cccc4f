/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "chacha.h"

#define POOL (4 * CHACHA_BLOCK)
#define SEED CHACHA_KEY
#define LARGE (2 * CHACHA_BLOCK)
#define TRIES 16u /* of a source that has nothing now */
#define RESEED ((uint64_t)CONFIG_RESEED_KB * 1024)

static const uint8_t no_nonce[12];
static uint8_t key[CHACHA_KEY];
/* Key stream that nobody has yet: the last `left` bytes. What stands before them is erased. */
static uint8_t pool[POOL];
static size_t left;
static bool seeded;
static uint64_t given; /* bytes since the last seed */
static char names[128];

static unsigned long enter(void)
{
	return LOCK_WIRED ? lock_enter() : 0;
}

static void leave(unsigned long state)
{
	if (LOCK_WIRED)
		lock_leave(state);
}

/* As memset with 0, which a compiler would drop where nobody reads the bytes again. */
static void erase(volatile uint8_t *at, size_t size)
{
	while (size-- > 0)
		*at++ = 0;
}

/* Inside the lock. */
static void refill(void)
{
	for (uint32_t i = 0; i < POOL / CHACHA_BLOCK; i++)
		chacha_block(key, i, no_nonce, pool + i * CHACHA_BLOCK);
	memcpy(key, pool, sizeof key);
	erase(pool, sizeof key);
	left = POOL - sizeof key;
}

/* Inside the lock. At most LARGE bytes. */
static void take(uint8_t *to, size_t size)
{
	while (size > 0) {
		if (left == 0)
			refill();

		size_t part = size < left ? size : left;

		memcpy(to, pool + POOL - left, part);
		erase(pool + POOL - left, part);
		left -= part;
		to += part;
		size -= part;
	}
}

static void absorb(const uint8_t *seed, size_t size)
{
	uint8_t block[CHACHA_BLOCK];
	unsigned long state = enter();

	for (size_t i = 0; i < size; i++)
		key[i] ^= seed[i];
	chacha_block(key, 0, no_nonce, block);
	memcpy(key, block, sizeof key);
	erase(pool, sizeof pool);
	left = 0;
	leave(state);
	erase(block, sizeof block);
}

/* Whether source `at` gave all of a seed. What it gave is mixed in anyway. */
static bool gather(size_t at)
{
	uint8_t seed[SEED];
	size_t used = 0;
	unsigned tries = 0;

	while (used < sizeof seed && tries < TRIES) {
		long got = sources_gather(at, seed + used, sizeof seed - used);

		if (got > 0 && (size_t)got <= sizeof seed - used)
			used += (size_t)got;
		else if (got == -EAGAIN)
			tries++;
		else
			break;
	}
	absorb(seed, used);
	erase(seed, sizeof seed);
	return used == sizeof seed;
}

static void add_name(const char *name)
{
	size_t used = 0;
	const char *const parts[] = { ", ", name };

	while (names[used] != '\0')
		used++;
	for (unsigned i = used == 0; i < 2; i++) {
		for (const char *from = parts[i]; *from != '\0' && used + 1 < sizeof names; from++)
			names[used++] = *from;
	}
	names[used] = '\0';
}

/* Not inside the lock: sources may wait. */
static void seed_from_all(void)
{
	bool any = false;
	uint32_t gave = 0; /* a bit a source; nobody has more */

	for (size_t i = 0; i < sources_count(); i++) {
		if (!gather(i))
			continue;
		any = true;
		gave |= (uint32_t)1 << i % 32;
	}

	unsigned long state = enter();

	/* While sources wait another thread may have been here. */
	for (size_t i = 0; !seeded && i < sources_count(); i++) {
		if ((gave >> i % 32 & 1) != 0)
			add_name(sources_source(i));
	}
	seeded = seeded || any;
	given = 0;
	leave(state);
}

int init(void)
{
	seed_from_all();
#if CONFIG_ANNOUNCE
	if (seeded)
		log_print("%s: seeded from %s\n", COMPONENT_NAME, names);
	else
		log_print("%s: not seeded, none of %zu sources has given %u bytes\n", COMPONENT_NAME, sources_count(), SEED);
#endif
	return 0;
}

/* What `own`, a key that nobody else has, gives. */
static void generate(const uint8_t own[CHACHA_KEY], uint8_t *to, size_t size)
{
	uint8_t nonce[12] = { 0 };
	uint8_t block[CHACHA_BLOCK];
	uint64_t counter = 0;

	for (; size > 0; counter++) {
		size_t part = size < sizeof block ? size : sizeof block;

		/* Past 256 GB the nonce counts on. */
		nonce[0] = (uint8_t)(counter >> 32);
		chacha_block(own, (uint32_t)counter, nonce, block);
		memcpy(to, block, part);
		to += part;
		size -= part;
	}
	erase(block, sizeof block);
}

int random_fill(void *data, size_t size)
{
	if (!seeded || given >= RESEED)
		seed_from_all();
	if (!seeded)
		return -ENODATA;

	uint8_t own[CHACHA_KEY];
	bool large = size >= LARGE;
	unsigned long state = enter();

	given += size;
	take(large ? own : data, large ? sizeof own : size);
	leave(state);
	if (large) {
		generate(own, data, size);
		erase(own, sizeof own);
	}
	return 0;
}

const char *random_seeded_from(void)
{
	return names;
}
