/* SPDX-License-Identifier: BSD-3-Clause */
#include "message.h"

static uint8_t request[1024];
static size_t used;
static uint8_t reply[MESSAGE_BYTES];

void message_begin(enum type type, uint16_t tag)
{
	used = 4;
	message_number((uint64_t)type, 1);
	message_number(tag, 2);
}

void message_number(uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes && used < sizeof request; i++)
		request[used++] = (uint8_t)(value >> (8 * i));
}

void message_text(const char *text)
{
	size_t size = 0;

	while (text[size] != '\0')
		size++;
	message_number(size, 2);
	for (size_t i = 0; i < size && used < sizeof request; i++)
		request[used++] = (uint8_t)text[i];
}

long message_ask(const uint8_t **answer)
{
	size_t size = sizeof reply;
	size_t end = used;

	used = 0;
	message_number(end, 4);

	int error = share_request(request, end, reply, &size);

	if (error < 0)
		return error;
	if (size < HEADER || memcmp(reply + 5, request + 5, 2) != 0)
		return -EIO;
	*answer = reply + HEADER;
	if (reply[4] == ERROR)
		return size >= HEADER + 4 ? -(long)(reply[7] | reply[8] << 8) : -EIO;
	/* Answers have the number behind their request's. */
	return reply[4] == request[4] + 1 ? (long)(size - HEADER) : -EIO;
}
