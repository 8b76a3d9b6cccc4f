/* SPDX-License-Identifier: BSD-3-Clause */
#include "message.h"

#define ROOT 1u
#define FILE_ID 2u
#define NONE 0xffffffffu
#define NO_TAG 0xffffu

static long version(void)
{
	const uint8_t *answer;

	message_begin(VERSION, NO_TAG);
	message_number(MESSAGE_BYTES, 4);
	message_text("9P2000.L");
	return message_ask(&answer);
}

static long attach(void)
{
	const uint8_t *answer;

	message_begin(ATTACH, 1);
	message_number(ROOT, 4);
	message_number(NONE, 4);
	message_text("");
	message_text("/");
	message_number(0, 4);
	return message_ask(&answer);
}

static long walk(const char *name)
{
	const uint8_t *answer;

	message_begin(WALK, 2);
	message_number(ROOT, 4);
	message_number(FILE_ID, 4);
	message_number(1, 2);
	message_text(name);
	return message_ask(&answer);
}

static long open(void)
{
	const uint8_t *answer;

	message_begin(OPEN, 3);
	message_number(FILE_ID, 4);
	message_number(0, 4);
	return message_ask(&answer);
}

/* Prints the bytes at `offset`. How many there were, or an error. */
static long read(uint64_t offset)
{
	const uint8_t *answer;

	message_begin(READ, 4);
	message_number(FILE_ID, 4);
	message_number(offset, 8);
	message_number(MESSAGE_BYTES - HEADER - 4, 4);

	long got = message_ask(&answer);

	if (got < 0)
		return got;

	uint32_t size = got < 4 ? 0 : (uint32_t)answer[0] | (uint32_t)answer[1] << 8 | (uint32_t)answer[2] << 16;

	if (got < 4 || size > (uint32_t)got - 4)
		return -EIO;
	return size == 0 ? 0 : console_write((const char *)answer + 4, size);
}

static int failed(const char *step, long error)
{
	out_print("%s: %s failed with %ld\n", COMPONENT_NAME, step, error);
	return 1;
}

/* Context: thread. 1 where the file cannot be read. */
int main(void)
{
	uint64_t offset = 0;
	long got;

	out_print("share %s, messages of %zu bytes\n", share_tag(), share_most());
	if ((got = version()) < 0)
		return failed("version", got);
	if ((got = attach()) < 0)
		return failed("attach", got);
	if ((got = walk(CONFIG_FILE)) < 0)
		return failed("walk", got);
	if ((got = open()) < 0)
		return failed("open", got);
	while ((got = read(offset)) > 0)
		offset += (uint64_t)got;
	if (got < 0)
		return failed("read", got);
	out_print("%s: %llu bytes\n", CONFIG_FILE, (unsigned long long)offset);
	return 0;
}
