/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * exec-timer MARK COMMAND [ARG…]: runs COMMAND and prints, as JSON, when MARK first stood in its output (ms from just
 * before exec; -1 if never), when it ended, its exit status, and the processor time that it and its children took.
 * What a shell or a JavaScript runtime adds to spawning would drown the milliseconds that matter here.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

int main(int argc, char **argv)
{
	static char seen[1 << 16];
	size_t used = 0;
	double mark_at = -1;
	int ends[2], status;
	struct rusage usage;

	if (argc < 3 || pipe2(ends, O_CLOEXEC) != 0)
		return 2;
	double begun = now_ms();
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (child < 0)
		return 2;
	close(ends[1]);
	for (;;) {
		ssize_t got = read(ends[0], seen + used, sizeof seen - 1 - used);
		if (got <= 0)
			break;
		used += (size_t)got;
		seen[used] = 0;
		if (mark_at < 0 && memmem(seen, used, argv[1], strlen(argv[1])))
			mark_at = now_ms() - begun;
		if (used > sizeof seen / 2)
			used = 0;
	}
	if (wait4(child, &status, 0, &usage) != child)
		return 2;
	printf("{\"markMs\":%.2f,\"exitMs\":%.2f,\"status\":%d,\"cpuMs\":%.1f,\"maxRssKb\":%ld}\n", mark_at, now_ms() - begun,
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), ms(usage.ru_utime) + ms(usage.ru_stime),
	       usage.ru_maxrss);
	return 0;
}
