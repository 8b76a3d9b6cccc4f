/* SPDX-License-Identifier: BSD-3-Clause */
/* The process's entry: what a boot loader and the arch's entry code do on a machine. */
#define _POSIX_C_SOURCE 200809L
#include <ports.h>

#include <signal.h>
#include <stdlib.h>

#include "arguments.h"
#include "faults.h"

/* As long as Linux's own limit for a kernel's command line on x86. */
#define CMDLINE_MAX 2048

/* Compiled freestanding, where main is a function like any other. */
int main(int argc, char **argv);

static char joined[CMDLINE_MAX];
static const char *line = "";

/* bootinfo.cmdline. Any context. */
const char *bootinfo_cmdline(void)
{
	return line;
}

/* bootinfo.memory: the process's memory is not divided up here. */
int bootinfo_memory(unsigned index, uint64_t *base, uint64_t *size)
{
	(void)index;
	(void)base;
	(void)size;
	return -ENOENT;
}

static void ignore_broken_pipes(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigemptyset(&ignore.sa_mask);
	sigaction(SIGPIPE, &ignore, NULL);
}

/* Does not return from start. 2: the command line is too long. */
int main(int argc, char **argv)
{
	const char *given = getenv("UNILOOM_CMDLINE");

	ignore_broken_pipes();
	faults_catch();
	if (given != NULL) {
		line = given;
	} else {
		if (!arguments_join(argc, argv, joined, sizeof(joined)))
			return 2;
		line = joined;
	}
	start_begin();
}
