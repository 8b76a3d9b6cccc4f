/* SPDX-License-Identifier: BSD-3-Clause */
/* The cards: their addresses and links. */
#include "sockets.h"

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "netif/ethernet.h"

#define GENERATED (NETIF_CHECKSUM_GEN_IP | NETIF_CHECKSUM_GEN_ICMP | NETIF_CHECKSUM_GEN_ICMP6)

struct interface *interfaces;
size_t interface_count;

/* Deferred context. */
static void happened(void *ctx)
{
	(void)ctx;
	core_call();
}

/* The part of a list that is the interface's own: "" where there is none. Parts end at a comma. */
static const char *part_of(const char *list, size_t index)
{
	for (; index > 0; index--) {
		while (*list != '\0' && *list != ',')
			list++;
		if (*list == ',')
			list++;
	}
	return list;
}

static bool is_end(const char *text)
{
	return text != NULL && (*text == '\0' || *text == ',' || *text == ' ');
}

static _Noreturn void refuse(const char *what)
{
	panic_because(what);
}

#if LWIP_IPV4 || LWIP_IPV6
static void announce(const struct interface *interface, const ip_addr_t *address, unsigned prefix, const char *how)
{
	char text[ADDRESS_TEXT];

	if (interface_count == 1)
		out_print("%s: %s/%u %s\n", COMPONENT_NAME, address_format(address, text), prefix, how);
	else
		out_print("%s: %s/%u %s, interface %u\n", COMPONENT_NAME, address_format(address, text), prefix, how,
			  (unsigned)interface->index);
}
#endif

#if LWIP_IPV4
static unsigned prefix_of(uint32_t mask)
{
	unsigned prefix = 0;

	for (; mask != 0; mask <<= 1)
		prefix++;
	return prefix;
}
#endif

/* lwIP's: an address or a state has changed. In the core. */
static void changed(struct netif *netif)
{
	struct interface *interface = netif->state;

#if LWIP_IPV4
	bool has = netif_is_up(netif) && !ip4_addr_isany_val(*netif_ip4_addr(netif));

	if (has && !interface->announced)
		announce(interface, &netif->ip_addr,
			 prefix_of(lwip_ntohl(ip4_addr_get_u32(netif_ip4_netmask(netif)))),
			 interface->is_static ? "as set" : "by DHCP");
	interface->announced = has;
#endif
#if LWIP_IPV6
	for (unsigned i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++) {
		bool valid = ip6_addr_isvalid(netif_ip6_addr_state(netif, (s8_t)i)) != 0;
		bool told = (interface->announced6 >> i & 1) != 0;

		if (valid && !told && !ip6_addr_islinklocal(netif_ip6_addr(netif, i)))
			announce(interface, &netif->ip6_addr[i], 64,
				 netif_ip6_addr_isstatic(netif, i) ? "as set" : "by router");
		interface->announced6 = (interface->announced6 & ~(1u << i)) | (unsigned)valid << i;
	}
#endif
	wake_network();
}

/* lwIP's: fills in a netif. */
static err_t set_up(struct netif *netif)
{
	struct interface *interface = netif->state;
	struct netdev_info info;

	if (net_info(interface->index, &info) < 0)
		return ERR_IF;
	netif->name[0] = 'e';
	netif->name[1] = 'n';
	netif->mtu = info.mtu;
	netif->hwaddr_len = ETH_HWADDR_LEN;
	memcpy(netif->hwaddr, info.mac, sizeof info.mac);
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHERNET;
	netif->linkoutput = send_frame;
#if LWIP_IPV4
	netif->flags |= NETIF_FLAG_ETHARP;
	netif->output = etharp_output;
#endif
#if LWIP_IPV6
	netif->flags |= NETIF_FLAG_MLD6;
	netif->output_ip6 = ethip6_output;
#endif
	NETIF_SET_CHECKSUM_CTRL(netif, GENERATED);
	interface->offload = info.checksums;
	interface->has_link = info.link;
	return ERR_OK;
}

