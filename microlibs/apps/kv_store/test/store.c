/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: LOG=$log_file */
/* config: VALUE_BYTES=100 */
/* config: KEY_BYTES=20 */
/* config: KEYS=300 */
/* config: CONNECTIONS=2 */
/* Commands over a network of the test's at any pace, a log that is read again, a disk and a heap that fail. */
#define _GNU_SOURCE /* memmem */
#include <ports.h>
#include <uniloom/test.h>

#include "resp.h"

#define MOST 200000u

long port = 6379;
const char *log_file = "/kv.log";

static char printed[200];

int out_print_v(const char *format, va_list arguments)
{
	return vsnprintf(printed, sizeof printed, format, arguments);
}

static size_t blocks;
static long heap_fails = -1;

void *heap_malloc(size_t size)
{
	if (heap_fails >= 0 && heap_fails-- == 0)
		return NULL;
	blocks++;
	return malloc(size);
}

void heap_free(void *block)
{
	blocks -= block != NULL;
	free(block);
}

/* The disk, of so many bytes. */
struct fs_file {
	bool open;
};

static struct fs_file file;
static char disk[MOST];
static size_t disk_used;
static size_t disk_room = MOST;
static int open_error;
static int sync_error;
static int read_error;

int files_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	(void)mode;
	CHECK_STR(path, "/kv.log");
	CHECK_EQ(flags, FS_O_RDWR | FS_O_CREAT);
	if (open_error < 0)
		return open_error;
	CHECK(!file.open);
	file.open = true;
	*out = &file;
	return 0;
}

int files_close(struct fs_file *closed)
{
	CHECK(closed == &file && file.open);
	file.open = false;
	return 0;
}

ssize_t files_read(struct fs_file *from, void *data, size_t size, uint64_t offset)
{
	size_t left = offset < disk_used ? disk_used - (size_t)offset : 0;

	CHECK(from->open);
	if (read_error < 0)
		return read_error;
	if (size > left)
		size = left;
	memcpy(data, disk + offset, size);
	return (ssize_t)size;
}

ssize_t files_write(struct fs_file *to, const void *data, size_t size, uint64_t offset)
{
	size_t room = disk_room - (size_t)offset;

	CHECK(to->open && offset <= disk_used && offset <= disk_room);
	if (room == 0)
		return -ENOSPC;
	if (size > room)
		size = room;
	if (size > 30)
		size = 30;
	memcpy(disk + offset, data, size);
	if (offset + size > disk_used)
		disk_used = (size_t)offset + size;
	return (ssize_t)size;
}

int files_truncate(struct fs_file *of, uint64_t size)
{
	CHECK(of->open && size <= disk_used);
	disk_used = (size_t)size;
	return 0;
}

int files_sync(struct fs_file *of)
{
	CHECK(of->open);
	return sync_error;
}

/* One client after the other; what it sends, how much at once, and what it got. */
struct socket {
	bool listens, open;
	const char *text;
	size_t size, came, got;
	char reply[MOST];
	size_t arrived, taken;
};

static struct socket listener = { .listens = true };
static struct socket client;
static bool accepted;
static size_t piece;
static int bind_error;

int net_open(unsigned family, unsigned type, struct socket **out)
{
	CHECK_EQ(family, SOCKET_IP4);
	CHECK_EQ(type, SOCKET_STREAM);
	listener.open = true;
	*out = &listener;
	return 0;
}

int net_close(struct socket *socket)
{
	CHECK(socket->open);
	socket->open = false;
	return 0;
}

int net_bind(struct socket *socket, const struct socket_address *address)
{
	CHECK(socket->listens && address->port == 6379);
	return bind_error;
}

int net_listen(struct socket *socket, unsigned backlog)
{
	CHECK(socket->listens && backlog == 2);
	return 0;
}

int net_set(struct socket *socket, unsigned option, int value)
{
	(void)option;
	CHECK(socket->open && value == 1);
	return 0;
}

