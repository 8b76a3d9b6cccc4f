/* SPDX-License-Identifier: BSD-3-Clause */
/* with: virtio_rng virtqueue virtio_hostile */
/* config: RESET_POLLS=8 */
/* A device that lies, with capabilities that may be anything: finding, claiming and gathering return. */
#include <ports.h>
#include <virtio_hostile_ports.h>
#include <virtio_rng_ports.h>

#define virtio_mmio_init component_init
#define TEST_TYPE VIRTIO_ENTROPY
#include "../../../models/virtio_hostile/test/cases.h"

#include "../../../models/virtio_slots/test/as_pci.h"

static unsigned long gathered;
static unsigned long refused;

static void spoil(struct test_random *random)
{
	for (unsigned i = (unsigned)test_below(random, 3); i > 0; i--) {
		unsigned at = 0x34 + 4 * (unsigned)test_below(random, 30);
		uint32_t value = (uint32_t)test_next(random) >> test_below(random, 32);

		pci_set(&pci_slots[0], at, value);
	}
}

static void one_case(struct test_random *random)
{
	pci_plug(1);
	pci_owns = case_owns;
	pci_message_limit = (unsigned)test_below(random, 4);
	if (test_below(random, 2))
		spoil(random);
	if (virtio_rng_init() < 0)
		return;
	for (unsigned i = 0; i < 10; i++) {
		size_t size = 1 + (size_t)test_below(random, 100);
		long got = entropy_gather(case_alloc(size, 1), size);

		CHECK(got <= (long)size && got != 0);
		if (got > 0)
			gathered++;
		else
			refused++;
	}
}

int main(void)
{
	run_cases(scaled(10000));
	printf("%lu gathered, %lu not\n", gathered, refused);
	if (getenv("HOSTILE_CASE") == NULL)
		CHECK(gathered > 1000 && refused > 1000);
	return test_done();
}
