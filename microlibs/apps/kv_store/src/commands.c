/* SPDX-License-Identifier: BSD-3-Clause */
#include "commands.h"

#include "table.h"

#define NUMBER_ROOM 24u

static void put(struct reply *reply, const char *data, size_t size)
{
	memcpy(reply->at + reply->used, data, size);
	reply->used += size;
}

static void put_text(struct reply *reply, const char *text)
{
	while (*text != '\0')
		reply->at[reply->used++] = *text++;
}

/* The digits of `value`, the last ones in `text`; returns where they begin. */
static size_t digits(int64_t value, char text[NUMBER_ROOM])
{
	size_t at = NUMBER_ROOM;
	uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do {
		text[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left != 0);
	if (value < 0)
		text[--at] = '-';
	return at;
}

static void put_number(struct reply *reply, char mark, int64_t value)
{
	char text[NUMBER_ROOM];
	size_t at = digits(value, text);

	put(reply, &mark, 1);
	put(reply, text + at, sizeof text - at);
	put(reply, "\r\n", 2);
}

static void put_bulk(struct reply *reply, const char *data, size_t size)
{
	put_number(reply, '$', (int64_t)size);
	put(reply, data, size);
	put(reply, "\r\n", 2);
}

void reply_error(struct reply *reply, const char *text)
{
	put_text(reply, "-ERR ");
	put_text(reply, text);
	put_text(reply, "\r\n");
}

/* Of the log: what the file system said. */
static void reply_errno(struct reply *reply, int error)
{
	char text[NUMBER_ROOM];
	size_t at = digits(-(int64_t)error, text);

	put_text(reply, "-ERR the log cannot be written: errno ");
	put(reply, text + at, sizeof text - at);
	put_text(reply, "\r\n");
}

/* Writes down and puts in. Whether it did; else the reply says why not. */
static bool store(struct reply *reply, const struct resp_word *key, const char *value, size_t size)
{
	struct resp_word words[] = { { "SET", 3 }, *key, { value, size } };

	if (key->size > CONFIG_KEY_BYTES || size > CONFIG_VALUE_BYTES) {
		reply_error(reply, key->size > CONFIG_KEY_BYTES ? "the key is too long" : "the value is too long");
		return false;
	}

	struct entry *old = table_find(key->at, key->size);
	struct entry *entry = old == NULL && table_count() >= CONFIG_KEYS ? NULL : table_make(key->at, key->size, value, size);

	if (entry == NULL) {
		put_text(reply, "-OOM there is no memory for it\r\n");
		return false;
	}

	int error = log_write(words, 3);

	if (error < 0) {
		heap_free(entry);
		reply_errno(reply, error);
		return false;
	}
	table_put(entry);
	return true;
}

static enum then set(const struct resp_word *words, size_t count, struct reply *reply)
{
	(void)count;
	if (store(reply, &words[1], words[2].at, words[2].size))
		put_text(reply, "+OK\r\n");
	return GO_ON;
}

static enum then get(const struct resp_word *words, size_t count, struct reply *reply)
{
	const struct entry *entry = table_find(words[1].at, words[1].size);

	(void)count;
	if (entry == NULL)
		put_text(reply, "$-1\r\n");
	else
		put_bulk(reply, entry->data + entry->key_size, entry->value_size);
	return GO_ON;
}

static enum then del(const struct resp_word *words, size_t count, struct reply *reply)
{
	int64_t removed = 0;

	for (size_t i = 1; i < count; i++) {
		struct resp_word record[] = { { "DEL", 3 }, words[i] };
		int error;

		if (table_find(words[i].at, words[i].size) == NULL)
			continue;
		error = log_write(record, 2);
		if (error < 0) {
			reply_errno(reply, error);
			return GO_ON;
		}
		removed += table_remove(words[i].at, words[i].size);
	}
	put_number(reply, ':', removed);
	return GO_ON;
}

static enum then exists(const struct resp_word *words, size_t count, struct reply *reply)
{
	int64_t found = 0;

	for (size_t i = 1; i < count; i++)
		found += table_find(words[i].at, words[i].size) != NULL;
	put_number(reply, ':', found);
	return GO_ON;
}

/* A whole number as INCR takes it. */
static bool number_of(const char *text, size_t size, int64_t *value)
{
	bool negative = size > 0 && *text == '-';
	uint64_t result = 0;
	uint64_t most = (uint64_t)INT64_MAX + negative;

	if (size == (size_t)negative || size > 20)
		return false;
	for (size_t i = negative; i < size; i++) {
		unsigned digit = (unsigned)(text[i] - '0');

		if (digit > 9 || result > (most - digit) / 10)
			return false;
		result = result * 10 + digit;
	}
	*value = negative ? (int64_t)-result : (int64_t)result;
	return true;
}

static enum then incr(const struct resp_word *words, size_t count, struct reply *reply)
{
	const struct entry *entry = table_find(words[1].at, words[1].size);
	char text[NUMBER_ROOM];
	int64_t value = 0;

	(void)count;
	if ((entry != NULL && !number_of(entry->data + entry->key_size, entry->value_size, &value)) || value == INT64_MAX) {
		reply_error(reply, "value is not an integer or out of range");
		return GO_ON;
	}

	size_t at = digits(++value, text);

	if (store(reply, &words[1], text + at, sizeof text - at))
		put_number(reply, ':', value);
	return GO_ON;
}

static enum then ping(const struct resp_word *words, size_t count, struct reply *reply)
{
	if (count == 1)
		put_text(reply, "+PONG\r\n");
	else if (words[1].size > CONFIG_VALUE_BYTES)
		reply_error(reply, "the value is too long");
	else
		put_bulk(reply, words[1].at, words[1].size);
	return GO_ON;
}

static enum then dbsize(const struct resp_word *words, size_t count, struct reply *reply)
{
	(void)words;
	(void)count;
	put_number(reply, ':', (int64_t)table_count());
	return GO_ON;
}

static enum then flushall(const struct resp_word *words, size_t count, struct reply *reply)
{
	int error = log_empty();

	(void)words;
	(void)count;
	if (error < 0) {
		reply_errno(reply, error);
		return GO_ON;
	}
	table_clear();
	put_text(reply, "+OK\r\n");
	return GO_ON;
}

static enum then info(const struct resp_word *words, size_t count, struct reply *reply)
{
	static const char head[] = "# Server\r\nuniloom:kv_store\r\n# Keyspace\r\ndb0:keys=";
	char text[NUMBER_ROOM];
	size_t at = digits((int64_t)table_count(), text);
	size_t size = sizeof text - at;

	(void)words;
	(void)count;
	put_number(reply, '$', (int64_t)(sizeof head - 1 + size + 2));
	put_text(reply, head);
	put(reply, text + at, size);
	put_text(reply, "\r\n\r\n");
	return GO_ON;
}

static enum then ok(const struct resp_word *words, size_t count, struct reply *reply)
{
	(void)words;
	(void)count;
	put_text(reply, "+OK\r\n");
	return GO_ON;
}

/* What clients ask at the start, to know what the server can do. */
static enum then nothing(const struct resp_word *words, size_t count, struct reply *reply)
{
	(void)words;
	(void)count;
	put_text(reply, "*0\r\n");
	return GO_ON;
}

static enum then quit(const struct resp_word *words, size_t count, struct reply *reply)
{
	(void)ok(words, count, reply);
	return CLOSE;
}

/* A browser that a strange page has sent here. What follows in its request are no commands. */
static enum then leave(const struct resp_word *words, size_t count, struct reply *reply)
{
	(void)words;
	(void)count;
	(void)reply;
	return CLOSE;
}

static enum then shut_down(const struct resp_word *words, size_t count, struct reply *reply)
{
	(void)words;
	(void)count;
	(void)reply;
	return SHUT_DOWN;
}

static const struct command {
	const char *name;
	size_t least; /* words, the name included */
	size_t most;
	enum then (*run)(const struct resp_word *words, size_t count, struct reply *reply);
} commands[] = {
	{ "get", 2, 2, get },
	{ "set", 3, 3, set },
	{ "incr", 2, 2, incr },
	{ "del", 2, RESP_MOST_WORDS, del },
	{ "exists", 2, RESP_MOST_WORDS, exists },
	{ "ping", 1, 2, ping },
	{ "echo", 2, 2, ping },
	{ "dbsize", 1, 1, dbsize },
	{ "flushall", 1, 2, flushall },
	{ "info", 1, 2, info },
	{ "select", 2, 2, ok },
	{ "command", 1, RESP_MOST_WORDS, nothing },
	{ "config", 1, RESP_MOST_WORDS, nothing },
	{ "quit", 1, 1, quit },
	{ "shutdown", 1, 2, shut_down },
	{ "post", 1, RESP_MOST_WORDS, leave },
	{ "host:", 1, RESP_MOST_WORDS, leave },
};

static bool is(const struct resp_word *word, const char *name)
{
	for (size_t i = 0; i < word->size; i++) {
		if ((word->at[i] | 0x20) != name[i] || name[i] == '\0')
			return false;
	}
	return name[word->size] == '\0';
}

enum then command_run(const struct resp_request *request, struct reply *reply)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (!is(&request->words[0], commands[i].name))
			continue;
		if (request->count < commands[i].least || request->count > commands[i].most) {
			reply_error(reply, "wrong number of arguments");
			return GO_ON;
		}
		return commands[i].run(request->words, request->count, reply);
	}
	reply_error(reply, "unknown command");
	return GO_ON;
}

int command_replay(const struct resp_request *request)
{
	const struct resp_word *words = request->words;
	struct entry *entry;

	if (request->count == 2 && is(&words[0], "del")) {
		(void)table_remove(words[1].at, words[1].size);
		return 0;
	}
	if (request->count != 3 || !is(&words[0], "set"))
		return -EPROTO;
	/* Written with larger options: a reply would not have room for it. */
	if (words[1].size > CONFIG_KEY_BYTES || words[2].size > CONFIG_VALUE_BYTES)
		return -EMSGSIZE;
	entry = table_make(words[1].at, words[1].size, words[2].at, words[2].size);
	if (entry == NULL)
		return -ENOMEM;
	table_put(entry);
	return 0;
}
