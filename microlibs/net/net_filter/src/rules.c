/* SPDX-License-Identifier: BSD-3-Clause */
#include "rules.h"

static void skip_blanks(const char **at)
{
	while (**at == ' ' || **at == '\t')
		++*at;
}

/* The next word, if it is this one. */
static bool word(const char **at, const char *wanted)
{
	const char *text = *at;

	for (; *wanted != '\0'; text++, wanted++) {
		if (*text != *wanted)
			return false;
	}
	if (*text != ' ' && *text != '\t' && *text != ';' && *text != '\0')
		return false;
	*at = text;
	skip_blanks(at);
	return true;
}

static bool port(const char **at, uint16_t *value)
{
	unsigned long result = 0;
	const char *begin = *at;

	for (; **at >= '0' && **at <= '9' && result <= UINT16_MAX; ++*at)
		result = result * 10 + (unsigned long)(**at - '0');
	*value = (uint16_t)result;
	return *at > begin && result <= UINT16_MAX;
}

static bool read_rule(const char **at, struct rule *rule)
{
	static const char *const kinds[] = { "any", "arp", "ip4", "ip6", "icmp", "tcp", "udp" };
	size_t kind = 0;

	*rule = (struct rule){ .allow = word(at, "allow") };
	if (!rule->allow && !word(at, "deny"))
		return false;
	while (kind < sizeof kinds / sizeof *kinds && !word(at, kinds[kind]))
		kind++;
	if (kind == sizeof kinds / sizeof *kinds)
		return false;
	rule->kind = (uint8_t)kind;
	if (**at == '\0' || **at == ';')
		return true;
	if (kind != RULE_TCP && kind != RULE_UDP)
		return false;
	if (!port(at, &rule->first))
		return false;
	rule->has_ports = true;
	rule->last = rule->first;
	if (**at == '-') {
		++*at;
		if (!port(at, &rule->last) || rule->last < rule->first)
			return false;
	}
	skip_blanks(at);
	return **at == '\0' || **at == ';';
}

long rules_read(const char *text, struct rule *rules, size_t most)
{
	size_t count = 0;

	for (skip_blanks(&text); *text != '\0'; skip_blanks(&text)) {
		if (*text == ';') {
			text++;
			continue;
		}
		if (count == most)
			return -E2BIG;
		if (!read_rule(&text, &rules[count++]))
			return -EINVAL;
	}
	return (long)count;
}

static bool fits(const struct rule *rule, const struct frame *frame, uint16_t port)
{
	static const uint8_t wanted[] = {
		[RULE_ARP] = FRAME_ARP, [RULE_ICMP] = FRAME_ICMP, [RULE_TCP] = FRAME_TCP, [RULE_UDP] = FRAME_UDP,
	};

	switch (rule->kind) {
	case RULE_ANY:
		return true;
	case RULE_IP4:
		return frame->version == 4;
	case RULE_IP6:
		return frame->version == 6;
	default:
		break;
	}
	/* Whoever hides what it is gets through by no rule, and past none. */
	if (frame->hidden && (frame->kind == FRAME_OTHER_IP || (frame->kind == wanted[rule->kind] && rule->has_ports)))
		return rule->kind != RULE_ARP && !rule->allow;
	if (frame->kind != wanted[rule->kind])
		return false;
	return !rule->has_ports || (frame->has_ports && port >= rule->first && port <= rule->last);
}

bool rules_allow(const struct rule *rules, size_t count, const struct frame *frame, uint16_t port)
{
	for (size_t i = 0; i < count; i++) {
		if (fits(&rules[i], frame, port))
			return rules[i].allow;
	}
	return true;
}
