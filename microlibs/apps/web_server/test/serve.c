/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PORT=$port */
/* config: ROOT=$root_folder */
/* config: REQUESTS=$requests */
/* config: CONNECTIONS=3 */
/* config: HEADER_BYTES=600 */
/* config: OUT_BYTES=1024 */
/* config: CHUNK_BYTES=4096 */
/* The whole server on a network, files, a heap and a clock of the test's: what each client gets, and that nothing is left. */
#define _GNU_SOURCE /* memmem */
#include <ports.h>
#include <uniloom/test.h>

#define CLIENTS 12u
#define MOST_OUT 400000u
#define MS 1000000ull

long port = 8080;
const char *root_folder = "/www/";
long requests;

static char printed[4096];
static uint64_t now;

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);

	if (used > sizeof printed / 2)
		used = 0;
	return vsnprintf(printed + used, sizeof printed - used, format, arguments);
}

uint64_t clock_now_ns(void)
{
	return now += 1000;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

static int wall_error;

int wall_read(uint64_t *unix_ns)
{
	*unix_ns = 784111777000000000u;
	return wall_error;
}

/* The heap: fails the call of number `heap_fails`. */
static size_t blocks;
static long heap_fails = -1;

static bool heap_refuses(void)
{
	return heap_fails >= 0 && heap_fails-- == 0;
}

void *heap_malloc(size_t size)
{
	if (heap_refuses())
		return NULL;
	blocks++;
	return malloc(size);
}

void heap_free(void *block)
{
	if (block != NULL)
		blocks--;
	free(block);
}

void *heap_realloc(void *block, size_t size)
{
	if (heap_refuses())
		return NULL;
	if (block == NULL)
		blocks++;
	return realloc(block, size);
}

void *heap_memalign(size_t align, size_t size)
{
	(void)align;
	return heap_malloc(size);
}

/* Files. What `view` shows is the test's; `fails_at` is where reading it fails. */
static const struct thing {
	const char *path;
	uint8_t type;
	size_t size;
	bool seen;
	size_t fails_at;
	int error; /* of opening it */
} things[] = {
	{ "/www/index.html", FS_FILE, 300, true, SIZE_MAX, 0 },
	{ "/www/big.txt", FS_FILE, 100000, true, SIZE_MAX, 0 },
	{ "/www/slow.bin", FS_FILE, 50000, false, SIZE_MAX, 0 },
	{ "/www/small.bin", FS_FILE, 100, false, SIZE_MAX, 0 },
	{ "/www/empty", FS_FILE, 0, false, SIZE_MAX, 0 },
	{ "/www/bad", FS_FILE, 100, false, 0, 0 },
	{ "/www/later", FS_FILE, 50000, false, 20000, 0 },
	{ "/www/secret", FS_FILE, 1, true, SIZE_MAX, -EACCES },
	{ "/www/many", FS_FILE, 1, true, SIZE_MAX, -ENFILE },
	{ "/www/broken", FS_FILE, 1, true, SIZE_MAX, -EIO },
	{ "/www/device", FS_DEVICE, 1, true, SIZE_MAX, 0 },
	{ "/www/folder", FS_DIRECTORY, 0, false, SIZE_MAX, 0 },
	{ "/www/folder/", FS_DIRECTORY, 0, false, SIZE_MAX, 0 },
	{ "/www/odd/index.html", FS_DIRECTORY, 0, false, SIZE_MAX, 0 },
	{ "/www/lost/", FS_DIRECTORY, 0, false, 0, 0 },
};

static uint8_t contents[100000];

struct fs_file {
	const struct thing *thing;
	bool standing; /* bytes of it may be on their way */
};

static size_t files_open_now;
static uint64_t mtime_ns;

int files_open(const char *path, unsigned flags, uint32_t mode, struct fs_file **out)
{
	(void)mode;
	CHECK_EQ(flags & FS_O_ACCMODE, FS_O_RDONLY);
	for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
		if (strcmp(things[i].path, path) != 0)
			continue;
		if (things[i].error < 0)
			return things[i].error;
		*out = malloc(sizeof **out);
		**out = (struct fs_file){ .thing = &things[i] };
		files_open_now++;
		return 0;
	}
	return -ENOENT;
}

