/* SPDX-License-Identifier: BSD-3-Clause */
/* config: DEPTH=4 */
/* config: REQUESTS=1000 */
/* config: SPAN_KB=64 */
/* Each measurement makes just as many requests as it says, within the span, and never more at once than it may. */
#include <ports.h>
#include <uniloom/test.h>

static struct blkdev_request *held[4];
static unsigned held_count;
static unsigned most_held;
static unsigned reads;
static int answer;
static char printed[2000];

int disk_info(struct blkdev_info *out)
{
	*out = (struct blkdev_info){ .sectors = 1000, .sector_bytes = 512, .most_sectors = 64, .depth = 4 };
	return 0;
}

int disk_transfer(unsigned operation, uint64_t sector, void *data, size_t sectors)
{
	CHECK_EQ(operation, BLKDEV_READ);
	CHECK(sector + sectors <= 128 && sectors == 8 && data != NULL);
	reads++;
	return answer;
}

int disk_submit(struct blkdev_request *request)
{
	CHECK(request->sector + request->sectors <= 128);
	REQUIRE(held_count < 4);
	held[held_count++] = request;
	if (held_count > most_held)
		most_held = held_count;
	reads++;
	return 0;
}

int sched_sem_wait(struct sched_sem *sem, uint64_t timeout_ns)
{
	(void)timeout_ns;
	while (sem->count == 0) {
		REQUIRE(held_count > 0);
		struct blkdev_request *request = held[--held_count];

		request->status = answer;
		request->done(request);
	}
	sem->count--;
	return 0;
}

void sched_sem_post(struct sched_sem *sem)
{
	sem->count++;
}

uint64_t clock_now_ns(void)
{
	static uint64_t now;

	return now += 1000;
}

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(printed);

	return vsnprintf(printed + used, sizeof printed - used, format, arguments);
}

int main(void)
{
	CHECK_EQ(component_main(), 0);
	CHECK_EQ(reads, 2000);
	CHECK_EQ(most_held, 4);
	CHECK_STR(printed, "depth 1 begins\ndepth 1 took 1000 ns for 1000 requests\n"
			   "depth 4 begins\ndepth 4 took 1000 ns for 1000 requests\n");
	printed[0] = '\0';
	answer = -EIO;
	CHECK_EQ(component_main(), 1);
	CHECK(strstr(printed, "error -5") != NULL);
	return test_done();
}
