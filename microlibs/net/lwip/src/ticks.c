/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's time-outs. Its own timer list takes memory and looks at the clock at every turn; these are a row of intervals, of
 * which the earliest sets the timer. That of TCP is only among them while there are connections.
 */
#include "lwip.h"

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/nd6.h"

#define NS_PER_MS 1000000u
#define NEVER UINT64_MAX

static const struct {
	uint32_t ms;
	void (*run)(void);
} ticks[] = {
#if LWIP_TCP
	{ TCP_TMR_INTERVAL, tcp_tmr }, /* the first: TICK_TCP */
#endif
#if LWIP_ARP
	{ ARP_TMR_INTERVAL, etharp_tmr },
#endif
#if IP_REASSEMBLY
	{ IP_TMR_INTERVAL, ip_reass_tmr },
#endif
#if LWIP_DHCP
	{ DHCP_COARSE_TIMER_MSECS, dhcp_coarse_tmr },
	{ DHCP_FINE_TIMER_MSECS, dhcp_fine_tmr },
#endif
#if LWIP_DNS
	{ DNS_TMR_INTERVAL, dns_tmr },
#endif
#if LWIP_IPV6
	{ ND6_TMR_INTERVAL, nd6_tmr },
	{ MLD6_TMR_INTERVAL, mld6_tmr },
#if LWIP_IPV6_REASS
	{ IP6_REASS_TMR_INTERVAL, ip6_reass_tmr },
#endif
#endif
};

#define TICKS (sizeof ticks / sizeof ticks[0])
#define TICK_TCP 0

static uint64_t due[TICKS];
static uint64_t next;  /* the earliest of them */
static uint64_t armed; /* what the timer is set to */
static volatile bool rang;

/* Deferred context. */
static void work(void *ctx)
{
	(void)ctx;
	core_call();
}

static struct sched_work ring_work = SCHED_WORK_INIT(work, NULL);

/* Interrupt context. */
static void ring(void *ctx)
{
	(void)ctx;
	rang = true;
	sched_defer(&ring_work);
}

static struct timer alarm = TIMER_INIT(ring, NULL);

static void find_next(void)
{
	next = NEVER;
	for (size_t i = 0; i < TICKS; i++) {
		if (due[i] < next)
			next = due[i];
	}
}

void ticks_init(void)
{
	uint64_t now = clock_now_ns();

	for (size_t i = 0; i < TICKS; i++)
		due[i] = now + (uint64_t)ticks[i].ms * NS_PER_MS;
#if LWIP_TCP
	due[TICK_TCP] = NEVER;
#endif
	armed = NEVER;
	find_next();
}

#if LWIP_TCP
/* lwIP's: there are connections. */
void tcp_timer_needed(void)
{
	if (due[TICK_TCP] != NEVER)
		return;
	due[TICK_TCP] = clock_now_ns() + TCP_TMR_INTERVAL * (uint64_t)NS_PER_MS;
	if (due[TICK_TCP] < next)
		next = due[TICK_TCP];
}
#endif

static void run_due(uint64_t now)
{
	for (size_t i = 0; i < TICKS; i++) {
		if (due[i] > now)
			continue;
		ticks[i].run();
		/* Time that was missed is not caught up with. */
		due[i] += (uint64_t)ticks[i].ms * NS_PER_MS;
		if (due[i] <= now)
			due[i] = now + (uint64_t)ticks[i].ms * NS_PER_MS;
	}
#if LWIP_TCP
	if (tcp_active_pcbs == NULL && tcp_tw_pcbs == NULL)
		due[TICK_TCP] = NEVER;
#endif
	find_next();
}

void ticks_run(bool soon)
{
	if (!rang && !soon)
		return;

	uint64_t now = clock_now_ns();

	if (rang) {
		rang = false;
		armed = NEVER;
		run_due(now);
	}
	if (soon && now + NS_PER_MS < next)
		next = now + NS_PER_MS;
}

void ticks_arm(void)
{
	if (next >= armed)
		return;
	armed = next;
	timer_set(&alarm, next);
}

/* lwIP's two. */
void sys_timeouts_init(void)
{
}

uint32_t sys_now(void)
{
	return (uint32_t)(clock_now_ns() / NS_PER_MS);
}