int files_close(struct fs_file *file)
{
	CHECK(!file->standing);
	files_open_now--;
	free(file);
	return 0;
}

ssize_t files_read(struct fs_file *file, void *data, size_t size, uint64_t offset)
{
	const struct thing *thing = file->thing;

	if (offset >= thing->size)
		return 0;
	if (offset >= thing->fails_at)
		return -EIO;
	if (size > thing->size - offset)
		size = thing->size - (size_t)offset;
	memcpy(data, contents + offset, size);
	return (ssize_t)size;
}

const void *files_view(struct fs_file *file, uint64_t offset, size_t *size)
{
	if (!file->thing->seen || offset >= file->thing->size)
		return NULL;
	/* In pieces. */
	*size = file->thing->size - (size_t)offset;
	if (*size > 30000)
		*size = 30000;
	return contents + offset;
}

int files_file_stat(struct fs_file *file, struct fs_stat *out)
{
	*out = (struct fs_stat){ .type = file->thing->type, .size = file->thing->size, .mtime_ns = mtime_ns };
	return 0;
}

int files_list(struct fs_file *folder, uint64_t *cursor, struct fs_entry *out)
{
	static const char *const names[] = { "a&b <c>\".txt", "sub", "\xc3\xa4:x" };

	if (folder->thing->fails_at == 0)
		return -EIO;
	/* Enough to grow. */
	if (*cursor >= 60)
		return 0;
	memset(out, 0, sizeof *out);
	strcpy(out->name, names[*cursor % 3]);
	out->type = *cursor % 3 == 1 ? FS_DIRECTORY : FS_FILE;
	++*cursor;
	return 1;
}

/* Clients. */
struct client {
	const char *text;
	size_t size;
	size_t piece;    /* bytes that come at once */
	size_t take;     /* bytes that it reads at once; 0: none, ever */
	bool half;       /* ends its side when all is sent */
	bool resets;     /* the connection is lost when all is sent */
	bool stays;      /* does not end when the server does */
	bool acks_late;  /* acknowledges only when it ends */
	bool endless;    /* goes on sending, faster than anybody reads */
};

struct socket {
	bool listens;
	bool open;
	bool closed_write;
	const struct client *client;
	size_t came, got;      /* of its text */
	size_t arrived, taken; /* of what is sent to it */
	bool gone;             /* reset */
	unsigned stalls;
	struct fs_file *stands;
	char out[MOST_OUT];
	size_t unread_at_close;
};

static struct socket listener;
static struct socket sockets[CLIENTS];
static const struct client *clients;
static size_t client_count;
static size_t accepted;
static size_t open_sockets;
static size_t most_open;
static bool server_closed;
static int send_error;     /* of the next send */

int net_open(unsigned family, unsigned type, struct socket **out)
{
	CHECK_EQ(family, SOCKET_IP4);
	CHECK_EQ(type, SOCKET_STREAM);
	memset(&listener, 0, sizeof listener);
	listener.listens = true;
	listener.open = true;
	server_closed = false;
	*out = &listener;
	return 0;
}

static bool ended(const struct socket *socket)
{
	const struct client *client = socket->client;

	if (socket->gone)
		return true;
	if (socket->came < client->size || client->endless)
		return false;
	return client->half || (socket->closed_write && socket->taken == socket->arrived && !client->stays);
}

int net_close(struct socket *socket)
{
	CHECK(socket->open);
	socket->open = false;
	if (socket->listens) {
		server_closed = true;
		return 0;
	}
	socket->closed_write = true;
	open_sockets--;
	return 0;
}

static int bind_error;

int net_bind(struct socket *socket, const struct socket_address *address)
{
	CHECK(socket->listens);
	CHECK_EQ(address->port, 8080);
	return bind_error;
}

