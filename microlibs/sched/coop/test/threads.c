/* SPDX-License-Identifier: BSD-3-Clause */
/* with: context */
/* config: STACK_KB=64 */
/* define: CPU_WIRED=0 TIMER_WIRED=0 */
/* Order, join, sleeping, mutexes and conditions on real stacks. */
#include <ports.h>
#include <uniloom/panics.h>

#include "ports.inc"

static char trace[4096];

static void note(const char *what)
{
	strncat(trace, what, sizeof(trace) - strlen(trace) - 1);
}

static void expect(const char *what)
{
	CHECK_STR(trace, what);
	trace[0] = '\0';
}

static int twice(void *ctx)
{
	note(ctx);
	sched_yield();
	note(ctx);
	return 7;
}

static void yields_in_turn(void)
{
	CHECK_EQ(sched_spawn(twice, "a", "a", NULL), 0);
	CHECK_EQ(sched_spawn(twice, "b", "b", NULL), 0);
	CHECK_EQ(sched_spawn(twice, "c", "c", NULL), 0);
	CHECK(sched_self() == NULL);
	CHECK_EQ(sched_run(), 0);
	expect("abcabc");
	CHECK_EQ(stacks_live, 0);
}

static int waits(void *ctx)
{
	uint64_t before = now - away;

	(void)ctx;
	sched_sleep_ns(300000);
	CHECK_EQ(now - away - before, 0);
	return 0;
}

static int burns(void *ctx)
{
	uint64_t before = now - away;

	(void)ctx;
	clock_spin_ns(250000);
	sched_yield();
	clock_spin_ns(250000);
	CHECK_EQ(now - away - before, 500000);
	return 0;
}

static void time_is_the_threads_own(void)
{
	uint64_t before = now - away;

	sched_spawn(waits, NULL, "waits", NULL);
	sched_spawn(burns, NULL, "burns", NULL);
	sched_spawn(burns, NULL, "burns", NULL);
	CHECK_EQ(sched_run(), 0);
	/* Nor does the loop's contain what the threads used; all was used by them. */
	CHECK_EQ(now - away - before, 0);
}

static int sleeper(void *ctx)
{
	uint64_t before = now;
	uint64_t ns = (uint64_t)(uintptr_t)ctx;

	sched_sleep_ns(ns);
	CHECK(now - before >= ns);
	CHECK(now - before < ns + 100000);
	note(ns == 300000 ? "3" : ns == 200000 ? "2" : "1");
	return 0;
}

static void sleepers_wake_in_order(void)
{
	sched_spawn(sleeper, (void *)300000, "3", NULL);
	sched_spawn(sleeper, (void *)100000, "1", NULL);
	sched_spawn(sleeper, (void *)200000, "2", NULL);
	sched_spawn(sleeper, (void *)100000, "1", NULL);
	CHECK_EQ(sched_run(), 0);
	expect("1123");
	CHECK_EQ(idles, 0);
}

static int joiner(void *ctx)
{
	struct sched_thread *child;
	int status = 0;

	(void)ctx;
	CHECK_EQ(sched_join(sched_self(), NULL), -EDEADLK);
	CHECK_EQ(sched_spawn(twice, "x", "x", &child), 0);
	CHECK_EQ(sched_join(child, &status), 0);
	CHECK_EQ(status, 7);
	/* One that is done before anybody asks. */
	CHECK_EQ(sched_spawn(twice, "y", "y", &child), 0);
	sched_sleep_ns(1000000);
	CHECK_EQ(sched_join(child, NULL), 0);
	stacks_empty = true;
	CHECK_EQ(sched_spawn(twice, "z", "z", &child), -ENOMEM);
	stacks_empty = false;
	return 0;
}

static void joins(void)
{
	sched_spawn(joiner, NULL, "joiner", NULL);
	CHECK_EQ(sched_run(), 0);
	expect("xxyy");
	CHECK_EQ(stacks_live, 0);
}

