/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses of names. */
#include "sockets.h"

#include "lwip/dns.h"

#if LWIP_DNS

/* A server that says nothing is asked for longer than this; one that says no is quicker. */
#define SILENCE_NS UINT64_C(4000000000)

struct question {
	struct sched_sem answered;
	bool found;
	ip_addr_t ip;
};

/* lwIP's. In the core. */
static void answered(const char *name, const ip_addr_t *ip, void *ctx)
{
	struct question *question = ctx;

	(void)name;
	question->found = ip != NULL;
	if (ip != NULL)
		question->ip = *ip;
	sched_sem_post(&question->answered);
}

static int ask(const char *name, u8_t type, struct socket_address *out)
{
	struct question question = { .answered = SCHED_SEM_INIT(0) };
	uint64_t begin = clock_now_ns();

	core_enter();

	int waited = wait_for_network();
	err_t error = dns_gethostbyname_addrtype(name, &question.ip, answered, &question, type);

	core_leave();
	if (error == ERR_INPROGRESS) {
		/* lwIP answers in any case, be it that nothing has come. */
		(void)sched_sem_wait(&question.answered, SCHED_FOREVER);
		if (!question.found)
			return clock_now_ns() - begin < SILENCE_NS ? -ENOENT : -ETIMEDOUT;
	} else if (error != ERR_OK) {
		return waited < 0 || error == ERR_VAL ? -ENETUNREACH : error == ERR_ARG ? -ENOENT : -ENOMEM;
	}
	address_out(&question.ip, 0, false, out);
	return 0;
}

ssize_t resolver_resolve(const char *name, unsigned family, struct socket_address *out, size_t limit)
{
	static const struct {
		uint8_t family;
		uint8_t type;
	} kinds[] = {
#if LWIP_IPV4
		{ SOCKET_IP4, LWIP_DNS_ADDRTYPE_IPV4 },
#endif
#if LWIP_IPV6
		{ SOCKET_IP6, LWIP_DNS_ADDRTYPE_IPV6 },
#endif
	};
	struct socket_address literal;
	const char *end = address_parse(name, &literal, NULL);
	ssize_t found = 0;
	int error = -ENOENT;

	if (limit == 0)
		return -EINVAL;
	if (end != NULL && *end == '\0') {
		*out = literal;
		return family == 0 || family == literal.family ? 1 : -ENOENT;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0] && (size_t)found < limit; i++) {
		if (family != 0 && family != kinds[i].family)
			continue;

		int asked = ask(name, kinds[i].type, out + found);

		if (asked == 0)
			found++;
		else
			error = asked;
	}
	return found > 0 ? found : error;
}

#endif