int net_listen(struct socket *socket, unsigned backlog)
{
	(void)socket;
	(void)backlog;
	return 0;
}

int net_accept(struct socket *socket, struct socket **out, struct socket_address *peer)
{
	(void)peer;
	CHECK(socket->listens && socket->open);
	if (accepted == client_count)
		return -EAGAIN;
	memset(&sockets[accepted], 0, offsetof(struct socket, out));
	sockets[accepted].client = &clients[accepted];
	sockets[accepted].open = true;
	*out = &sockets[accepted++];
	open_sockets++;
	if (open_sockets > most_open)
		most_open = open_sockets;
	return 0;
}

/* What has been sent and not been read by the client: it has room for 5000 bytes. */
static size_t window(const struct socket *socket)
{
	return 5000 - (socket->arrived - socket->taken);
}

ssize_t net_send(struct socket *socket, const void *data, size_t size, unsigned flags)
{
	(void)flags;
	CHECK(socket->open && !socket->closed_write && size > 0);
	if (send_error < 0) {
		int error = send_error;

		send_error = 0;
		socket->gone = true;
		return error;
	}
	if (socket->gone)
		return -ECONNRESET;
	if (size > window(socket))
		size = window(socket);
	if (size == 0)
		return -EAGAIN;
	REQUIRE(socket->arrived + size <= MOST_OUT);
	memcpy(socket->out + socket->arrived, data, size);
	socket->arrived += size;
	return (ssize_t)size;
}

static size_t statics;
static unsigned received; /* calls since the last waiting */

ssize_t net_send_static(struct socket *socket, const void *data, size_t size, unsigned flags)
{
	CHECK((const uint8_t *)data >= contents && (const uint8_t *)data + size <= contents + sizeof contents);
	statics++;
	return net_send(socket, data, size, flags);
}

ssize_t net_receive(struct socket *socket, void *data, size_t size, unsigned flags)
{
	size_t there = socket->came - socket->got;

	(void)flags;
	CHECK(socket->open && size > 0);
	/* Others have their turn as well. */
	REQUIRE(++received < 1000);
	if (socket->gone)
		return -ECONNRESET;
	if (there == 0 && socket->client->endless && socket->got == socket->client->size) {
		now += MS;
		memset(data, 'x', size);
		return (ssize_t)size;
	}
	if (there == 0)
		return ended(socket) ? 0 : -EAGAIN;
	if (size > there)
		size = there;
	memcpy(data, socket->client->text + socket->got, size);
	socket->got += size;
	return (ssize_t)size;
}

int net_shutdown(struct socket *socket, unsigned how)
{
	CHECK(socket->open);
	if (socket->gone)
		return -ENOTCONN;
	if ((how & SOCKET_SHUT_WRITE) != 0)
		socket->closed_write = true;
	return 0;
}

int net_set(struct socket *socket, unsigned option, int value)
{
	(void)socket;
	(void)option;
	CHECK_EQ(value, 1);
	return 0;
}

int net_get(struct socket *socket, unsigned option, int *value)
{
	CHECK_EQ(option, SOCKET_UNSENT);
	CHECK(socket->open);
	*value = socket->gone ? 0 : (int)(socket->arrived - socket->taken);
	if (socket->client->acks_late && !ended(socket))
		*value += 1;
	return 0;
}

static unsigned look(struct socket *socket)
{
	unsigned ready = 0;

	if (socket->listens)
		return accepted < client_count ? SOCKET_READABLE : 0;
	if (socket->gone)
		return SOCKET_READABLE | SOCKET_WRITABLE | SOCKET_HANGUP | SOCKET_FAILED;
	if (socket->came > socket->got || ended(socket) ||
	    (socket->client->endless && socket->got == socket->client->size))
		ready |= SOCKET_READABLE;
	if (window(socket) > 0)
		ready |= SOCKET_WRITABLE;
	return ready;
}

