/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses as text, as the API has them, and as lwIP has them. */
#include "lwip.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* A number of at most `most`, without signs or needless zeros. NULL where there is none. */
static const char *parse_number(const char *text, unsigned most, unsigned *out)
{
	const char *begin = text;
	unsigned value = 0;

	for (; is_digit(*text) && value <= most; text++)
		value = value * 10 + (unsigned)(*text - '0');
	*out = value;
	return text == begin || value > most || (*begin == '0' && text != begin + 1) ? NULL : text;
}

static const char *parse_ip4(const char *text, uint8_t ip[4])
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned part;

		if (i > 0 && *text++ != '.')
			return NULL;
		text = parse_number(text, 255, &part);
		if (text == NULL)
			return NULL;
		ip[i] = (uint8_t)part;
	}
	return text;
}

static int digit16(char c)
{
	if (is_digit(c))
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 4291, 2.2: groups with colons between, one row of zeros left out, the last two perhaps as an IPv4 address. */
static const char *parse_ip6(const char *text, uint8_t ip[16])
{
	uint8_t bytes[16] = { 0 };
	unsigned used = 0;
	unsigned gap = 17;

	if (text[0] == ':' && text[1] != ':')
		return NULL;
	while (used < 16) {
		if (text[0] == ':' && text[1] == ':') {
			if (gap != 17)
				return NULL;
			gap = used;
			text += 2;
		} else if (*text == ':' && used > 0 && gap != used) {
			text++;
			if (digit16(*text) < 0)
				return NULL;
		} else if (used > 0 && gap != used) {
			break;
		}
		if (digit16(*text) < 0)
			break;

		const char *begin = text;
		unsigned group = 0;

		for (; digit16(*text) >= 0 && text < begin + 5; text++)
			group = group << 4 | (unsigned)digit16(*text);
		if (*text == '.' && used <= 12) {
			text = parse_ip4(begin, bytes + used);
			if (text == NULL)
				return NULL;
			used += 4;
			break;
		}
		if (text > begin + 4)
			return NULL;
		bytes[used++] = (uint8_t)(group >> 8);
		bytes[used++] = (uint8_t)group;
	}
	if ((gap == 17) != (used == 16))
		return NULL;
	if (gap != 17) {
		memmove(bytes + 16 - (used - gap), bytes + gap, used - gap);
		memset(bytes + gap, 0, 16 - used);
	}
	memcpy(ip, bytes, 16);
	return text;
}

const char *address_parse(const char *text, struct socket_address *out, int *prefix)
{
	unsigned bits;

	*out = (struct socket_address){ .family = SOCKET_IP4 };

	const char *end = parse_ip4(text, out->ip);

	if (end == NULL) {
		*out = (struct socket_address){ .family = SOCKET_IP6 };
		end = parse_ip6(text, out->ip);
	}
	if (prefix == NULL || end == NULL)
		return end;
	*prefix = -1;
	if (*end != '/')
		return end;
	end = parse_number(end + 1, out->family == SOCKET_IP4 ? 32 : 128, &bits);
	*prefix = end != NULL ? (int)bits : -1;
	return end;
}

static char *put_number(char *to, unsigned number, unsigned base)
{
	static const char digits[] = "0123456789abcdef";

	if (number >= base)
		to = put_number(to, number / base, base);
	*to = digits[number % base];
	return to + 1;
}

#if LWIP_IPV4
static void format_ip4(const uint8_t *ip, char *to)
{
	for (unsigned i = 0; i < 4; i++) {
		to = put_number(to, ip[i], 10);
		*to++ = i < 3 ? '.' : '\0';
	}
}
#endif

#if LWIP_IPV6
/* RFC 5952: the longest row of zeros, of two groups or more, is left out. */
static void format_ip6(const uint8_t *ip, char *to)
{
	unsigned begin = 8;
	unsigned longest = 1;

	for (unsigned i = 0; i < 8; i++) {
		unsigned count = 0;

		while (i + count < 8 && ip[2 * (i + count)] == 0 && ip[2 * (i + count) + 1] == 0)
			count++;
		if (count > longest) {
			longest = count;
			begin = i;
		}
	}
	for (unsigned i = 0; i < 8; i++) {
		if (i == begin) {
			*to++ = ':';
			i += longest - 1;
			if (i == 7)
				*to++ = ':';
			continue;
		}
		if (i > 0)
			*to++ = ':';
		to = put_number(to, (unsigned)ip[2 * i] << 8 | ip[2 * i + 1], 16);
	}
	*to = '\0';
}
#endif

const char *address_format(const ip_addr_t *address, char *text)
{
	struct socket_address out;

	address_out(address, 0, false, &out);
#if LWIP_IPV4
	if (out.family == SOCKET_IP4)
		format_ip4(out.ip, text);
#endif
#if LWIP_IPV6
	if (out.family == SOCKET_IP6)
		format_ip6(out.ip, text);
#endif
	return text;
}

#if LWIP_IPV4 && LWIP_IPV6
static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
#endif

bool address_in(const struct socket_address *from, ip_addr_t *to)
{
	memset(to, 0, sizeof *to);
#if LWIP_IPV4
	if (from->family == SOCKET_IP4) {
		memcpy(ip_2_ip4(to), from->ip, 4);
		IP_SET_TYPE(to, IPADDR_TYPE_V4);
		return true;
	}
#endif
#if LWIP_IPV6
	if (from->family == SOCKET_IP6) {
#if LWIP_IPV4
		if (memcmp(from->ip, mapped, sizeof mapped) == 0) {
			memcpy(ip_2_ip4(to), from->ip + 12, 4);
			IP_SET_TYPE(to, IPADDR_TYPE_V4);
			return true;
		}
#endif
		memcpy(ip_2_ip6(to)->addr, from->ip, 16);
		IP_SET_TYPE(to, IPADDR_TYPE_V6);
		if (ip6_addr_has_scope(ip_2_ip6(to), IP6_UNICAST) && from->scope < interface_count)
			ip6_addr_set_zone(ip_2_ip6(to), netif_get_index(&interfaces[from->scope].netif));
		return true;
	}
#endif
	return false;
}

void address_out(const ip_addr_t *from, uint16_t port, bool as_ip6, struct socket_address *to)
{
	*to = (struct socket_address){ .port = port };
#if LWIP_IPV6
	if (IP_IS_V6(from) || IP_IS_ANY_TYPE_VAL(*from)) {
		const ip6_addr_t *ip = ip_2_ip6(from);

		to->family = SOCKET_IP6;
		memcpy(to->ip, ip->addr, 16);
		if (ip6_addr_has_zone(ip))
			to->scope = ip6_addr_zone(ip) - 1u;
		return;
	}
#endif
#if LWIP_IPV4
	to->family = SOCKET_IP4;
	memcpy(to->ip, ip_2_ip4(from), 4);
#if LWIP_IPV6
	if (as_ip6) {
		to->family = SOCKET_IP6;
		memcpy(to->ip + 12, to->ip, 4);
		memcpy(to->ip, mapped, sizeof mapped);
	}
#endif
#endif
	(void)as_ip6;
}
