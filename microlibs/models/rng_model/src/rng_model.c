/* SPDX-License-Identifier: BSD-3-Clause */
/* OASIS virtio 1.2, 5.4. */
#include <ports.h>

static uint64_t state = CONFIG_SEED;

unsigned rng_type(void)
{
	return VIRTIO_ENTROPY;
}

uint64_t rng_features(void)
{
	return 0;
}

void rng_accept(uint64_t features)
{
	(void)features;
}

unsigned rng_queues(void)
{
	return 1;
}

bool rng_changed(void)
{
	return false;
}

uint8_t rng_config(size_t offset)
{
	(void)offset;
	return UINT8_MAX;
}

/* xorshift64 (Marsaglia 2003). */
static uint8_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint8_t)(state >> 32);
}

long rng_serve(unsigned queue, const struct virtdev_piece *pieces, unsigned readable, unsigned writable)
{
	long written = 0;

	(void)queue;
	for (unsigned i = 0; i < writable; i++) {
		for (uint32_t k = 0; k < pieces[readable + i].size && written < CONFIG_MOST; k++, written++)
			pieces[readable + i].at[k] = next();
	}
	return written;
}
