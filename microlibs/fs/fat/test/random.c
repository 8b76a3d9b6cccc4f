/* SPDX-License-Identifier: BSD-3-Clause */
#define _POSIX_C_SOURCE 200809L
/* Random calls beside a model, on each kind of table and on a disk that is soon full; what is on the disk is the same after a restart. */
/* config: CACHE=6 */
#include "ramdisk.h"
#include "model.h"

/* How often there was no room. */
static unsigned long run(const struct format *how, uint64_t seed, size_t largest, unsigned long steps)
{
	static struct model model;

	memset(&model, 0, sizeof model);
	model.random.state = seed;
	model.largest = largest;
	begin(how);
	for (unsigned long i = 0; i < steps; i++) {
		model_step(&model);
		if (i % 500 == 499) {
			model_close(&model);
			component_fini();
			abandon();
			REQUIRE(component_init() == 0);
			model_check(&model);
		}
	}
	model_close(&model);
	model_check(&model);
	CHECK_EQ(heap_blocks, 1);
	component_fini();
	CHECK_EQ(fsck((uint64_t)how->offset * how->sector_bytes), 0);
	for (unsigned i = 0; i < 7; i++)
		CHECK(model.done[i] > 0);
	printf("seed %lu: %lu writes, %lu cuts, %lu opened, %lu folders, %lu removed, %lu renamed; %lu times full\n",
	       (unsigned long)seed, model.done[0], model.done[1], model.done[2], model.done[3], model.done[4], model.done[5], model.full);
	model_end(&model);
	return model.full;
}

int main(void)
{
	static const struct format tiny12 = { .bits = 12, .sectors = 200, .sector_bytes = 512, .per_cluster = 2, .root_entries = 32 };
	unsigned long rounds = scaled(3);
	unsigned long full = 0;

	for (uint64_t seed = 1; seed <= rounds; seed++) {
		(void)run(&small12, seed * 10, 60000, 4000);
		(void)run(&small16, seed * 10 + 1, 100000, 4000);
		(void)run(&small32, seed * 10 + 2, 100000, 2000);
		(void)run(&wide32, seed * 10 + 3, 100000, 2000);
		full += run(&tiny12, seed * 10 + 4, 60000, 4000);
		/* Memory that the disk cannot reach goes by the kept sectors. */
		ram_info.alignment = 512;
		(void)run(&small16, seed * 10 + 5, 100000, 1000);
		ram_info.alignment = 1;
	}
	CHECK(full > 0);
	abandon();
	free(ram);
	return test_done();
}
