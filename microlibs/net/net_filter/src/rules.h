/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RULES_H
#define RULES_H

#include "frame.h"

enum rule_kind { RULE_ANY, RULE_ARP, RULE_IP4, RULE_IP6, RULE_ICMP, RULE_TCP, RULE_UDP };

struct rule {
	bool allow;
	uint8_t kind;   /* enum rule_kind */
	bool has_ports;
	uint16_t first;
	uint16_t last;
};

/* Reads `text` into `rules`. How many there are; -EINVAL for what is none, -E2BIG for more than `most`. */
long rules_read(const char *text, struct rule *rules, size_t most);

/* Whether a frame is let through, `port` being the one on this side. */
bool rules_allow(const struct rule *rules, size_t count, const struct frame *frame, uint16_t port);

#endif