static struct sched_mutex mutex = SCHED_MUTEX_INIT;
static struct sched_cond cond = SCHED_COND_INIT;
static int shared;

static int adder(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < 100; i++) {
		sched_mutex_lock(&mutex);
		CHECK_EQ(sched_mutex_trylock(&mutex), -EBUSY);
		int before = shared;
		sched_yield();
		shared = before + 1;
		sched_mutex_unlock(&mutex);
		CHECK(mutex.holder != sched_self());
	}
	return 0;
}

static void mutex_excludes(void)
{
	for (int i = 0; i < 5; i++)
		sched_spawn(adder, NULL, "adder", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK_EQ(shared, 500);
	CHECK(mutex.holder == NULL);
}

static int waiter(void *ctx)
{
	sched_mutex_lock(&mutex);
	int woken = sched_cond_wait(&cond, &mutex, (uint64_t)(uintptr_t)ctx);

	CHECK(mutex.holder == sched_self());
	note(woken == 0 ? "w" : woken == -ETIMEDOUT ? "t" : "?");
	sched_mutex_unlock(&mutex);
	return 0;
}

static int signaller(void *ctx)
{
	(void)ctx;
	sched_sleep_ns(1000);
	note("s");
	sched_cond_signal(&cond);
	sched_sleep_ns(1000);
	note("b");
	sched_cond_broadcast(&cond);
	return 0;
}

static void conditions(void)
{
	sched_spawn(waiter, (void *)UINTPTR_MAX, "first", NULL);
	sched_spawn(waiter, (void *)10, "times out", NULL);
	sched_spawn(waiter, (void *)1000000, "second", NULL);
	sched_spawn(waiter, (void *)UINTPTR_MAX, "third", NULL);
	sched_spawn(signaller, NULL, "signaller", NULL);
	CHECK_EQ(sched_run(), 0);
	expect("tswbww");
	CHECK(cond.waiting.first == NULL);
}

static struct sched_sem sem = SCHED_SEM_INIT(1);

static int taker(void *ctx)
{
	int got = sched_sem_wait(&sem, (uint64_t)(uintptr_t)ctx);

	note(got == 0 ? "g" : got == -ETIMEDOUT ? "t" : "?");
	return 0;
}

static int poster(void *ctx)
{
	(void)ctx;
	CHECK_EQ(sched_sem_wait(&sem, 0), -ETIMEDOUT);
	sched_sleep_ns(1000);
	for (int i = 0; i < 3; i++) {
		note("p");
		sched_sem_post(&sem);
		sched_yield();
	}
	CHECK_EQ(sched_sem_wait(&sem, 0), 0);
	CHECK_EQ(sem.count, 0);
	return 0;
}

static void semaphores(void)
{
	sched_spawn(taker, (void *)UINTPTR_MAX, "first", NULL);
	sched_spawn(taker, (void *)UINTPTR_MAX, "second", NULL);
	sched_spawn(taker, (void *)10, "times out", NULL);
	sched_spawn(taker, (void *)1000000, "third", NULL);
	sched_spawn(poster, NULL, "poster", NULL);
	CHECK_EQ(sched_run(), 0);
	expect("gtpgpgp");
	CHECK(sem.waiting.first == NULL);
}

static int leaves(void *ctx)
{
	struct sched_thread *child;

	(void)ctx;
	CHECK_EQ(sched_spawn(twice, "l", "l", &child), 0);
	CHECK_EQ(sched_detach(child), 0);
	CHECK_EQ(sched_detach(child), -EINVAL);
	CHECK_EQ(sched_spawn(twice, "m", "m", &child), 0);
	sched_sleep_ns(1000);
	/* Done already: freed at once. */
	CHECK_EQ(stacks_live, 2);
	CHECK_EQ(sched_detach(child), 0);
	CHECK_EQ(stacks_live, 1);
	return 0;
}

static void detaches(void)
{
	sched_spawn(leaves, NULL, "leaves", NULL);
	CHECK_EQ(sched_run(), 0);
	expect("lmlm");
	CHECK_EQ(stacks_live, 0);
}

static int key;

static int owns(void *ctx)
{
	CHECK(thread_pointer == NULL);
	thread_pointer = ctx;
	CHECK(sched_local_get((unsigned)key) == NULL);
	sched_local_set((unsigned)key, ctx);
	sched_yield();
	CHECK(sched_local_get((unsigned)key) == ctx);
	CHECK(thread_pointer == ctx);
	CHECK(sched_local_get(1000) == NULL);
	return 0;
}

static void values_of_threads(void)
{
	thread_pointer = &sem;
	key = sched_local_key();
	CHECK_EQ(key, 0);
	sched_local_set((unsigned)key, trace);
	sched_spawn(owns, &key, "a", NULL);
	sched_spawn(owns, trace, "b", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK(sched_local_get((unsigned)key) == trace);
	CHECK(thread_pointer == &sem);
	for (int i = 1; i < 4; i++)
		CHECK_EQ(sched_local_key(), i);
	CHECK_EQ(sched_local_key(), -ENOSPC);
	CHECK_PANICS(sched_local_set(4, NULL), "key");
}

static void works(void *ctx)
{
	CHECK(sched_self() == NULL);
	note(ctx);
}

static struct sched_work work_a = SCHED_WORK_INIT(works, "A");
static struct sched_work work_b = SCHED_WORK_INIT(works, "B");

static int defers(void *ctx)
{
	(void)ctx;
	sched_defer(&work_a);
	sched_defer(&work_b);
	sched_defer(&work_a);
	note("-");
	sched_yield();
	note("+");
	sched_defer(&work_a);
	return 0;
}

static void deferred_work_comes_first(void)
{
	sched_spawn(defers, NULL, "defers", NULL);
	sched_spawn(twice, "x", "x", NULL);
	CHECK_EQ(sched_run(), 0);
	expect("-ABx+Ax");
}

static int waits_for_mutex(void *ctx)
{
	(void)ctx;
	sched_yield();
	sched_mutex_lock(&mutex);
	sched_mutex_unlock(&mutex);
	return 0;
}

static int reports(void *ctx)
{
	char line[64] = "";
	char *low = last_stack;

	(void)ctx;
	sched_mutex_lock(&mutex);
	sched_yield();
	CHECK_EQ(dump_line(0, line, sizeof line), strlen("thread waits waits for a mutex of reports"));
	CHECK_STR(line, "thread waits waits for a mutex of reports");
	memset(line, 0, sizeof line);
	CHECK_EQ(dump_line(1, line, sizeof line), strlen("thread reports runs"));
	CHECK_STR(line, "thread reports runs");
	CHECK_EQ(dump_line(2, line, sizeof line), 0);
	memset(line, 0, sizeof line);
	CHECK_EQ(dump_line(1, line, 8), 8);
	CHECK_STR(line, "thread r");
	CHECK_STR(dump_fault((uintptr_t)low - 8), "stack overflow in thread 'reports'");
	CHECK(dump_fault((uintptr_t)low) == NULL);
	CHECK(dump_fault((uintptr_t)low - 4097) == NULL);
	sched_mutex_unlock(&mutex);
	return 0;
}

static void last_words(void)
{
	char line[8];

	sched_spawn(waits_for_mutex, NULL, "waits", NULL);
	sched_spawn(reports, NULL, "reports", NULL);
	CHECK_EQ(sched_run(), 0);
	CHECK_EQ(dump_line(0, line, sizeof line), 0);
}

int main(void)
{
	yields_in_turn();
	time_is_the_threads_own();
	sleepers_wake_in_order();
	joins();
	mutex_excludes();
	conditions();
	semaphores();
	detaches();
	values_of_threads();
	deferred_work_comes_first();
	last_words();
	return test_done();
}