/* The world goes on: bytes come, are read, connections are lost. */
static void go_on(void)
{
	for (size_t i = 0; i < accepted; i++) {
		struct socket *socket = &sockets[i];
		const struct client *client = socket->client;
		size_t piece = client->piece != 0 ? client->piece : client->size;
		size_t unread = socket->arrived - socket->taken;

		socket->came += piece < client->size - socket->came ? piece : client->size - socket->came;
		socket->taken += client->take < unread ? client->take : unread;
		if (client->resets && socket->came == client->size)
			socket->gone = true;
	}
}

static unsigned waits_for_ever;

/* The stack gives up a connection of which nothing is acknowledged any more. */
static void stall(void)
{
	for (size_t i = 0; i < accepted; i++) {
		if (sockets[i].open && sockets[i].closed_write && ++sockets[i].stalls > 20)
			sockets[i].gone = true;
	}
}

int net_wait(struct socket_wait *list, size_t count, uint64_t timeout_ns)
{
	received = 0;
	for (unsigned round = 0; round < 3; round++) {
		int ready = 0;

		for (size_t i = 0; i < count; i++) {
			unsigned is = list[i].socket != NULL ? look(list[i].socket) : 0;

			list[i].ready = (uint8_t)(is & (list[i].wanted | SOCKET_HANGUP | SOCKET_FAILED));
			ready += list[i].ready != 0;
		}
		if (ready > 0)
			return ready;
		go_on();
	}
	if (timeout_ns == UINT64_MAX) {
		waits_for_ever++;
		return -ECANCELED;
	}
	now += timeout_ns;
	stall();
	return 0;
}

/* Serves these clients to the end: of all of them, or of so many requests. */
static int serve(const struct client *all, size_t count)
{
	clients = all;
	client_count = count;
	accepted = 0;
	open_sockets = 0;
	most_open = 0;
	statics = 0;
	printed[0] = '\0';

	int status = component_main();

	CHECK_EQ(accepted, count);
	CHECK_EQ(open_sockets, 0);
	CHECK_EQ(blocks, 0);
	CHECK_EQ(files_open_now, 0);
	CHECK(most_open <= 6);
	return status;
}

/* The answers that a client has got: statuses as text, and whether each is whole. */
static size_t body_size;
static const char *body_at;

static const char *statuses(const struct socket *socket, bool head)
{
	static char text[256];
	const char *at = socket->out;
	const char *end = socket->out + socket->arrived;

	text[0] = '\0';
	while (at < end) {
		const char *head_end = memmem(at, (size_t)(end - at), "\r\n\r\n", 4);
		const char *length;
		size_t size = 0;

		if (head_end == NULL || memcmp(at, "HTTP/1.1 ", 9) != 0)
			return strcat(text, "?");
		strncat(text, at + 9, 3);
		length = memmem(at, (size_t)(head_end - at), "Content-Length: ", 16);
		if (length != NULL && !head && memcmp(at + 9, "304", 3) != 0)
			size = strtoul(length + 16, NULL, 10);
		body_at = head_end + 4;
		body_size = size;
		if (size > (size_t)(end - body_at))
			return strcat(text, "-");
		at = body_at + size;
		if (at < end)
			strcat(text, " ");
	}
	return text;
}

static bool says(const struct socket *socket, const char *text)
{
	return memmem(socket->out, socket->arrived, text, strlen(text)) != NULL;
}

#define TEXT(literal) .text = (literal), .size = sizeof(literal) - 1
#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define LAST(path) "GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static void one(const char *text, size_t size, const char *expected)
{
	static const size_t pieces[] = { 0, 1, 7 };

	for (size_t i = 0; i < 3; i++) {
		struct client client = { .text = text, .size = size, .piece = pieces[i], .take = 700, .half = true };

		CHECK_EQ(serve(&client, 1), 1);
		if (!CHECK_STR(statuses(&sockets[0], strncmp(text, "HEAD", 4) == 0), expected))
			printf("to '%.60s'\n", text);
	}
}

#define ONE(literal, expected) one((literal), sizeof(literal) - 1, (expected))

