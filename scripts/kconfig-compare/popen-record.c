/*
 * SPDX-License-Identifier: BSD-3-Clause
 *
 * Loaded into a Kconfig tool with LD_PRELOAD: notes what each command that it starts with popen() put out, so that
 * another tool can be given the same answers. Appends to the file $UNILOOM_POPEN_RECORD, one command after the other:
 * the command, a NUL, its output, a NUL.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 4096, MOST = 64 };

/* Streams that were given out, with the status of the command behind each. */
static struct {
	FILE *stream;
	int status;
} given[MOST];

/* What the tool starts is not recorded again. */
__attribute__((constructor)) static void alone(void)
{
	unsetenv("LD_PRELOAD");
}

static void note(const char *command, const char *output, size_t length)
{
	const char *path = getenv("UNILOOM_POPEN_RECORD");
	FILE *record = path ? fopen(path, "a") : NULL;

	if (!record)
		return;
	fwrite(command, 1, strlen(command) + 1, record);
	fwrite(output, 1, length, record);
	fputc('\0', record);
	fclose(record);
}

/* Runs the command to its end and gives a stream of what it put out. NULL where it cannot be started. */
FILE *popen(const char *command, const char *mode)
{
	FILE *(*start)(const char *, const char *) = (FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, "popen");
	int (*end)(FILE *) = (int (*)(FILE *))dlsym(RTLD_NEXT, "pclose");
	FILE *pipe = start(command, mode);
	FILE *stream = NULL;
	char *output = NULL;
	size_t length = 0;
	size_t got;
	int slot = 0;
	int status;

	if (!pipe || mode[0] != 'r')
		return pipe;
	do {
		char *more = realloc(output, length + CHUNK);

		if (!more)
			abort();
		output = more;
		got = fread(output + length, 1, CHUNK, pipe);
		length += got;
	} while (got > 0);
	status = end(pipe);
	note(command, output, length);

	stream = tmpfile();
	while (slot < MOST && given[slot].stream)
		slot++;
	if (!stream || slot == MOST)
		abort();
	fwrite(output, 1, length, stream);
	rewind(stream);
	free(output);
	given[slot].stream = stream;
	given[slot].status = status;
	return stream;
}

/* Ends a stream of popen() above with its command's status; any other as the C library does. */
int pclose(FILE *stream)
{
	for (int slot = 0; slot < MOST; slot++) {
		if (given[slot].stream != stream)
			continue;
		given[slot].stream = NULL;
		fclose(stream);
		return given[slot].status;
	}
	return ((int (*)(FILE *))dlsym(RTLD_NEXT, "pclose"))(stream);
}
