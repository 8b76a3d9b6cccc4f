/* SPDX-License-Identifier: BSD-3-Clause */
/* with: context */
/* config: STACK_KB=64 */
/* define: CPU_WIRED=0 */
/*
 * What ends in a panic: deadlocks, overflows, misuse. A panic does not come back, and a longjmp between stacks is no way
 * out, so each case is a process of its own.
 */
#include <ports.h>
#include <uniloom/test.h>

#include <sys/wait.h>
#include <unistd.h>

#include "ports.inc"

static int report[2];

_Noreturn void panic_because(const char *reason)
{
	if (write(report[1], reason, strlen(reason)) < 0)
		_exit(2);
	_exit(1);
}

_Noreturn void panic_exception(const struct panic_frame *frame)
{
	(void)frame;
	_exit(3);
}

/* Runs `first` as a thread in a process of its own; the reason of its panic must have `part` in it. */
static void panics(sched_entry *first, const char *part)
{
	char reason[512] = "";

	REQUIRE(pipe(report) == 0);
	pid_t child = fork();
	REQUIRE(child >= 0);
	if (child == 0) {
		sched_spawn(first, NULL, "first", NULL);
		(void)sched_run();
		_exit(0);
	}
	close(report[1]);
	size_t used = 0;
	for (ssize_t got = 1; got > 0; used += (size_t)got) {
		got = read(report[0], reason + used, sizeof(reason) - 1 - used);
		if (got < 0)
			break;
	}
	close(report[0]);
	int status = 0;
	REQUIRE(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status));
	CHECK_EQ(WEXITSTATUS(status), 1);
	if (!CHECK(strstr(reason, part) != NULL))
		printf("'%s' is not in '%s'\n", part, reason);
}

static struct sched_mutex left = SCHED_MUTEX_INIT;
static struct sched_mutex right = SCHED_MUTEX_INIT;
static struct sched_cond cond = SCHED_COND_INIT;

static int second(void *ctx)
{
	(void)ctx;
	sched_mutex_lock(&right);
	sched_mutex_lock(&left);
	return 0;
}

static int embrace(void *ctx)
{
	(void)ctx;
	sched_mutex_lock(&left);
	sched_spawn(second, NULL, "second", NULL);
	sched_yield();
	sched_mutex_lock(&right);
	return 0;
}

static int waits(void *ctx)
{
	(void)ctx;
	sched_mutex_lock(&left);
	(void)sched_cond_wait(&cond, &left, SCHED_FOREVER);
	return 0;
}

static struct sched_sem sem = SCHED_SEM_INIT(0);

static int waits_for_sem(void *ctx)
{
	(void)ctx;
	(void)sched_sem_wait(&sem, SCHED_FOREVER);
	return 0;
}

static int ends(void *ctx)
{
	(void)ctx;
	sched_mutex_lock(&left);
	return 0;
}

static int orphaned(void *ctx)
{
	(void)ctx;
	sched_spawn(ends, NULL, "ends", NULL);
	sched_yield();
	sched_mutex_lock(&left);
	return 0;
}

/* Writes over the mark of its own stack, as a frame that is too large does. */
static int overflows(void *ctx)
{
	(void)ctx;
	*(volatile uint64_t *)last_stack = 0;
	sched_yield();
	return 0;
}

static int locks_twice(void *ctx)
{
	(void)ctx;
	sched_mutex_lock(&left);
	sched_mutex_lock(&left);
	return 0;
}

static int unlocks(void *ctx)
{
	(void)ctx;
	sched_mutex_unlock(&left);
	return 0;
}

static int joined(void *ctx)
{
	(void)ctx;
	sched_sleep_ns(1000);
	return 0;
}

static struct sched_thread *child;

static int joins_too(void *ctx)
{
	(void)ctx;
	(void)sched_join(child, NULL);
	return 0;
}

static int joins(void *ctx)
{
	sched_spawn(joined, ctx, "child", &child);
	sched_spawn(joins_too, NULL, "other", NULL);
	(void)sched_join(child, NULL);
	return 0;
}

int main(void)
{
	panics(embrace, "deadlock: first waits for a mutex of second, second waits for a mutex of first");
	panics(waits, "deadlock: first waits for a condition");
	panics(waits_for_sem, "deadlock: first waits for a semaphore");
	panics(orphaned, "first waits for a mutex of a thread that has ended");
	panics(overflows, "stack overflow in thread 'first'");
	panics(locks_twice, "takes a mutex that it holds");
	panics(unlocks, "does not hold");
	panics(joins, "joined twice");
	return test_done();
}