static void answers(void)
{
	ONE(GET("/"), "200");
	CHECK(body_size == 300 && memcmp(body_at, contents, 300) == 0);
	CHECK(says(&sockets[0], "Content-Type: text/html") && says(&sockets[0], "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
	CHECK(!says(&sockets[0], "Last-Modified") && !says(&sockets[0], "ETag"));
	ONE(GET("/big.txt"), "200");
	CHECK(body_size == 100000 && memcmp(body_at, contents, 100000) == 0);
	CHECK(statics > 0);
	ONE(GET("/slow.bin") GET("/big.txt") GET("/small.bin") GET("/empty"), "200 200 200 200");
	ONE(GET("/slow.bin"), "200");
	CHECK(body_size == 50000 && memcmp(body_at, contents, 50000) == 0);
	ONE("HEAD /big.txt HTTP/1.1\r\nHost: x\r\n\r\n", "200");
	CHECK(says(&sockets[0], "Content-Length: 100000\r\n"));
	ONE("HEAD /nothing HTTP/1.1\r\nHost: x\r\n\r\n", "404");
	ONE(GET("/nothing") GET("/"), "404 200");
	ONE(GET("/secret") GET("/device"), "403 403");
	ONE(GET("/many") GET("/"), "503");
	ONE(GET("/broken") GET("/bad") GET("/"), "500 500 200");
	ONE(GET("/later"), "200-");
	ONE(GET("/folder?x"), "301");
	CHECK(says(&sockets[0], "Location: /folder/\r\n"));
	ONE(GET("/folder/"), "200");
	CHECK(says(&sockets[0], "href=\"./a%26b%20%3Cc%3E%22.txt\">a&amp;b &lt;c&gt;&quot;.txt</a>"));
	CHECK(says(&sockets[0], "href=\"./sub/\">sub/") && says(&sockets[0], "./%C3%A4%3Ax"));
	ONE("HEAD /folder/ HTTP/1.1\r\nHost: x\r\n\r\n", "200");
	ONE(GET("/odd/") GET("/lost/") GET("/gone/"), "404 500 404");
	ONE("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello" GET("/"), "405 200");
	ONE("BREW / HTTP/1.1\r\nHost: x\r\n\r\n" GET("/"), "501");
	ONE("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\nhello", "413");
	ONE("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n", "200");
	ONE("GET / HTTP/1.1\r\n\r\n" GET("/"), "400");
	ONE("GET /../x HTTP/1.1\r\nHost: x\r\n\r\n" GET("/"), "400");
	ONE("GET / HTTP/3.0\r\n\r\n", "505");
	ONE("GET / HTTP/1.0\r\n\r\n" GET("/"), "200");
	ONE("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" GET("/"), "200 200");
	CHECK(says(&sockets[0], "Connection: keep-alive\r\n"));
	ONE(LAST("/") GET("/"), "200");
	ONE("", "");
	ONE("GET / HT", "");
	wall_error = -ENODATA;
	now += 2000 * MS;
	ONE(LAST("/"), "200");
	CHECK(!says(&sockets[0], "Date:"));
	wall_error = 0;
}

static void versions(void)
{
#define WITH(field) "GET /index.html HTTP/1.1\r\nHost: x\r\n" field "\r\n\r\n"
	mtime_ns = 784111777500000000u;
	ONE(GET("/"), "200");
	CHECK(says(&sockets[0], "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
	CHECK(says(&sockets[0], "ETag: \"ae1b9e4f7f89d00-12c\"\r\n") || says(&sockets[0], "ETag: \""));

	char tag[64];
	const char *at = strstr(sockets[0].out, "ETag: ");
	char text[300];

	REQUIRE(at != NULL && sscanf(at, "ETag: %60s", tag) == 1);
	snprintf(text, sizeof text, WITH("If-None-Match: W/%s") WITH("If-None-Match: \"x\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
		 tag);
	one(text, strlen(text), "304 200");
	snprintf(text, sizeof text, WITH("Range: bytes=1-2\r\nIf-Range: %s") WITH("Range: bytes=1-2\r\nIf-Range: \"x\""), tag);
	one(text, strlen(text), "206 200");
	ONE(WITH("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"), "304");
	ONE(WITH("If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT"), "200");
	ONE(WITH("If-Modified-Since: yesterday"), "200");
	ONE(WITH("If-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\nRange: bytes=0-9"), "206");
	CHECK(says(&sockets[0], "Content-Range: bytes 0-9/300\r\n") && body_size == 10);
	ONE(WITH("Range: bytes=-10"), "206");
	CHECK(memcmp(body_at, contents + 290, 10) == 0);
	ONE(WITH("Range: bytes=300-") WITH("Range: bytes=0-1,3-4"), "416 200");
	CHECK(says(&sockets[0], "Content-Range: bytes */300\r\n"));
	mtime_ns = 0;
}

/* Heads without an end, of 100 KB; readers and writers without hurry; connections that are lost. Meanwhile another is served. */
static void hostile(void)
{
	static char long_line[100000];
	static char long_fields[100000];

	memset(long_line, 'a', sizeof long_line);
	memcpy(long_line, "GET /", 5);
	memset(long_fields, 'b', sizeof long_fields);
	memcpy(long_fields, "GET / HTTP/1.1\r\nHost: x\r\nX: ", 29);

	const struct client all[] = {
		{ .text = long_line, .size = sizeof long_line, .piece = 900, .take = 700 },
		{ .text = long_fields, .size = sizeof long_fields, .piece = 900, .take = 700 },
		{ TEXT(GET("/big.txt")), .take = 0, .stays = true },
		{ TEXT("GET / HTTP/1.1\r\nHos"), .take = 700, .stays = true },
		{ TEXT(""), .stays = true },
		{ TEXT(GET("/big.txt")), .take = 700, .resets = true },
		{ TEXT(GET("/big.txt")), .take = 1, .half = true, .acks_late = true },
		{ TEXT(GET("/big.txt") GET("/big.txt") LAST("/slow.bin")), .take = 700, .acks_late = true },
		{ TEXT(GET("/") GET("/") GET("/") GET("/") GET("/") LAST("/")), .piece = 1, .take = 1 },
		/* Between requests, whatever came with the last one, silence is no request that takes too long. */
		{ TEXT("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"), .take = 700, .stays = true },
		{ TEXT("GET / HTTP/9.0\r\n\r\n"), .take = 700, .stays = true, .endless = true },
	};

	CHECK_EQ(serve(all, 11), 1);
	CHECK_STR(statuses(&sockets[0], false), "414");
	CHECK_STR(statuses(&sockets[1], false), "431");
	CHECK_EQ(sockets[2].arrived, 5000);
	CHECK_STR(statuses(&sockets[3], false), "408");
	CHECK_STR(statuses(&sockets[4], false), "");
	CHECK_STR(statuses(&sockets[6], false), "200");
	CHECK_STR(statuses(&sockets[7], false), "200 200 200");
	CHECK_STR(statuses(&sockets[8], false), "200 200 200 200 200 200");
	CHECK_STR(statuses(&sockets[9], false), "405");
	CHECK_STR(statuses(&sockets[10], false), "505");
}

/* It ends in order after so many requests, and says 1 where it cannot listen. */
static void ends(void)
{
	const struct client all[] = {
		{ TEXT(GET("/") GET("/")), .take = 5000 },
		{ TEXT(""), .take = 5000 },
		{ TEXT(GET("/big.txt")), .take = 500, .piece = 1 },
	};

	requests = 3;
	CHECK_EQ(serve(all, 3), 0);
	CHECK(server_closed);
	CHECK_STR(statuses(&sockets[0], false), "200 200");
	CHECK_STR(statuses(&sockets[2], false), "200");
	CHECK_STR(printed, "component: listening on port 8080\n");
	CHECK(says(&sockets[2], "Connection: close"));

	/* Each answer is one, whatever comes of it. */
	const struct client fails[] = { { TEXT(GET("/bad") GET("/") GET("/nothing") GET("/")), .take = 5000 } };

	CHECK_EQ(serve(fails, 1), 0);
	CHECK_STR(statuses(&sockets[0], false), "500 200 404");
	requests = 1;

	const struct client wrong[] = { { TEXT("GET / HTTP/9.0\r\n\r\n"), .take = 5000 } };
	const struct client slow[] = { { TEXT("GET / HT"), .take = 5000, .stays = true } };

	CHECK_EQ(serve(wrong, 1), 0);
	CHECK_STR(statuses(&sockets[0], false), "505");
	CHECK_EQ(serve(slow, 1), 0);
	CHECK_STR(statuses(&sockets[0], false), "408");
	requests = 0;
	bind_error = -EADDRINUSE;
	CHECK_EQ(serve(NULL, 0), 1);
	CHECK(strstr(printed, "cannot listen") != NULL);
	bind_error = 0;
}

/* Each allocation fails in turn: an answer that says so, or a connection that is closed; the next one is served. */
static void without_memory(void)
{
	const struct client all[] = {
		{ TEXT(GET("/folder/") GET("/slow.bin") LAST("/big.txt")), .take = 700 },
		{ TEXT(LAST("/")), .take = 700 },
	};
	unsigned refused = 0;

	for (long at = 0;; at++) {
		heap_fails = at;
		CHECK_EQ(serve(all, 2), 1);
		if (heap_fails >= 0)
			break;

		const char *first = statuses(&sockets[0], false);

		refused += strcmp(first, "200 200 200") != 0;
		CHECK(strcmp(first, "503") == 0 || strcmp(first, "200 200 200") == 0);
		CHECK(strcmp(statuses(&sockets[1], false), "200") == 0 || at == 1 || at == 0);
	}
	heap_fails = -1;
	CHECK(refused >= 2);
	CHECK_STR(statuses(&sockets[0], false), "200 200 200");
}

/* Any clients at any pace, with whatever fails: nothing is left, and what is answered has a form. */
static void soak(void)
{
	static const char *const texts[] = {
		GET("/"), GET("/big.txt"), GET("/slow.bin"), GET("/folder/"), LAST("/later"), GET("/bad"), LAST("/"),
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HT", "\r\n",
		"x\r\n\r\n", GET("/nothing") GET("/small.bin"),
	};
	struct test_random random = { 5 };

	for (unsigned long i = 0; i < scaled(300); i++) {
		struct client all[CLIENTS];
		char text[CLIENTS][600];
		size_t count = 1 + test_below(&random, CLIENTS);

		for (size_t c = 0; c < count; c++) {
			text[c][0] = '\0';
			for (uint64_t n = test_below(&random, 5); n > 0; n--)
				strcat(text[c], texts[test_below(&random, 13)]);
			all[c] = (struct client){
				.text = text[c],
				.size = strlen(text[c]),
				.piece = test_below(&random, 3) * test_below(&random, 100),
				.take = test_below(&random, 8) == 0 ? 0 : 400 + test_below(&random, 4000),
				.half = test_below(&random, 3) == 0,
				.resets = test_below(&random, 8) == 0,
				.stays = test_below(&random, 4) == 0,
				.acks_late = test_below(&random, 3) == 0,
			};
		}
		heap_fails = test_below(&random, 3) == 0 ? (long)test_below(&random, 20) : -1;
		send_error = test_below(&random, 8) == 0 ? -ENOMEM : 0;
		CHECK_EQ(serve(all, count), 1);
		for (size_t c = 0; c < count; c++)
			CHECK(sockets[c].arrived == 0 || memcmp(sockets[c].out, "HTTP/1.1 ", 9) == 0);
	}
	heap_fails = -1;
	send_error = 0;
}

int main(void)
{
	for (size_t i = 0; i < sizeof contents; i++)
		contents[i] = (uint8_t)(i * 7 + i / 251);
	answers();
	versions();
	hostile();
	ends();
	without_memory();
	soak();
	return test_done();
}
