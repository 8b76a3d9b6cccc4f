/* SPDX-License-Identifier: BSD-3-Clause */
/* The descriptor that the environment names gets the bytes; with none, or one that closes, they are dropped without an error. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <uniloom/test.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether a fresh process whose UNILOOM_CONTROL_FD is `name` takes a write as it should. */
static int takes(const char *name)
{
	int status = -1;
	pid_t child = fork();

	REQUIRE(child >= 0);
	if (child == 0) {
		setenv("UNILOOM_CONTROL_FD", name, 1);
		_exit(line_write("lost", 4) == 4 && line_write("too", 3) == 3 ? 0 : 1);
	}
	REQUIRE(waitpid(child, &status, 0) == child);
	return status == 0;
}

int main(void)
{
	static const char *const nowhere[] = { "", "x", "-1", "3x", "99999999999", "200" };
	int ends[2];
	char number[16];
	char data[16];

	signal(SIGPIPE, SIG_IGN);
	REQUIRE(pipe(ends) == 0);
	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++)
		CHECK(takes(nowhere[i]));
	/* Open, but for reading. */
	snprintf(number, sizeof(number), "%d", ends[0]);
	CHECK(takes(number));

	snprintf(number, sizeof(number), "%d", ends[1]);
	setenv("UNILOOM_CONTROL_FD", number, 1);
	CHECK_EQ(line_write("frame", 5), 5);
	CHECK_EQ(read(ends[0], data, sizeof(data)), 5);
	CHECK(memcmp(data, "frame", 5) == 0);
	CHECK_EQ(line_read(data, sizeof(data)), -EPIPE);

	close(ends[0]);
	CHECK_EQ(line_write("gone", 4), 4);
	CHECK_EQ(line_write("gone", 4), 4);
	return test_done();
}
