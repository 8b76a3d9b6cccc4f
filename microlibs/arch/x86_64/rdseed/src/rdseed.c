/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define LEAF_FEATURES 1u
#define ECX_RDRAND (1u << 30)
#define LEAF_EXTENDED 7u
#define EBX_RDSEED (1u << 18)
#define PROBES 4u

static enum { NEITHER, SEED, RANDOM } kind;

/* A test stands in for the processor. */
#ifndef RDSEED_TEST
static void cpuid(uint32_t leaf, uint32_t out[4])
{
	__asm__ volatile("cpuid" : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3]) : "a"(leaf), "c"(0));
}

static bool draw(uint64_t *word)
{
	bool there;

	if (kind == SEED)
		__asm__ volatile("rdseed %0" : "=r"(*word), "=@ccc"(there));
	else
		__asm__ volatile("rdrand %0" : "=r"(*word), "=@ccc"(there));
	return there;
}
#else
void cpuid(uint32_t leaf, uint32_t out[4]);
bool draw(uint64_t *word);
#endif

static bool next(uint64_t *word)
{
	for (unsigned i = 0; i < CONFIG_TRIES; i++) {
		if (draw(word))
			return true;
		__asm__ volatile("pause");
	}
	return false;
}

/* Some processors answer with the same word for ever. One that has nothing now may have something later. */
static bool stuck(void)
{
	uint64_t first;
	uint64_t word;

	if (!next(&first))
		return false;
	for (unsigned i = 1; i < PROBES; i++) {
		if (!next(&word) || word != first)
			return false;
	}
	return true;
}

int init(void)
{
	uint32_t regs[4];

	kind = NEITHER;
	cpuid(0, regs);

	uint32_t most = regs[0];

	if (most >= LEAF_FEATURES) {
		cpuid(LEAF_FEATURES, regs);
		if ((regs[2] & ECX_RDRAND) != 0)
			kind = RANDOM;
	}
	if (most >= LEAF_EXTENDED) {
		cpuid(LEAF_EXTENDED, regs);
		if ((regs[1] & EBX_RDSEED) != 0)
			kind = SEED;
	}
	if (kind != NEITHER && stuck())
		kind = NEITHER;
	return 0;
}

long entropy_gather(void *data, size_t size)
{
	uint8_t *to = data;
	size_t done = 0;

	if (kind == NEITHER)
		return -ENODEV;
	while (done < size) {
		uint64_t word;

		if (!next(&word))
			return done != 0 ? (long)done : -EAGAIN;

		size_t part = size - done < sizeof word ? size - done : sizeof word;

		memcpy(to + done, &word, part);
		done += part;
	}
	return (long)done;
}

const char *entropy_source(void)
{
	return kind == RANDOM ? "RDRAND" : "RDSEED";
}
