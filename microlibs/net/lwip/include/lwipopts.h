/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's own options, from ours. Included by its every file. */
#ifndef UNILOOM_LWIPOPTS_H
#define UNILOOM_LWIPOPTS_H

/* <ports.h> has it already, where that was before. */
#ifndef CONFIG_SOCKETS
#include "config.h"
#endif

/* What is called from where is seen to by core.c: nothing in here locks. */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_RAW 0
#define LWIP_STATS 0
#define LWIP_TIMERS 1
#define LWIP_TIMERS_CUSTOM 1 /* ticks.c */

#if !CONFIG_ASSERTS
#define LWIP_NOASSERT
#endif

/* memory.c is in place of lwIP's two: all of it from the port `heap`. */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 8

#define MEMP_NUM_TCP_PCB CONFIG_CONNECTIONS
#define MEMP_NUM_TCP_PCB_LISTEN CONFIG_SOCKETS
#define MEMP_NUM_TCP_SEG UINT16_MAX /* bounded for each connection by TCP_SND_QUEUELEN and the limits of ooseq */
#define MEMP_NUM_UDP_PCB (CONFIG_SOCKETS + 8)
#define MEMP_NUM_PBUF UINT16_MAX
#define MEMP_NUM_REASSDATA 4
#define MEMP_NUM_FRAG_PBUF 64
#define MEMP_NUM_ND6_QUEUE 16
#define MEMP_NUM_MLD6_GROUP 32
#define PBUF_POOL_SIZE 0
#define PBUF_POOL_FREE_OOSEQ 0

#define LWIP_ARP CONFIG_IPV4
#define LWIP_ETHERNET 1
#define ARP_TABLE_SIZE CONFIG_NEIGHBOURS
#define ARP_QUEUEING 1 /* many ask at once for the first address that is not known */
#define ARP_QUEUE_LEN 16
#define MEMP_NUM_ARP_QUEUE 64
#define ETH_PAD_SIZE 0

#define LWIP_IPV4 CONFIG_IPV4
#define LWIP_ICMP CONFIG_IPV4
#define IP_REASSEMBLY (CONFIG_IPV4 && CONFIG_FRAGMENTS)
#define IP_FRAG (CONFIG_IPV4 && CONFIG_FRAGMENTS)
#define IP_REASS_MAX_PBUFS 16
#define IP_FORWARD 0
#define IP_SOF_BROADCAST 1
#define IP_SOF_BROADCAST_RECV 0
#define LWIP_DHCP (CONFIG_DHCP && CONFIG_IPV4 && CONFIG_UDP)
#define DHCP_DOES_ARP_CHECK (LWIP_DHCP && CONFIG_DHCP_ARP_CHECK)
#define LWIP_AUTOIP 0
#define LWIP_IGMP 0

#define LWIP_IPV6 CONFIG_IPV6
#define LWIP_IPV6_AUTOCONFIG CONFIG_IPV6
#define LWIP_IPV6_MLD CONFIG_IPV6
#define LWIP_IPV6_DHCP6 0
#define LWIP_IPV6_FRAG (CONFIG_IPV6 && CONFIG_FRAGMENTS)
#define LWIP_IPV6_REASS (CONFIG_IPV6 && CONFIG_FRAGMENTS)
#define LWIP_IPV6_FORWARD 0
#define IPV6_FRAG_COPYHEADER 1 /* what is kept in place of a header has pointers, too large for it */
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 1
#define LWIP_ND6_NUM_NEIGHBORS CONFIG_NEIGHBOURS
#define LWIP_ND6_NUM_DESTINATIONS CONFIG_NEIGHBOURS
#define LWIP_ND6_QUEUEING 1
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS (LWIP_DNS ? 2 : 0)
#define LWIP_MULTICAST_TX_OPTIONS 0

#define LWIP_UDP CONFIG_UDP
#define LWIP_DNS (CONFIG_DNS && CONFIG_UDP)
#define DNS_TABLE_SIZE CONFIG_DNS_NAMES
#define DNS_MAX_SERVERS 2
#define DNS_MAX_RETRIES 4
#define LWIP_DHCP_MAX_DNS_SERVERS (LWIP_DNS ? 2 : 0)

#define LWIP_TCP CONFIG_TCP
#define TCP_MSS CONFIG_TCP_MSS
#define TCP_WND CONFIG_TCP_RECEIVE_BYTES
#define TCP_SND_BUF CONFIG_TCP_SEND_BYTES
#define TCP_SND_QUEUELEN (4 * (TCP_SND_BUF / TCP_MSS) + 8)
#define TCP_SNDLOWAT (TCP_SND_BUF / 3)
#define TCP_OVERSIZE 512
#define TCP_QUEUE_OOSEQ 1
#define TCP_OOSEQ_BYTES_LIMIT(pcb) lwip_ooseq_bytes()
#define TCP_OOSEQ_PBUFS_LIMIT(pcb) lwip_ooseq_pbufs()
#define TCP_LISTEN_BACKLOG 1
#define TCP_MAXRTX 8
#define TCP_SYNMAXRTX 5
/*
 * lwIP has one figure for how long TIME-WAIT lasts (twice it), which may be short, and for how long the peer of a
 * connection that is closed may leave what was written unacknowledged, which may not.
 */
#define TCP_MSL (pcb->state == TIME_WAIT ? CONFIG_TIME_WAIT_MS / 2u : CONFIG_CLOSING_S * 500u)
#define SO_REUSE 1
#define LWIP_HOOK_TCP_ISN(local, local_port, remote, remote_port) \
	((void)(local), (void)(local_port), (void)(remote), (void)(remote_port), lwip_random())

#define LWIP_SUPPORT_CUSTOM_PBUF 1
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_NETIF_LOOPBACK CONFIG_LOOPBACK
#define LWIP_HAVE_LOOPIF CONFIG_LOOPBACK
#define LWIP_LOOPBACK_MAX_PBUFS 64
#define LWIP_NETIF_HOSTNAME 0

/*
 * Checksums: what is received is looked at in here, by flags that receive.c sets for each frame; what is sent gets those
 * of TCP and UDP where the whole frame stands in one piece (send.c), or from the device.
 */
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
#define LWIP_CHECKSUM_ON_COPY 0
#define LWIP_CHKSUM lwip_sum

#endif
