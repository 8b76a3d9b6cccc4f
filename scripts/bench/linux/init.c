/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first process of a Linux guest that is measured beside ours: loads the modules that /modules names, in their order,
 * runs /bench with the arguments that /arguments has, says how it ended, and ends the machine.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void load(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);

	if (file < 0 || syscall(SYS_finit_module, file, "", 0) != 0)
		perror(path);
	if (file >= 0)
		close(file);
}

/* The lines of a file; NULL behind the last. */
static char **lines_of(const char *path)
{
	static char lines[2][64][256];
	static char *ends[2][65];
	static int used;
	FILE *file = fopen(path, "r");
	int at = used++;

	for (int i = 0; file != NULL && i < 64 && fgets(lines[at][i], sizeof lines[at][i], file) != NULL; i++) {
		lines[at][i][strcspn(lines[at][i], "\n")] = '\0';
		ends[at][i] = lines[at][i];
	}
	if (file != NULL)
		fclose(file);
	return ends[at];
}

int main(void)
{
	int status = -1;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mount("dev", "/dev", "devtmpfs", 0, "");
	mount("proc", "/proc", "proc", 0, "");
	mount("sys", "/sys", "sysfs", 0, "");

	int console = open("/dev/console", O_RDWR);

	dup2(console, STDIN_FILENO);
	dup2(console, STDOUT_FILENO);
	dup2(console, STDERR_FILENO);
	for (char **module = lines_of("/modules"); *module != NULL; module++)
		load(*module);

	pid_t child = fork();

	if (child == 0) {
		execv("/bench", lines_of("/arguments"));
		perror("/bench");
		_exit(127);
	}
	while (wait(&status) != child)
		;
	printf("ended %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	fflush(stdout);
	/* With -no-reboot this ends QEMU, on machines without ACPI as well. */
	reboot(RB_AUTOBOOT);
	return 1;
}
