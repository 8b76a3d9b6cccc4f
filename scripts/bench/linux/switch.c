/* SPDX-License-Identifier: BSD-3-Clause */
/* Two threads on one processor that hand over to each other. Prints "NAME NS" a switch for each way to do it. */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static unsigned long rounds;
static atomic_uint turn; /* whose it is */

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void futex_side(unsigned self)
{
	for (unsigned long i = 0; i < rounds; i++) {
		while (atomic_load(&turn) != self)
			syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, 1 - self, NULL, NULL, 0);
		atomic_store(&turn, 1 - self);
		syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	}
}

static sem_t sems[2];

static void sem_side(unsigned self)
{
	for (unsigned long i = 0; i < rounds; i++) {
		sem_wait(&sems[self]);
		sem_post(&sems[1 - self]);
	}
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static unsigned cond_turn;

static void cond_side(unsigned self)
{
	for (unsigned long i = 0; i < rounds; i++) {
		pthread_mutex_lock(&mutex);
		while (cond_turn != self)
			pthread_cond_wait(&cond, &mutex);
		cond_turn = 1 - self;
		pthread_cond_signal(&cond);
		pthread_mutex_unlock(&mutex);
	}
}

static void yield_side(unsigned self)
{
	(void)self;
	for (unsigned long i = 0; i < rounds; i++)
		sched_yield();
}

static void *other(void *side)
{
	((void (*)(unsigned))side)(1);
	return NULL;
}

static void measure(const char *name, void (*side)(unsigned))
{
	pthread_t thread;

	atomic_store(&turn, 0);
	cond_turn = 0;
	if (pthread_create(&thread, NULL, other, (void *)side) != 0)
		exit(1);

	uint64_t begin = now_ns();

	side(0);
	pthread_join(thread, NULL);
	printf("%s %llu\n", name, (unsigned long long)((now_ns() - begin) / (2 * rounds)));
	fflush(stdout);
}

int main(int argc, char **argv)
{
	cpu_set_t first;

	rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof first, &first);
	sem_init(&sems[0], 0, 1);
	sem_init(&sems[1], 0, 0);
	measure("yield", yield_side);
	measure("futex", futex_side);
	measure("semaphore", sem_side);
	measure("condition", cond_side);
	return 0;
}