#if LWIP_IPV4
/* Sets what the options say. Whether they say something. */
static bool set_static(struct interface *interface)
{
	struct socket_address address;
	struct socket_address gateway = { 0 };
	const char *text = part_of(CONFIG_IP, interface->index);
	int prefix;
	ip4_addr_t ip[3];

	if (*text == '\0' || *text == ',')
		return false;
	if (!is_end(address_parse(text, &address, &prefix)) || address.family != SOCKET_IP4 || prefix < 0)
		refuse(COMPONENT_NAME ": IP is not an address with a prefix, such as 10.0.2.15/24");
	text = part_of(CONFIG_GATEWAY, interface->index);
	if (*text != '\0' && *text != ',' &&
	    (!is_end(address_parse(text, &gateway, NULL)) || gateway.family != SOCKET_IP4))
		refuse(COMPONENT_NAME ": GATEWAY is not an address, such as 10.0.2.2");
	memcpy(&ip[0].addr, address.ip, 4);
	ip[1].addr = prefix == 0 ? 0 : lwip_htonl(UINT32_MAX << (32 - prefix));
	memcpy(&ip[2].addr, gateway.ip, 4);
	interface->is_static = true;
	netif_set_addr(&interface->netif, &ip[0], &ip[1], &ip[2]);
	return true;
}
#endif

#if LWIP_IPV6
static void set_static6(struct interface *interface)
{
	struct socket_address address;
	const char *text = part_of(CONFIG_IP6, interface->index);
	int prefix;
	ip_addr_t ip;
	s8_t index = -1;

	if (*text == '\0' || *text == ',')
		return;
	if (!is_end(address_parse(text, &address, &prefix)) || address.family != SOCKET_IP6 || !address_in(&address, &ip))
		refuse(COMPONENT_NAME ": IP6 is not an IPv6 address");
	if (netif_add_ip6_address(&interface->netif, ip_2_ip6(&ip), &index) == ERR_OK)
		netif_ip6_addr_set_state(&interface->netif, index, IP6_ADDR_TENTATIVE);
}
#endif

#if LWIP_DNS
static void set_dns(void)
{
	const char *text = CONFIG_DNS_SERVERS;

	for (u8_t i = 0; i < DNS_MAX_SERVERS && *text != '\0'; i++) {
		struct socket_address address;
		ip_addr_t ip;
		const char *end = address_parse(text, &address, NULL);

		if (!is_end(end) || !address_in(&address, &ip))
			refuse(COMPONENT_NAME ": DNS_SERVERS are not addresses, with commas between them");
		dns_setserver(i, &ip);
		text = part_of(text, 1);
	}
}
#endif

static int add(struct interface *interface)
{
	struct netif *netif = &interface->netif;

	if (netif_add_noaddr(netif, interface, set_up, ethernet_input) == NULL)
		return -ENODEV;
	netif_set_status_callback(netif, changed);
	if (interface->index == 0)
		netif_set_default(netif);
	if (interface->has_link)
		netif_set_link_up(netif);
	netif_set_up(netif);
#if LWIP_IPV6
	netif_create_ip6_linklocal_address(netif, 1);
	netif_set_ip6_autoconfig_enabled(netif, 1);
	set_static6(interface);
#endif
#if LWIP_IPV4
	if (!set_static(interface)) {
#if LWIP_DHCP
		if (dhcp_start(netif) != ERR_OK)
			return -ENOMEM;
#endif
	}
#endif
	return net_attach(interface->index, happened, interface);
}

int interfaces_init(void)
{
	size_t count = net_count();

	core_enter();
#if LWIP_DNS
	set_dns();
#endif
	interfaces = heap_malloc(count * sizeof interfaces[0]);
	if (interfaces == NULL) {
		core_leave();
		return -ENOMEM;
	}
	memset(interfaces, 0, count * sizeof interfaces[0]);

	int error = 0;

	for (size_t i = 0; i < count && error == 0; i++) {
		interfaces[i].index = i;
		interface_count = i + 1;
		error = add(&interfaces[i]);
	}
	core_leave();
	return error;
}

void interfaces_look(void)
{
	for (size_t i = 0; i < interface_count; i++) {
		struct interface *interface = &interfaces[i];
		struct netdev_info info;
		bool link = net_info(i, &info) == 0 && info.link;

		if (link == interface->has_link)
			continue;
		interface->has_link = link;
		if (link) {
			netif_set_link_up(&interface->netif);
			continue;
		}
		netif_set_link_down(&interface->netif);
		while (interface->waiting > 0)
			net_release(i, interface->frames[--interface->waiting]);
	}
}

#if LWIP_NETIF_LOOPBACK
void interfaces_loop(void)
{
	/* What never reached the card got no checksum. */
	for (size_t i = 0; i < interface_count; i++)
		interfaces[i].netif.chksum_flags = GENERATED;
	netif_poll_all();
}
#endif
