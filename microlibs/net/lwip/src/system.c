/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP asks of the system, and where it begins. */
#include "lwip.h"

#include "lwip/init.h"

/* In one draw: ports, first sequence numbers and identifiers are 2 to 4 bytes each. */
static uint32_t numbers[16];
static unsigned left;

uint32_t lwip_random(void)
{
	if (left == 0) {
		/* Where the generator has failed since init, what stands here is used again; nothing else is to be had. */
		(void)random_fill(numbers, sizeof numbers);
		left = sizeof numbers / sizeof numbers[0];
	}

	uint32_t number = numbers[--left];

	numbers[left] = number * 2654435761u + 1;
	return number;
}

_Noreturn void lwip_failed(const char *what)
{
	panic_because(what);
}

int error_of(err_t error)
{
	switch (error) {
	case ERR_OK:
		return 0;
	case ERR_MEM:
	case ERR_BUF:
		return -ENOMEM;
	case ERR_TIMEOUT:
	case ERR_ABRT:
		return -ETIMEDOUT;
	case ERR_RTE:
	case ERR_IF:
		return -ENETUNREACH;
	case ERR_INPROGRESS:
		return -EINPROGRESS;
	case ERR_WOULDBLOCK:
		return -EAGAIN;
	case ERR_USE:
		return -EADDRINUSE;
	case ERR_ALREADY:
		return -EALREADY;
	case ERR_ISCONN:
		return -EISCONN;
	case ERR_CONN:
	case ERR_CLSD:
		return -ENOTCONN;
	case ERR_RST:
		return -ECONNRESET;
	default:
		return -EINVAL;
	}
}

int init(void)
{
	if (random_fill(numbers, sizeof numbers) < 0)
		panic_because(COMPONENT_NAME ": there are no random numbers, without which anybody could guess ports and sequence numbers");
	left = sizeof numbers / sizeof numbers[0];
	lwip_init();
	ticks_init();
	return interfaces_init();
}
