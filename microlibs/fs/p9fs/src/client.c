/* SPDX-License-Identifier: BSD-3-Clause */
/* What is agreed on with the host, and the numbers of its files. */
#include "p9fs.h"

#define LEAST 4096u /* bytes of a message; enough for any request but those with data */
#define WORD_BITS 32u
#define FIDS (CONFIG_FILES + 2u * CONFIG_REQUESTS)
#define WORDS ((FIDS + WORD_BITS - 1) / WORD_BITS)

struct client client;

static uint32_t taken[WORDS];

int fid_take(uint32_t *out)
{
	int error = -ENFILE;

	client_lock();
	for (uint32_t i = 0; i < FIDS; i++) {
		if ((taken[i / WORD_BITS] >> i % WORD_BITS & 1u) == 0) {
			taken[i / WORD_BITS] |= 1u << i % WORD_BITS;
			*out = i + 1;
			error = 0;
			break;
		}
	}
	client_unlock();
	return error;
}

void fid_drop(uint32_t fid)
{
	client_lock();
	taken[(fid - 1) / WORD_BITS] &= ~(1u << (fid - 1) % WORD_BITS);
	client_unlock();
}

int fid_forget(struct message *message, uint32_t fid)
{
	message_begin(message, CLUNK, false);
	message_number(message, fid, 4);
	return message_ask(message);
}

int fid_clunk(struct message *message, uint32_t fid)
{
	int error = fid_forget(message, fid);

	fid_drop(fid);
	return error;
}

static int agree(struct message *message)
{
	static const char version[] = "9P2000.L";

	message_begin(message, VERSION, false);
	message_number(message, client.most, 4);
	message_text(message, version, sizeof version - 1);

	int error = message_ask(message);
	uint64_t most = error < 0 ? 0 : answer_number(message, 4);
	uint64_t size = error < 0 ? 0 : answer_number(message, 2);
	const uint8_t *text = error < 0 ? NULL : answer_bytes(message, (size_t)size);

	if (error < 0)
		return error;
	if (text == NULL || size != sizeof version - 1 || memcmp(text, version, sizeof version - 1) != 0 || most < LEAST)
		return -EPROTO;
	if (most < client.most)
		client.most = (size_t)most;
	return 0;
}

static int attach(struct message *message)
{
	message_begin(message, ATTACH, false);
	message_number(message, ROOT, 4);
	message_number(message, NONE, 4);
	message_text(message, "", 0);
	message_text(message, "/", 1);
	message_number(message, NONE, 4);

	int error = message_ask(message);
	struct qid root = error < 0 ? (struct qid){ 0 } : answer_qid(message);

	if (error < 0)
		return error;
	return answer_check(message) == 0 && (root.type & QID_FOLDER) != 0 ? 0 : -EPROTO;
}

static int allocate(void)
{
	for (unsigned i = 0; i < CONFIG_REQUESTS; i++) {
		struct message *message = heap_malloc(sizeof *message + client.most);

		if (message == NULL)
			return -ENOMEM;
		message->tag = (uint16_t)i;
		message->next = client.free;
		client.free = message;
		client.ready.count++;
	}
	return 0;
}

int init(void)
{
	size_t most = p9_most();

	client = (struct client){ .most = most < CONFIG_MESSAGE_BYTES ? most : CONFIG_MESSAGE_BYTES };
	client.own.count = 1;
	memset(taken, 0, sizeof taken);
	if (client.most < LEAST)
		panic_because(COMPONENT_NAME ": the device's messages are too short");
	if (allocate() < 0)
		panic_because(COMPONENT_NAME ": no memory for messages");

	struct message *message = message_get();
	int error = agree(message);

	if (error == -EPROTO)
		panic_because(COMPONENT_NAME ": the host does not speak 9P2000.L");
	if (error == 0)
		error = attach(message);
	message_put(message);
	if (error < 0)
		panic_because(COMPONENT_NAME ": the host does not give its folder");
	return 0;
}

const char *fs_mount_point(void)
{
	return CONFIG_AT;
}
