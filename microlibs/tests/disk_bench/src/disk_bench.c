/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

static uint8_t data[CONFIG_DEPTH][CONFIG_BYTES] __attribute__((aligned(4096)));
static struct blkdev_request requests[CONFIG_DEPTH];
static struct sched_sem finished = SCHED_SEM_INIT(0);
static uint64_t places;      /* where a request can begin */
static size_t sectors;       /* of a request */
static unsigned to_submit;
static unsigned on_their_way;
static int status;

/* The same places in each run: a linear congruential generator (Knuth's MMIX). */
static uint64_t next_sector(void)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return (state >> 33) % places * sectors;
}

static void failed(int error)
{
	if (status == 0)
		out_print("error %d\n", error);
	status = 1;
}

static void one_at_a_time(void)
{
	for (unsigned i = 0; i < CONFIG_REQUESTS && status == 0; i++) {
		int error = disk_transfer(BLKDEV_READ, next_sector(), data[0], sectors);

		if (error < 0)
			failed(error);
	}
}

/* Deferred context, and once before it all. */
static void submit(struct blkdev_request *request)
{
	if (to_submit == 0)
		return;
	to_submit--;
	request->sector = next_sector();

	int error = disk_submit(request);

	if (error < 0)
		failed(error);
	else
		on_their_way++;
}

static void done(struct blkdev_request *request)
{
	on_their_way--;
	if (request->status < 0)
		failed(request->status);
	if (status == 0)
		submit(request);
	if (on_their_way == 0)
		sched_sem_post(&finished);
}

static void many_at_once(void)
{
	to_submit = CONFIG_REQUESTS;
	/* As if one were on its way, until all are: so none of them is the last meanwhile. */
	on_their_way = 1;
	for (unsigned i = 0; i < CONFIG_DEPTH; i++) {
		requests[i] = (struct blkdev_request){
			.operation = BLKDEV_READ, .data = data[i], .sectors = sectors, .done = done,
			.more = i + 1 < CONFIG_DEPTH,
		};
		submit(&requests[i]);
		requests[i].more = false;
	}
	if (--on_their_way > 0)
		(void)sched_sem_wait(&finished, SCHED_FOREVER);
}

static void measure(unsigned depth, void (*work)(void))
{
	out_print("depth %u begins\n", depth);

	uint64_t begun = clock_now_ns();

	work();
	out_print("depth %u took %llu ns for %u requests\n", depth, (unsigned long long)(clock_now_ns() - begun),
		  (unsigned)CONFIG_REQUESTS);
}

int main(void)
{
	struct blkdev_info info;
	int error = disk_info(&info);

	if (error < 0) {
		failed(error);
		return status;
	}
	sectors = CONFIG_BYTES / info.sector_bytes;
	places = info.sectors * info.sector_bytes / 1024 < CONFIG_SPAN_KB ?
			 info.sectors * info.sector_bytes / CONFIG_BYTES :
			 (uint64_t)CONFIG_SPAN_KB * 1024 / CONFIG_BYTES;
	if (sectors == 0 || sectors > info.most_sectors || places == 0 || info.depth < CONFIG_DEPTH) {
		failed(-EINVAL);
		return status;
	}
	measure(1, one_at_a_time);
	measure(CONFIG_DEPTH, many_at_once);
	return status;
}
