/* SPDX-License-Identifier: BSD-3-Clause */
/* config: PATH=/tmp/uniloom-host-blk-preempted.img */
/* Whoever submits is interrupted at any place by somebody who submits as well: each request is reported once, everybody's in their order. */
#define _XOPEN_SOURCE 700
#include <ports.h>
#include <uniloom/panics.h>
#include <uniloom/test.h>

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#define EACH 200000u
#define PERIOD_US 30

/* Who is interrupted, and who interrupts. */
static struct {
	struct blkdev_request requests[EACH];
	volatile unsigned submitted;
	unsigned refused;
	unsigned reported;
} users[2];

static struct sched_work *deferred;
static uint8_t data[512];

void sched_defer(struct sched_work *work)
{
	deferred = work;
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	(void)sem;
	(void)timeout_ns;
	return 0;
}

void sched_sem_post(struct sched_sem *sem)
{
	(void)sem;
}

static void done(struct blkdev_request *request)
{
	unsigned *reported = request->ctx;
	const struct blkdev_request *first = reported == &users[0].reported ? users[0].requests : users[1].requests;

	CHECK_EQ(request - first, *reported);
	(*reported)++;
}

static void submit(unsigned user)
{
	struct blkdev_request *request = &users[user].requests[users[user].submitted];

	if (users[user].submitted == EACH)
		return;
	users[user].submitted++;
	*request = (struct blkdev_request){
		.operation = BLKDEV_READ, .data = data, .sectors = 1, .done = done, .ctx = &users[user].reported,
	};
	users[user].refused += blkdev_submit(request) != 0;
}

static void interrupt(int number)
{
	(void)number;
	submit(1);
}

int main(void)
{
	struct sigaction action = { .sa_handler = interrupt };
	struct itimerval timer = { .it_interval = { .tv_usec = PERIOD_US }, .it_value = { .tv_usec = PERIOD_US } };
	FILE *file = fopen(CONFIG_PATH, "wb");

	REQUIRE(file != NULL);
	REQUIRE(fseek(file, 511, SEEK_SET) == 0 && fputc('x', file) == 'x');
	fclose(file);
	REQUIRE(component_init() == 0);
	REQUIRE(sigaction(SIGALRM, &action, NULL) == 0 && setitimer(ITIMER_REAL, &timer, NULL) == 0);
	while (users[0].submitted < EACH)
		submit(0);
	timer = (struct itimerval){ .it_value = { .tv_usec = 0 } };
	REQUIRE(setitimer(ITIMER_REAL, &timer, NULL) == 0);
	REQUIRE(deferred != NULL);
	deferred->handler(NULL);
	for (unsigned i = 0; i < 2; i++) {
		CHECK_EQ(users[i].refused, 0);
		CHECK_EQ(users[i].reported, users[i].submitted);
	}
	printf("interrupted %u times\n", users[1].submitted);
	CHECK(users[1].submitted > 0);
	unlink(CONFIG_PATH);
	return test_done();
}
