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

#define MOST 200000u
#define TEST_REPLY_BYTES MOST

#include <uniloom/clients.h>
#include <uniloom/test.h>

#include "resp.h"

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
static int truncate_error;

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
	if (truncate_error < 0)
		return truncate_error;
	disk_used = (size_t)size;
	return 0;
}

int files_sync(struct fs_file *of)
{
	CHECK(of->open);
	return sync_error;
}

static struct socket clients[2];
static size_t piece;

/* One client says `text`, which ends with SHUTDOWN or not. */
static int serve(const char *text)
{
	clients[0] = (struct socket){ .text = text, .size = strlen(text), .piece = piece, .take = 250, .window = 300 };
	test_begin(clients, 1);
	test_on_its_way = test_is_stuck ? 1 : 250;

	int status = component_main();

	CHECK(test_open_clients() == 0 && !test_listener.open && !file.open);
	CHECK_EQ(blocks, 0);
	clients[0].reply[clients[0].arrived] = '\0';
	return status;
}

/* What it gets. */
static const char *ask(const char *text, int status)
{
	CHECK_EQ(serve(text), status);
	return clients[0].reply;
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
}

/* The disk has `size` bytes of `text`: they are left as they are, and the program ends. */
static void refused(const char *text, size_t size, int error)
{
	char expected[80];

	memcpy(disk, text, size);
	disk_used = size;
	ask("set x 1\n" END, 1);
	CHECK(disk_used == size && memcmp(disk, text, size) == 0);
	(void)snprintf(expected, sizeof expected, "component: the log cannot be used: error %d\n", error);
	CHECK_STR(printed, expected);
}

#define REFUSED(literal, error) refused(literal, sizeof literal - 1, error)
#define RECORD "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n"

/* What is no log, and what another store with other options wrote. */
static void strange_logs(void)
{
	static char large[300] = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$101\r\n";
	size_t head = strlen(large);

	REFUSED("this is no log\nat all\n", -EPROTO);
	REFUSED("short", -EPROTO);
	REFUSED("\0\0\0", -EPROTO);
	REFUSED("*x\r\n", -EPROTO);
	/* What a client may say is not what a record is. */
	REFUSED("set a 1\n", -EPROTO);
	REFUSED(RECORD "set b 2\n", -EPROTO);
	REFUSED(RECORD "*1\r\n$8\r\nFLUSHALL\r\n", -EPROTO);
	REFUSED(RECORD "*3\r\n$3\r\nSET\r\n$21\r\nabcdefghijabcdefghijk\r\n$1\r\n1\r\n", -EMSGSIZE);
	memset(large + head, 'v', 101);
	memcpy(large + head + 101, "\r\n", 2);
	refused(large, head + 103, -EMSGSIZE);
	/* Room on the disk for records that never came there. */
	memcpy(disk, RECORD "\0\0\0\0", sizeof RECORD + 3);
	memset(disk + sizeof RECORD, 0, 1000);
	disk_used = sizeof RECORD + 1000;
	CHECK_STR(ask("get a\nset a 2\n" END, 0), "$1\r\n1\r\n+OK\r\n");
	CHECK_EQ(disk_used, 2 * (sizeof RECORD - 1));
	CHECK_STR(ask("get a\n" END, 0), "$1\r\n2\r\n");
	disk_used = 0;
}

/* A page that a browser shows sends what it likes, but not without saying that it is HTTP. */
static void browsers(void)
{
	CHECK_STR(ask("POST / HTTP/1.1\r\nHost: kv\r\n\r\nset a 1\r\n" END, 1), "");
	CHECK_STR(ask("GET / HTTP/1.1\r\nhost: kv\r\n\r\nset a 1\r\n" END, 1), "-ERR wrong number of arguments\r\n");
	CHECK_EQ(disk_used, 0);
}

/* One that never stops asking does not keep the other from being heard. */
static void endless(void)
{
	clients[0] = (struct socket){ .text = "ping\n", .size = 5, .endless = true };
	clients[1] = (struct socket){ .text = "ping\n" END, .size = 15, .piece = 1, .take = 250, .window = 300 };
	test_begin(clients, 2);
	CHECK_EQ(component_main(), 0);
	CHECK_EQ(test_open_clients(), 0);
	CHECK(memcmp(clients[1].reply, "+PONG\r\n", 7) == 0);
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
	/* And what was written of it cannot be taken back: nothing is written before it is. */
	truncate_error = -EIO;
	CHECK_STR(ask("set c 3\ndel a\n" END, 0), "-ERR the log cannot be written: errno 28\r\n-ERR the log cannot be written: errno 5\r\n");
	truncate_error = 0;
	CHECK_STR(ask("dbsize\n" END, 0), ":2\r\n");
	disk_room = MOST;
	/* It ends when the replies have arrived, or never will. */
	ask(END, 0);
	CHECK_EQ(test_settled, 3);
	test_is_stuck = true;
	ask(END, 0);
	CHECK_EQ(test_settled, 200);
	test_is_stuck = false;
}

static void memory(void)
{
	unsigned refused = 0;

	disk_used = 0;
	for (long at = 0;; at++) {
		heap_fails = at;
		(void)serve("set x 1\nget x\nflushall\n" END);
		if (heap_fails >= 0)
			break;
		refused++;
		CHECK(clients[0].arrived == 0 ||
		      strcmp(clients[0].reply, "-OOM there is no memory for it\r\n$-1\r\n+OK\r\n") == 0);
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
	test_bind_error = -EADDRINUSE;
	ask(END, 1);
	CHECK(strstr(printed, "cannot listen") != NULL);
	test_bind_error = 0;
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
	strange_logs();
	browsers();
	faults();
	endless();
	memory();
	fuzz();
	return test_done();
}
