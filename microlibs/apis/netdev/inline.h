/* For those that read and make frames. PORT_ is the port's prefix: a port `net` of API netdev has net_get16(). */

/* Two bytes in network order. */
static inline __attribute__((unused)) unsigned PORT_get16(const uint8_t *at)
{
	return (unsigned)at[0] << 8 | at[1];
}

static inline __attribute__((unused)) void PORT_put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline __attribute__((unused)) void PORT_swap(uint8_t *a, uint8_t *b, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		uint8_t kept = a[i];

		a[i] = b[i];
		b[i] = kept;
	}
}

/* A frame goes back to where it came from. */
static inline __attribute__((unused)) void PORT_turn(uint8_t *frame, const uint8_t mac[6])
{
	memcpy(frame, frame + 6, 6);
	memcpy(frame + 6, mac, 6);
}

/* Turns an ARP frame (RFC 826) that asks for `ip` into its answer. False for what is none, with nothing changed. */
static inline __attribute__((unused)) bool PORT_answer_arp(struct netdev_buffer *frame, const uint8_t mac[6],
							   const uint8_t ip[4])
{
	/* Ethernet, IPv4, lengths, request. */
	static const uint8_t head[] = { 0, 1, 8, 0, 6, 4, 0, 1 };
	uint8_t *arp = frame->data + 14;

	if (frame->size < 14 + 28 || memcmp(arp, head, sizeof head) != 0 || memcmp(arp + 24, ip, 4) != 0)
		return false;
	PORT_turn(frame->data, mac);
	arp[7] = 2;
	memcpy(arp + 18, arp + 8, 10);
	memcpy(arp + 8, mac, 6);
	memcpy(arp + 14, ip, 4);
	frame->flags = 0;
	return true;
}

/* "10.0.2.15". False for what is no address. */
static inline __attribute__((unused)) bool PORT_parse_ip4(const char *text, uint8_t ip[4])
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned value = 0;
		unsigned digits = 0;

		for (; *text >= '0' && *text <= '9' && digits < 3; digits++)
			value = 10 * value + (unsigned)(*text++ - '0');
		if (digits == 0 || value > 255 || *text != (i < 3 ? '.' : '\0'))
			return false;
		ip[i] = (uint8_t)value;
		text++;
	}
	return true;
}
