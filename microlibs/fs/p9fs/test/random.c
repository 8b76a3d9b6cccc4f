/* SPDX-License-Identifier: BSD-3-Clause */
/* Random calls beside a model. */
/* config: MESSAGE_BYTES=4096 */
#include <ports.h>
#include <uniloom/panics.h>
#include "server.h"
#include "../../fat/test/model.h"

int p9_request(const void *message, size_t size, void *answer, size_t *answer_size)
{
	server_answer(message, size, answer, answer_size);
	return 0;
}

/* What is removed is still what the host knows by its number. */
static void run(uint64_t seed)
{
	static struct model model;

	memset(&model, 0, sizeof model);
	model.random.state = seed;
	model.largest = 30000;
	server_reset();
	server_says = 4096;
	server_unit = seed % 2 != 0 ? 1000 : 0;
	server_room = 200000;
	REQUIRE(component_init() == 0);
	for (unsigned long i = 0; i < 4000; i++)
		model_step(&model);
	model_close(&model);
	model_check(&model);
	for (unsigned i = 0; i < 7; i++)
		CHECK(model.done[i] > 0);
	CHECK_EQ(server_open_fids, 0);
	CHECK_EQ(heap_blocks, 2);
	model_end(&model);
}

int main(void)
{
	for (uint64_t seed = 1; seed <= scaled(4); seed++)
		run(seed);
	server_reset();
	return test_done();
}
