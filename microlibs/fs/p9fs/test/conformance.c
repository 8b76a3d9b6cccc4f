/* SPDX-License-Identifier: BSD-3-Clause */
/* What every file system does, over a host that keeps to the protocol. */
#include <ports.h>
#include <uniloom/panics.h>
#include "server.h"

#include "../../ramfs/test/conformance.h"

int p9_request(const void *message, size_t size, void *answer, size_t *answer_size)
{
	server_answer(message, size, answer, answer_size);
	return 0;
}

int main(void)
{
	struct conformance about = { .at = "", .keeps_modes = true, .keeps_times = true };

	server_reset();
	REQUIRE(component_init() == 0);
	conformance_run(&about);
	CHECK_EQ(fs_make_folder("/some", 0700), 0);
	about.at = "/some";
	conformance_run(&about);
	CHECK_EQ(server_open_fids, 0);
	CHECK_EQ(heap_blocks, 2);
	return test_done();
}