int net_accept(struct socket *socket, struct socket **out, struct socket_address *peer)
{
	(void)peer;
	CHECK(socket->listens);
	if (accepted)
		return -EAGAIN;
	accepted = true;
	client.open = true;
	*out = &client;
	return 0;
}

ssize_t net_receive(struct socket *socket, void *data, size_t size, unsigned flags)
{
	size_t there = socket->came - socket->got;

	(void)flags;
	CHECK(size > 0);
	if (there == 0)
		return socket->came == socket->size ? 0 : -EAGAIN;
	if (size > there)
		size = there;
	memcpy(data, socket->text + socket->got, size);
	socket->got += size;
	return (ssize_t)size;
}

ssize_t net_send(struct socket *socket, const void *data, size_t size, unsigned flags)
{
	size_t room = 300 - (socket->arrived - socket->taken);

	(void)flags;
	if (room == 0)
		return -EAGAIN;
	if (size > room)
		size = room;
	REQUIRE(socket->arrived + size < MOST);
	memcpy(socket->reply + socket->arrived, data, size);
	socket->arrived += size;
	return (ssize_t)size;
}

/* What a closed connection has on its way, and how often it was waited for. */
static int on_its_way;
static unsigned waited;
static bool is_stuck;

int net_get(struct socket *socket, unsigned option, int *value)
{
	CHECK(socket == &listener && socket->open);
	CHECK_EQ(option, SOCKET_UNSENT);
	*value = on_its_way;
	return 0;
}

static int wait_a_little(uint64_t timeout_ns)
{
	CHECK(timeout_ns > 0 && timeout_ns < 100000000);
	waited++;
	if (!is_stuck)
		on_its_way -= on_its_way < 100 ? on_its_way : 100;
	return 0;
}

int net_wait(struct socket_wait *list, size_t count, uint64_t timeout_ns)
{
	if (count == 0)
		return wait_a_little(timeout_ns);
	CHECK_EQ(timeout_ns, UINT64_MAX);
	for (unsigned round = 0; round < 3; round++) {
		int ready = 0;

		for (size_t i = 0; i < count; i++) {
			struct socket *socket = list[i].socket;
			unsigned is = socket->listens ? (accepted ? 0 : SOCKET_READABLE) :
				      (socket->came > socket->got || socket->came == socket->size ? SOCKET_READABLE : 0) |
					      (socket->arrived - socket->taken < 300 ? SOCKET_WRITABLE : 0);

			list[i].ready = (uint8_t)(is & list[i].wanted);
			ready += list[i].ready != 0;
		}
		if (ready > 0)
			return ready;
		client.came += piece < client.size - client.came ? piece : client.size - client.came;
		client.taken += 250 < client.arrived - client.taken ? 250 : client.arrived - client.taken;
	}
	return -ECANCELED;
}

/* What the store answers to `text`, that ends with SHUTDOWN or not. */
static const char *ask(const char *text, int status)
{
	memset(&client, 0, sizeof client);
	client.text = text;
	client.size = strlen(text);
	accepted = false;
	on_its_way = is_stuck ? 1 : 250;
	waited = 0;
	CHECK_EQ(component_main(), status);
	CHECK(!client.open && !listener.open && !file.open);
	CHECK_EQ(blocks, 0);
	client.reply[client.arrived] = '\0';
	return client.reply;
}

#define END "SHUTDOWN\r\n"

