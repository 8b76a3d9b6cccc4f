/* SPDX-License-Identifier: BSD-3-Clause */
/* What a parent sees: the status where it fits, and never 0 for another. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>
#include <uniloom/test.h>

#include <sys/wait.h>
#include <unistd.h>

static int status_of(int status)
{
	int found = 0;
	pid_t child = fork();

	if (child == 0)
		power_off(status);
	REQUIRE(child > 0);
	REQUIRE(waitpid(child, &found, 0) == child);
	CHECK(WIFEXITED(found));
	return WEXITSTATUS(found);
}

int main(void)
{
	CHECK_EQ(status_of(0), 0);
	CHECK_EQ(status_of(1), 1);
	CHECK_EQ(status_of(255), 255);
	CHECK_EQ(status_of(256), 255);
	CHECK_EQ(status_of(-1), 255);
	return test_done();
}
