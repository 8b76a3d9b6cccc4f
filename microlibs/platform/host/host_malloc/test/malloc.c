/* SPDX-License-Identifier: BSD-3-Clause */
/* Random calls against a shadow, and what C leaves open. */
#include <ports.h>
#include <uniloom/shadow.h>

int main(void)
{
	struct shadow shadow = { .random = { 1 }, .largest = 6000 };

	for (unsigned long i = 0; i < scaled(5000); i++)
		shadow_step(&shadow);
	shadow_free_all(&shadow);
	CHECK_EQ(shadow.refused, 0);

	void *a = alloc_malloc(0);
	void *b = alloc_realloc(NULL, 0);

	CHECK(a != NULL && b != NULL && a != b);
	CHECK(alloc_realloc(a, 0) == NULL);
	alloc_free(b);
	CHECK(alloc_memalign(3, 1) == NULL);
	CHECK(alloc_memalign(0, 1) == NULL);
	return test_done();
}
