/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of this microlib share. "The core" is lwIP and all that is reached from it; only one is in it at a time. */
#ifndef UNILOOM_LWIP_H
#define UNILOOM_LWIP_H

#include <ports.h>

#include "lwipopts.h"
#include "lwip/opt.h"
#include "arch/cc.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"

#define SEND_BATCH 32u

/* One network card. */
struct interface {
	struct netif netif;
	size_t index; /* of the port `net` */
	bool has_link;
	bool offload; /* the card fills in checksums */
	bool announced; /* its IPv4 address was printed */
	bool is_static;
	unsigned announced6; /* bit for each IPv6 address that was printed */
	uint16_t headroom_wanted;
	unsigned waiting; /* frames in `frames` */
	struct netdev_buffer *frames[SEND_BATCH];
};

extern struct interface *interfaces;
extern size_t interface_count;

/* core.c. Context: init, thread. `core_enter` may wait, for another thread that is in the core. */
void core_enter(void);
void core_leave(void);
/*
 * In the core: takes in what the cards have, and runs what is due. For calls that come back without having waited: a program
 * that asks again and again gives no deferred work a turn where threads are not preempted.
 */
void core_serve(void);
/* Deferred context, interrupts as well: `interfaces` or the clock want looking after. */
void core_call(void);

/* receive.c: takes what has arrived. True when there may be more. In the core. */
bool receive_all(void);
/* Received frames of which the buffers are not given back yet. */
extern unsigned frames_held;

/* send.c. In the core. */
err_t send_frame(struct netif *netif, struct pbuf *frame);
void send_flush(void);
/* Datagrams larger than a frame get their checksum before they are taken apart: between these two. */
void send_large_begin(void);
void send_large_end(void);

/* interface.c */
int interfaces_init(void);
void interfaces_look(void); /* at their links. In the core. */
void interfaces_loop(void); /* what they have sent to themselves comes in. In the core. */

/* ticks.c. In the core. */
void ticks_init(void);
void ticks_run(bool soon); /* what is due. `soon`: the core is to be called again in a millisecond */
void ticks_arm(void);

/* memory.c: whether the heap has refused since it was last set to false. */
extern bool memory_refused;

/* address.c */
/* An address in text, with its prefix behind "/" where `prefix` is not NULL (-1 where there is none). Returns the first character behind it; NULL: no address. */
const char *address_parse(const char *text, struct socket_address *out, int *prefix);
/* At most ADDRESS_TEXT bytes with the zero. Returns `text`. */
#define ADDRESS_TEXT 48u
const char *address_format(const ip_addr_t *address, char *text);
/* To and from lwIP's. False for a family that is not compiled in. */
bool address_in(const struct socket_address *from, ip_addr_t *to);
void address_out(const ip_addr_t *from, uint16_t port, bool as_ip6, struct socket_address *to);

#if LWIP_TCP
/* The socket layer is told that `pcb`, which it may still know, is freed. */
void stream_gone(struct tcp_pcb *pcb);
#endif

int error_of(err_t error);

#endif
