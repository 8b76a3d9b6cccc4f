/* SPDX-License-Identifier: BSD-3-Clause */
/* With processor and timer: waiting idles, and loses no interrupt. */
#include <ports.h>
#include <uniloom/panics.h>

static uint64_t now;
static unsigned long irq_off;
static struct timer *alarm;
static void (*interrupt)(void);

uint64_t clock_now_ns(void)
{
	return now;
}

void clock_spin_ns(uint64_t ns)
{
	(void)ns;
	CHECK(false);
}

void timer_set(struct timer *timer, uint64_t when_ns)
{
	timer->when_ns = when_ns;
	alarm = timer;
}

bool timer_cancel(struct timer *timer)
{
	CHECK(alarm == NULL || alarm == timer);
	alarm = NULL;
	return true;
}

unsigned long cpu_irq_save(void)
{
	unsigned long before = irq_off;

	irq_off = 1;
	return before;
}

void cpu_irq_restore(unsigned long state)
{
	irq_off = state;
}

uint64_t cpu_cycles(void)
{
	return now;
}

void cpu_idle(void)
{
	CHECK_EQ(irq_off, 1);
	if (interrupt != NULL) {
		interrupt();
		interrupt = NULL;
		return;
	}
	REQUIRE(alarm != NULL);
	now = alarm->when_ns;
	alarm->handler(alarm->ctx);
}

static struct sched_sem sem = SCHED_SEM_INIT(0);

static void posts(void *ctx)
{
	(void)ctx;
	CHECK_EQ(irq_off, 0);
	sched_sem_post(&sem);
}

static struct sched_work work = SCHED_WORK_INIT(posts, NULL);

static void defers(void)
{
	sched_defer(&work);
}

static void posts_at_once(void)
{
	sched_sem_post(&sem);
}

int main(void)
{
	sched_sleep_ns(5000);
	CHECK_EQ(now, 5000);
	CHECK(alarm == NULL);
	interrupt = defers;
	CHECK_EQ(sched_sem_wait(&sem, SCHED_FOREVER), 0);
	interrupt = posts_at_once;
	CHECK_EQ(sched_sem_wait(&sem, 1000), 0);
	CHECK_EQ(now, 5000);
	/* What nobody waits for when the interrupt comes stays. */
	interrupt = defers;
	sched_sleep_ns(1000);
	CHECK_EQ(now, 6000);
	CHECK_EQ(sched_sem_wait(&sem, 0), 0);
	CHECK_EQ(sched_sem_wait(&sem, 500), -ETIMEDOUT);
	CHECK_EQ(now, 6500);
	CHECK_EQ(irq_off, 0);
	return test_done();
}
