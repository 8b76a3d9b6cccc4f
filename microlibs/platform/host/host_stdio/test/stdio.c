/* SPDX-License-Identifier: BSD-3-Clause */
/* On pipes in place of descriptors 0 and 1: reading never waits, both ends are noticed, a non-blocking output is waited for. */
#include <ports.h>
#include <uniloom/test.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define LARGE (256u * 1024u)

static int input[2];
static int output[2];

static unsigned attached;

int irq_attach(unsigned line, irq_handler *handler, void *ctx)
{
	CHECK_EQ(line, STDIN_FILENO);
	handler(ctx);
	attached++;
	return 0;
}

int irq_detach(unsigned line)
{
	(void)line;
	return -ENOENT;
}

static void reading(void)
{
	char data[64];

	/* From the first read on it interrupts. */
	CHECK_EQ(attached, 0);
	CHECK_EQ(console_read(data, sizeof(data)), 0);
	CHECK_EQ(attached, 1);
	CHECK_EQ(write(input[1], "abcdef", 6), 6);
	CHECK_EQ(console_read(data, 0), 0);
	CHECK_EQ(console_read(data, 4), 4);
	CHECK(memcmp(data, "abcd", 4) == 0);
	CHECK_EQ(console_read(data, sizeof(data)), 2);
	CHECK_EQ(console_read(data, sizeof(data)), 0);
	/* What was written before the end is read before the end. */
	CHECK_EQ(write(input[1], "z", 1), 1);
	close(input[1]);
	CHECK_EQ(console_read(data, sizeof(data)), 1);
	CHECK_EQ(console_read(data, sizeof(data)), -EPIPE);
	CHECK_EQ(console_read(data, sizeof(data)), -EPIPE);
	close(STDIN_FILENO);
	CHECK_EQ(console_read(data, sizeof(data)), -EPIPE);
	CHECK_EQ(attached, 1);
}

/* More than a pipe holds, through a non-blocking descriptor, to a process that counts. */
static void writing(void)
{
	static char data[LARGE];

	pid_t child = fork();
	REQUIRE(child >= 0);
	if (child == 0) {
		size_t seen = 0;
		char some[1000];

		close(STDOUT_FILENO);
		close(output[1]);
		for (ssize_t got = read(output[0], some, sizeof(some)); got > 0;
		     got = read(output[0], some, sizeof(some)))
			seen += (size_t)got;
		_exit(seen == LARGE ? 0 : 1);
	}
	REQUIRE(fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK) == 0);
	CHECK_EQ(console_write(data, sizeof(data)), LARGE);
	close(output[1]);
	close(STDOUT_FILENO);

	int status = -1;
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK_EQ(status, 0);
}

static void far_side_gone(void)
{
	int broken[2];

	REQUIRE(pipe(broken) == 0 && dup2(broken[1], STDOUT_FILENO) == STDOUT_FILENO);
	close(broken[0]);
	close(broken[1]);
	CHECK_EQ(console_write("x", 1), -EIO);
	CHECK_EQ(console_write("", 0), 0);
}

int main(void)
{
	int report = dup(STDOUT_FILENO);

	/* As host_entry does. */
	signal(SIGPIPE, SIG_IGN);
	REQUIRE(report >= 0 && pipe(input) == 0 && pipe(output) == 0);
	REQUIRE(dup2(input[0], STDIN_FILENO) == STDIN_FILENO && dup2(output[1], STDOUT_FILENO) == STDOUT_FILENO);
	close(input[0]);
	reading();
	writing();
	far_side_gone();
	REQUIRE(dup2(report, STDOUT_FILENO) == STDOUT_FILENO);
	return test_done();
}
