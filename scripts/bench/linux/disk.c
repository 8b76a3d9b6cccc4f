/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random reads of a disk past the page cache, as tests/disk_bench does them: one at a time (pread), then many at once (the
 * kernel's own asynchronous I/O). Arguments: device, bytes, requests, depth, span in KiB.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define DEPTH_MOST 256

static size_t bytes;
static uint64_t places;
static unsigned requests;
static int disk;
static void *data[DEPTH_MOST];

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static off_t next_place(void)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (off_t)((state >> 33) % places * bytes);
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void one_at_a_time(unsigned depth)
{
	(void)depth;
	for (unsigned i = 0; i < requests; i++) {
		if (pread(disk, data[0], bytes, next_place()) != (ssize_t)bytes)
			fail("pread");
	}
}

static void prepare(struct iocb *request, unsigned which)
{
	*request = (struct iocb){
		.aio_lio_opcode = IOCB_CMD_PREAD,
		.aio_fildes = (uint32_t)disk,
		.aio_buf = (uint64_t)(uintptr_t)data[which],
		.aio_nbytes = bytes,
		.aio_offset = next_place(),
		.aio_data = which,
	};
}

static void many_at_once(unsigned depth)
{
	static struct iocb own[DEPTH_MOST];
	struct iocb *list[DEPTH_MOST];
	struct io_event events[DEPTH_MOST];
	aio_context_t context = 0;
	unsigned begun = 0;
	unsigned ended = 0;

	if (syscall(SYS_io_setup, depth, &context) < 0)
		fail("io_setup");
	for (; begun < depth && begun < requests; begun++) {
		prepare(&own[begun], begun);
		list[begun] = &own[begun];
	}
	if (syscall(SYS_io_submit, context, (long)begun, list) != (long)begun)
		fail("io_submit");
	while (ended < requests) {
		long got = syscall(SYS_io_getevents, context, 1L, (long)depth, events, NULL);
		long again = 0;

		if (got < 1)
			fail("io_getevents");
		for (long i = 0; i < got; i++, ended++) {
			if (events[i].res != (int64_t)bytes)
				fail("read");
			if (begun == requests)
				continue;
			begun++;
			prepare(&own[events[i].data], (unsigned)events[i].data);
			list[again++] = &own[events[i].data];
		}
		if (again > 0 && syscall(SYS_io_submit, context, again, list) != again)
			fail("io_submit");
	}
}

static void measure(unsigned depth, void (*work)(unsigned))
{
	printf("depth %u begins\n", depth);
	fflush(stdout);

	uint64_t begun = now_ns();

	work(depth);
	printf("depth %u took %llu ns for %u requests\n", depth, (unsigned long long)(now_ns() - begun), requests);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc != 6)
		return 2;
	bytes = strtoul(argv[2], NULL, 10);
	requests = (unsigned)strtoul(argv[3], NULL, 10);
	places = strtoull(argv[5], NULL, 10) * 1024 / bytes;
	disk = open(argv[1], O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (disk < 0)
		fail(argv[1]);
	for (unsigned i = 0; i < DEPTH_MOST; i++) {
		if (posix_memalign(&data[i], 4096, bytes) != 0)
			fail("memory");
	}
	measure(1, one_at_a_time);
	measure((unsigned)strtoul(argv[4], NULL, 10), many_at_once);
	return 0;
}