static void commands(void)
{
	CHECK_STR(ask("*1\r\n$4\r\nPING\r\n\r\nping hi\n*2\r\n$4\r\necho\r\n$3\r\na\nb\r\n" END, 0), "+PONG\r\n$2\r\nhi\r\n$3\r\na\nb\r\n");
	CHECK_STR(ask("set a 1\nGET a\nget b\nexists a b a\nincr a\nincr n\nget a\ndbsize\ndel a b n\nget a\ndbsize\n" END, 0),
		  "+OK\r\n$1\r\n1\r\n$-1\r\n:2\r\n:2\r\n:1\r\n$1\r\n2\r\n:2\r\n:2\r\n$-1\r\n:0\r\n");
	CHECK_STR(ask("set a x\nincr a\nset a 9223372036854775807\nincr a\nset a -1\nincr a\nset a -9223372036854775808\nincr a\n"
		      "set a 9223372036854775808\nincr a\nset a -\nincr a\nflushall\ndbsize\n" END, 0),
		  "+OK\r\n-ERR value is not an integer or out of range\r\n+OK\r\n-ERR value is not an integer or out of range\r\n"
		  "+OK\r\n:0\r\n+OK\r\n:-9223372036854775807\r\n+OK\r\n-ERR value is not an integer or out of range\r\n"
		  "+OK\r\n-ERR value is not an integer or out of range\r\n+OK\r\n:0\r\n");
	CHECK_STR(ask("select 0\ncommand docs\nconfig get save\nbrew\nset a\nget\nset abcdefghijabcdefghijk 1\nincr abcdefghijabcdefghijk\n" END, 0),
		  "+OK\r\n*0\r\n*0\r\n-ERR unknown command\r\n-ERR wrong number of arguments\r\n-ERR wrong number of arguments\r\n"
		  "-ERR the key is too long\r\n-ERR the key is too long\r\n");
	CHECK_STR(ask("info\n" END, 0), "$52\r\n# Server\r\nuniloom:kv_store\r\n# Keyspace\r\ndb0:keys=0\r\n\r\n");
	CHECK_STR(ask("quit\nping\n", 1), "+OK\r\n");
	CHECK_STR(ask("*1\r\n:1\r\nping\n", 1), "-ERR Protocol error\r\n");
	CHECK_STR(ask("*65\r\n", 1), "-ERR the request is too long\r\n");
	CHECK_STR(ask("*2\r\n$3\r\nget\r\n$999\r\n", 1), "-ERR the request is too long\r\n");
	CHECK_STR(ask("*1\r\n$4\r\npingxx", 1), "-ERR Protocol error\r\n");
	CHECK_STR(ask("*1\n", 1), "-ERR Protocol error\r\n");
	CHECK_STR(ask("*1111111111111111111111111111", 1), "-ERR Protocol error\r\n");

	char text[400];

	memset(text, 'x', sizeof text);
	text[399] = '\0';
	CHECK_STR(ask(text, 1), "-ERR the request is too long\r\n");
	memcpy(text, "set a ", 6);
	memcpy(text + 200, "\n" END, 12);
	CHECK_STR(ask(text, 0), "-ERR the value is too long\r\n");
}

/* What is written is there again; half a record is cut off; what is no log is left alone. */
static void persistence(void)
{
	static char many[60000];
	size_t used = 0;

	for (unsigned i = 0; i < 290; i++)
		used += (size_t)sprintf(many + used, "set key%u value%u\n", i, i * i);
	strcpy(many + used, "del key3 key5\nincr n\nincr n\n" END);
	disk_used = 0;
	ask(many, 0);
	CHECK_STR(ask("dbsize\nget key17\nget key3\nget n\n" END, 0), ":289\r\n$8\r\nvalue289\r\n$-1\r\n$1\r\n2\r\n");

	size_t whole = disk_used;

	for (size_t cut = 1; cut < 27; cut++) {
		disk_used = whole - cut;
		CHECK_STR(ask("get n\nget key289\n" END, 0), "$1\r\n1\r\n$10\r\nvalue83521\r\n");
		CHECK_EQ(disk_used, whole - 27);
		CHECK_STR(ask("incr n\n" END, 0), ":2\r\n");
		CHECK_EQ(disk_used, whole);
	}
	/* Too many keys. */
	used = 0;
	for (unsigned i = 0; i < 15; i++)
		used += (size_t)sprintf(many + used, "set more%u 1\n", i);
	strcpy(many + used, END);
	CHECK(strstr(ask(many, 0), "-OOM ") != NULL);
	ask("flushall\n" END, 0);
	CHECK_EQ(disk_used, 0);
	memcpy(disk, "this is no log\nat all\n", 22);
	disk_used = 22;
	ask("ping\n", 1);
	CHECK_EQ(disk_used, 22);
	memcpy(disk, "*x\r\n", 4);
	ask("ping\n", 1);
	disk_used = 0;
}

