/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames through a real socket, in pieces of any size; ends that go away or speak something else. */
/* config: PATH=$socket_path */
/* config: BUFFERS=16 */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/test.h>

#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char path[64];
const char *socket_path = "";
static int listener;
static int peer;
static irq_handler *interrupt;
static struct sched_work *deferred;
static unsigned calls;

int irq_attach(unsigned line, irq_handler *handler, void *ctx)
{
	CHECK(ctx == NULL);
	(void)line;
	interrupt = handler;
	return 0;
}

void sched_defer(struct sched_work *work)
{
	deferred = work;
}

unsigned long cpu_irq_save(void)
{
	return 0;
}

void cpu_irq_restore(unsigned long state)
{
	(void)state;
}

static void handler(void *ctx)
{
	(void)ctx;
	calls++;
}

static void run_deferred(void)
{
	struct sched_work *run = deferred;

	deferred = NULL;
	if (run != NULL)
		run->handler(run->ctx);
}

static void begin(void)
{
	socket_path = path;
	REQUIRE(component_init() == 0);
	peer = accept(listener, NULL, NULL);
	REQUIRE(peer >= 0);
}

static bool is_up(void)
{
	struct netdev_info info;

	CHECK_EQ(netdev_info(&info), 0);
	return info.link;
}

static void put(const void *data, size_t size)
{
	REQUIRE(write(peer, data, size) == (ssize_t)size);
}

int main(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct netdev_buffer *frames[16];
	uint8_t data[2000];
	uint8_t back[2000];

	CHECK_EQ(component_init(), 0);
	CHECK(!is_up());
	CHECK_EQ(netdev_receive(frames, 16), 0);
	(void)snprintf(path, sizeof path, "/tmp/uniloom-net-%ld", (long)getpid());
	socket_path = path;
	CHECK_PANICS(component_init(), "component: nobody listens at the socket /tmp/uniloom-net-");
	memcpy(address.sun_path, path, strlen(path));
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	REQUIRE(bind(listener, (struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 4) == 0);

	begin();
	CHECK(is_up());
	CHECK_EQ(netdev_attach(handler, NULL), 0);
	CHECK_EQ(netdev_attach(handler, NULL), -EBUSY);
	run_deferred();
	CHECK_EQ(calls, 1);

	for (unsigned i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)i;
	/* Two frames, cut anywhere; then short and long ones, which are dropped, and an empty one. */
	memcpy(data, "\0\0\0\x14", 4);
	put(data, 3);
	CHECK_EQ(netdev_receive(frames, 16), 0);
	put(data + 3, 10);
	CHECK_EQ(netdev_receive(frames, 16), 0);
	put(data + 13, 11);
	put("\0\0\0\0", 4);
	put("\0\0\0\x0d" "0123456789abc", 17);
	put("\0\0\0\x0e" "0123456789abcd", 18);
	interrupt(NULL);
	run_deferred();
	CHECK_EQ(calls, 2);
	CHECK_EQ(netdev_receive(frames, 16), 2);
	CHECK_EQ(frames[0]->size, 20);
	CHECK_EQ(memcmp(frames[0]->data, data + 4, 20), 0);
	CHECK_EQ(memcmp(frames[1]->data, "0123456789abcd", 14), 0);
	netdev_release(frames[1]);

	/* Sent: with a fragment; what cannot be is dropped. */
	frames[0]->next = netdev_buffer();
	REQUIRE(frames[0]->next != NULL);
	memset(frames[0]->next->data, 'z', 30);
	frames[0]->next->size = 30;
	frames[1] = netdev_buffer();
	REQUIRE(frames[1] != NULL);
	frames[1]->size = 13;
	CHECK_EQ(netdev_send(frames, 2), 2);
	CHECK_EQ(read(peer, back, sizeof back), 54);
	CHECK_EQ(memcmp(back, "\0\0\0\x32", 4), 0);
	CHECK_EQ(back[53], 'z');

	struct netdev_counts counts;

	netdev_counts(&counts);
	CHECK_EQ(counts.received, 2);
	CHECK_EQ(counts.receive_dropped, 1);
	CHECK_EQ(counts.sent, 1);
	CHECK_EQ(counts.send_dropped, 1);

	/* The other end goes. */
	close(peer);
	CHECK_EQ(netdev_receive(frames, 16), 0);
	CHECK(!is_up());
	calls = 0;
	run_deferred();
	CHECK_EQ(calls, 1);
	frames[0] = netdev_buffer();
	CHECK_EQ(netdev_send(frames, 1), 0);

	/* A length that cannot be. */
	begin();
	put("\x7f\0\0\0", 4);
	CHECK_EQ(netdev_receive(frames, 16), 0);
	CHECK(!is_up());
	close(peer);

	unsigned count = 0;

	begin();
	while (netdev_buffer() != NULL)
		count++;
	CHECK_EQ(count, 16);
	unlink(path);
	return test_done();
}
