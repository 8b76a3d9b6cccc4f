/* SPDX-License-Identifier: BSD-3-Clause */
/* It closes what it is wired to, and passes on what that says. */
#include <ports.h>
#include <uniloom/test.h>

static int answer;
static unsigned seals;

void *paging_reserve(size_t bytes, size_t align)
{
	(void)bytes;
	(void)align;
	return NULL;
}

int paging_release(void *at, size_t bytes)
{
	(void)at;
	(void)bytes;
	return -EPERM;
}

int paging_map(void *at, uint64_t physical, size_t bytes, unsigned rights)
{
	(void)at;
	(void)physical;
	(void)bytes;
	(void)rights;
	return -EPERM;
}

int paging_unmap(void *at, size_t bytes)
{
	(void)at;
	(void)bytes;
	return -EPERM;
}

int paging_protect(void *at, size_t bytes, unsigned rights)
{
	(void)at;
	(void)bytes;
	(void)rights;
	return -EPERM;
}

int paging_lookup(const void *at, uint64_t *physical, unsigned *rights)
{
	(void)at;
	(void)physical;
	(void)rights;
	return -ENOENT;
}

int paging_seal(void)
{
	seals++;
	return answer;
}

int main(void)
{
	CHECK_EQ(seal_close(), 0);
	answer = -ENOMEM;
	CHECK_EQ(seal_close(), -ENOMEM);
	CHECK_EQ(seals, 2);
	return test_done();
}