static void faults(void)
{
	/* A full disk: told, and the change is not made. */
	disk_room = 60;
	CHECK_STR(ask("set a 1\nset b 2\nset c 3\nget a\nget b\nget c\ndel a\nincr a\n" END, 0),
		  "+OK\r\n+OK\r\n-ERR the log cannot be written: errno 28\r\n$1\r\n1\r\n$1\r\n2\r\n$-1\r\n"
		  "-ERR the log cannot be written: errno 28\r\n-ERR the log cannot be written: errno 28\r\n");
	CHECK(disk_used <= 60);
	CHECK_STR(ask("dbsize\nget c\n" END, 0), ":2\r\n$-1\r\n");
	disk_room = MOST;
	/* It ends when the replies have arrived, or never will. */
	ask(END, 0);
	CHECK_EQ(waited, 3);
	is_stuck = true;
	ask(END, 0);
	CHECK_EQ(waited, 200);
	is_stuck = false;
}

static void memory(void)
{
	unsigned refused = 0;

	disk_used = 0;
	for (long at = 0;; at++) {
		memset(&client, 0, sizeof client);
		client.text = "set x 1\nget x\nflushall\n" END;
		client.size = strlen(client.text);
		accepted = false;
		heap_fails = at;
		(void)component_main();
		CHECK_EQ(blocks, 0);
		if (heap_fails >= 0)
			break;
		refused++;
		client.reply[client.arrived] = '\0';
		CHECK(client.arrived == 0 || strcmp(client.reply, "-OOM there is no memory for it\r\n$-1\r\n+OK\r\n") == 0);
	}
	CHECK_EQ(refused, 2);
	heap_fails = -1;
	sync_error = -EIO;
	ask(END, 1);
	CHECK(strstr(printed, "not on the disk: error -5") != NULL);
	sync_error = 0;
	open_error = -EROFS;
	ask(END, 1);
	CHECK(strstr(printed, "error -30") != NULL);
	open_error = 0;
	read_error = -EIO;
	ask(END, 1);
	read_error = 0;
	bind_error = -EADDRINUSE;
	ask(END, 1);
	CHECK(strstr(printed, "cannot listen") != NULL);
	bind_error = 0;
}

static void fuzz(void)
{
	struct test_random random = { 77 };
	static const char *const bits[] = { "*2\r\n", "$3\r\n", "get\r\n", "\r\n", "*", "$", "-1", "set a b\n", "*1\r\n$4\r\nping\r\n", "0", "\n",
					    "99999999999999999999" };
	static struct resp_request whole;
	static struct resp_request again;

	for (unsigned long i = 0; i < scaled(10000); i++) {
		char text[200];
		size_t size = 0;

		for (uint64_t n = test_below(&random, 10); n > 0; n--) {
			const char *bit = bits[test_below(&random, 12)];

			memcpy(text + size, bit, strlen(bit));
			size += strlen(bit);
			if (test_below(&random, 8) == 0)
				text[size++] = (char)test_next(&random);
		}

		char *exact = malloc(size > 0 ? size : 1);

		memcpy(exact, text, size);

		long result = resp_read(&whole, exact, size, 300);

		CHECK(result <= (long)size);
		/* With less of it there is the same request, or none yet. */
		if (result > 0) {
			for (size_t less = 0; less < (size_t)result; less++)
				CHECK_EQ(resp_read(&again, exact, less, 300), 0);
			CHECK_EQ(resp_read(&again, exact, (size_t)result, 300), result);
			CHECK_EQ(again.count, whole.count);
		}
		free(exact);
	}
}

int main(void)
{
	for (piece = 1; piece < 2000; piece *= 7)
		commands();
	piece = 1000;
	persistence();
	faults();
	memory();
	fuzz();
	return test_done();
}
