/* SPDX-License-Identifier: BSD-3-Clause */
#include "p9fs.h"

#define ERRORS_MOST 4095u

void client_lock(void)
{
	(void)sched_sem_wait(&client.own, SCHED_FOREVER);
}

void client_unlock(void)
{
	sched_sem_post(&client.own);
}

struct message *message_get(void)
{
	(void)sched_sem_wait(&client.ready, SCHED_FOREVER);
	client_lock();

	struct message *message = client.free;

	client.free = message->next;
	client_unlock();
	return message;
}

void message_put(struct message *message)
{
	client_lock();
	message->next = client.free;
	client.free = message;
	client_unlock();
	sched_sem_post(&client.ready);
}

static uint8_t *request_of(struct message *message)
{
	return message->large_answer ? message->small : message->large;
}

static const uint8_t *answer_of(const struct message *message)
{
	return message->large_answer ? message->large : message->small;
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

void message_begin(struct message *message, enum type type, bool large_answer)
{
	message->large_answer = large_answer;
	message->type = (uint8_t)type;
	message->bad = false;
	message->used = 4;
	message_number(message, (uint64_t)type, 1);
	message_number(message, type == VERSION ? NO_TAG : message->tag, 2);
}

void message_bytes(struct message *message, const void *data, size_t size)
{
	size_t room = message->large_answer ? smaller(SMALL_BYTES, client.most) : client.most;

	if (size > room - message->used) {
		message->bad = true;
		return;
	}
	memcpy(request_of(message) + message->used, data, size);
	message->used += size;
}

static void put_number(uint8_t *to, uint64_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t get_number(const uint8_t *from, unsigned bytes)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < bytes; i++)
		value |= (uint64_t)from[i] << (8 * i);
	return value;
}

void message_number(struct message *message, uint64_t value, unsigned bytes)
{
	uint8_t data[8];

	put_number(data, value, bytes);
	message_bytes(message, data, bytes);
}

void message_text(struct message *message, const char *text, size_t size)
{
	message_number(message, size, 2);
	message_bytes(message, text, size);
}

int message_ask(struct message *message)
{
	uint8_t *answer = message->large_answer ? message->large : message->small;
	size_t size = message->large_answer ? client.most : smaller(SMALL_BYTES, client.most);
	size_t room = size;

	if (message->bad)
		return -EMSGSIZE;
	put_number(request_of(message), message->used, 4);

	int error = p9_request(request_of(message), message->used, answer, &size);

	if (error < 0)
		return error;
	message->at = 0;
	message->end = smaller(size, room);

	size_t said = (size_t)answer_number(message, 4);
	unsigned type = (unsigned)answer_number(message, 1);
	unsigned tag = (unsigned)answer_number(message, 2);

	if (message->bad || said < HEADER || said > message->end ||
	    tag != (message->type == VERSION ? NO_TAG : message->tag))
		return -EIO;
	message->end = said;
	if (type == ERROR + 1) {
		uint64_t number = answer_number(message, 4);

		return message->bad || number == 0 || number > ERRORS_MOST ? -EIO : -(int)number;
	}
	return type == message->type + 1u ? 0 : -EIO;
}

const uint8_t *answer_bytes(struct message *message, size_t size)
{
	const uint8_t *from = answer_of(message) + message->at;

	if (size > message->end - message->at) {
		message->bad = true;
		return NULL;
	}
	message->at += size;
	return from;
}

uint64_t answer_number(struct message *message, unsigned bytes)
{
	const uint8_t *from = answer_bytes(message, bytes);

	return from == NULL ? 0 : get_number(from, bytes);
}

struct qid answer_qid(struct message *message)
{
	struct qid qid;

	qid.type = (uint8_t)answer_number(message, 1);
	(void)answer_number(message, 4);
	qid.path = answer_number(message, 8);
	return qid;
}

int answer_check(const struct message *message)
{
	return message->bad ? -EIO : 0;
}
