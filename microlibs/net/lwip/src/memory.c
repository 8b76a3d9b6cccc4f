/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In place of lwIP's mem.c and memp.c: every block is the heap's, and given back at once. Each kind of structure has a
 * limit, past which none is handed out: lwIP then forgets the oldest connection that only waits for time to pass.
 */
#include "lwip.h"

#include "lwip/memp.h"

#include "lwip/etharp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/priv/nd6_priv.h"

bool memory_refused;

static const struct {
	uint16_t size;
	uint16_t limit;
} kinds[MEMP_MAX] = {
#define LWIP_MEMPOOL(name, number, bytes, text) [MEMP_##name] = { (bytes), (number) },
#include "lwip/priv/memp_std.h"
};

static uint16_t used[MEMP_MAX];

void mem_init(void)
{
}

void memp_init(void)
{
	memset(used, 0, sizeof used);
}

void *mem_malloc(mem_size_t size)
{
	void *block = heap_malloc(size);

	if (block == NULL)
		memory_refused = true;
	return block;
}

void *mem_calloc(mem_size_t count, mem_size_t size)
{
	void *block = mem_malloc(count * size);

	if (block != NULL)
		memset(block, 0, count * size);
	return block;
}

/* The end of a block may stay unused: moving it is not allowed. */
void *mem_trim(void *block, mem_size_t size)
{
	(void)size;
	return block;
}

void mem_free(void *block)
{
	heap_free(block);
}

void *memp_malloc(memp_t kind)
{
	if (used[kind] >= kinds[kind].limit)
		return NULL;

	void *block = mem_malloc(kinds[kind].size);

	if (block != NULL)
		used[kind]++;
	return block;
}

void memp_free(memp_t kind, void *block)
{
	if (block == NULL)
		return;
#if LWIP_TCP
	if (kind == MEMP_TCP_PCB)
		stream_gone(block);
#endif
	used[kind]--;
	heap_free(block);
}
