/* SPDX-License-Identifier: BSD-3-Clause */
/* with: host_cpu */
/*
 * Descriptors as lines, on the processor as it is: pipes and sockets, what was there before, both ends, files; a producer in
 * another process, of which no byte and no wake-up is lost.
 */
#define _GNU_SOURCE
#include <ports.h>
#include <host_cpu_ports.h>
#include <uniloom/test.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile unsigned calls[64];

static void arrived(void *ctx)
{
	++*(volatile unsigned *)ctx;
}

static void wait_for(unsigned line, unsigned count)
{
	unsigned long state = cpu_irq_save();

	while (calls[line] < count)
		cpu_idle();
	cpu_irq_restore(state);
}

static int attach(int line)
{
	calls[line] = 0;
	return irq_attach((unsigned)line, arrived, (void *)&calls[line]);
}

static void refusals(void)
{
	int file = open("/proc/self/exe", O_RDONLY);

	CHECK_EQ(irq_attach(64, arrived, NULL), -EINVAL);
	CHECK_EQ(irq_attach(0, NULL, NULL), -EINVAL);
	CHECK_EQ(irq_attach(63, arrived, NULL), -EBADF);
	REQUIRE(file >= 0);
	/* Reading it never waits. */
	CHECK_EQ(attach(file), -EPERM);
	CHECK_EQ(irq_detach((unsigned)file), -ENOENT);
	CHECK_EQ(irq_detach(64), -ENOENT);
	close(file);
}

static void edges(void)
{
	int ends[2];
	char byte;

	REQUIRE(pipe(ends) == 0);
	/* What is there already counts as new. */
	REQUIRE(write(ends[1], "a", 1) == 1);
	CHECK_EQ(attach(ends[0]), 0);
	CHECK_EQ(irq_attach((unsigned)ends[0], arrived, NULL), -EBUSY);
	wait_for((unsigned)ends[0], 1);
	REQUIRE(read(ends[0], &byte, 1) == 1);

	/* With interrupts off it waits. */
	unsigned long state = cpu_irq_save();

	calls[ends[0]] = 0;
	REQUIRE(write(ends[1], "b", 1) == 1);
	CHECK_EQ(calls[ends[0]], 0);
	cpu_irq_restore(state);
	wait_for((unsigned)ends[0], 1);
	REQUIRE(read(ends[0], &byte, 1) == 1);

	/* The far side's end is one as well. */
	calls[ends[0]] = 0;
	close(ends[1]);
	wait_for((unsigned)ends[0], 1);
	CHECK_EQ(read(ends[0], &byte, 1), 0);
	CHECK_EQ(irq_detach((unsigned)ends[0]), 0);
	CHECK_EQ(irq_detach((unsigned)ends[0]), -ENOENT);
	close(ends[0]);
}

static void producer(void)
{
	int ends[2];
	unsigned long total = scaled(20000);
	unsigned long seen = 0;
	unsigned handled = 0;
	char some[7];

	REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);

	pid_t child = fork();

	REQUIRE(child >= 0);
	if (child == 0) {
		for (unsigned long i = 0; i < total; i++) {
			if (write(ends[1], "x", 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	close(ends[1]);
	CHECK_EQ(attach(ends[0]), 0);
	for (;;) {
		ssize_t got = recv(ends[0], some, sizeof some, MSG_DONTWAIT);

		if (got == 0)
			break;
		if (got > 0) {
			seen += (unsigned long)got;
			continue;
		}
		/* Empty: only now it may wait, unless something came meanwhile. */
		unsigned long state = cpu_irq_save();

		while (calls[ends[0]] == handled)
			cpu_idle();
		handled = calls[ends[0]];
		cpu_irq_restore(state);
	}
	CHECK_EQ(seen, total);

	int status = -1;

	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_EQ(status, 0);
	CHECK_EQ(irq_detach((unsigned)ends[0]), 0);
	close(ends[0]);
}

int main(void)
{
	refusals();
	edges();
	producer();
	return test_done();
}
