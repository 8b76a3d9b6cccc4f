/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define KEPT 8u
#define LARGEST 1000u

struct piece {
	uint8_t *at;
	size_t size;
	uint8_t mark;
};

static struct piece pieces[KEPT];
/* A linear congruential generator (Knuth's MMIX): the same sizes in every run. */
static uint64_t state = 1;

static size_t next_size(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(state >> 33) % LARGEST + 1;
}

static bool intact(const struct piece *piece)
{
	for (size_t i = 0; i < piece->size; i++) {
		if (piece->at[i] != piece->mark)
			return false;
	}
	return true;
}

/* One round; false when a block's contents have changed. */
static bool work(unsigned round)
{
	struct piece *piece = &pieces[round % KEPT];

	if (piece->at != NULL && !intact(piece))
		return false;
	heap_free(piece->at);
	*piece = (struct piece){ .size = next_size(), .mark = (uint8_t)round };
	piece->at = heap_malloc(piece->size);
	if (piece->at == NULL)
		piece->size = 0; /* the statistics show it */
	else
		memset(piece->at, piece->mark, piece->size);
	return true;
}

/* Context: thread. 1 when somebody else wrote into its memory. */
int main(void)
{
	struct allocstats stats;

	for (unsigned round = 0; round < CONFIG_ROUNDS; round++) {
		if (!work(round)) {
			out_print("%s: a block changed in round %u\n", CONFIG_NAME, round);
			return 1;
		}
	}
	stats_read(&stats);
	out_print("%s: %u rounds, used %zu, peak %zu, live %llu, failures %llu\n", CONFIG_NAME, CONFIG_ROUNDS, stats.used,
		  stats.peak, (unsigned long long)stats.live, (unsigned long long)stats.failures);
	return 0;
}
