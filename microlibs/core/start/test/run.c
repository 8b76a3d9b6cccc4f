/* SPDX-License-Identifier: BSD-3-Clause */
/* A whole run without a scheduler: order, records, status; and an init that fails. */
/* define: SCHED_WIRED=0 */
/* config: TIMELINE=4 */
#include "fakes.h"

static char trace[256];
static int init_results[3];
static int main_results[3];
static int seal_result;
static struct control_exit sent_exit;
static struct control_timeline_entry entries[8];
static size_t entry_count;
static size_t first_told;
static uint64_t now;
static jmp_buf powered_off;
static int off_status;
/* The runtime asks for what is there so far while the main at this index runs. */
static unsigned tells_in = 9;

static void note(const char *what, unsigned index)
{
	size_t used = strlen(trace);

	snprintf(trace + used, sizeof trace - used, "%s%u ", what, index);
}

const char *bootinfo_cmdline(void)
{
	return "clock.KHZ=7 -- one two";
}

int bootinfo_memory(unsigned index, uint64_t *base, uint64_t *size)
{
	(void)index;
	(void)base;
	(void)size;
	return -ENOENT;
}

unsigned composition_init_count(void)
{
	return 3;
}

int composition_init_call(unsigned index)
{
	CHECK_STR(options_set, "clock.KHZ=7;");
	note("i", index);
	return init_results[index];
}

unsigned composition_main_count(void)
{
	return 3;
}

int composition_main_call(unsigned index, int argc, char **argv)
{
	CHECK_EQ(argc, 3);
	CHECK_STR(argv[2], "two");
	note("m", index);
	if (index == tells_in)
		start_tell();
	return main_results[index];
}

int seal_close(void)
{
	note("s", 0);
	return seal_result;
}

void composition_finish(void)
{
	note("f", 0);
}

uint64_t clock_now_ns(void)
{
	return ++now;
}

void clock_spin_ns(uint64_t ns)
{
	now += ns;
}

int control_send(unsigned type, const void *payload, size_t size)
{
	note("r", type);
	if (type == CONTROL_EXIT) {
		REQUIRE(size == sizeof sent_exit);
		memcpy(&sent_exit, payload, size);
	} else if (type == CONTROL_TIMELINE) {
		size_t more = (size - sizeof(struct control_timeline)) / sizeof entries[0];

		CHECK_EQ(((const struct control_timeline *)payload)->start_ns, 1);
		REQUIRE(entry_count + more <= 8);
		memcpy(entries + entry_count, (const char *)payload + sizeof(struct control_timeline), more * sizeof entries[0]);
		entry_count += more;
		if (first_told == 0)
			first_told = more;
	}
	return 0;
}

_Noreturn void power_off(int status)
{
	off_status = status;
	longjmp(powered_off, 1);
}

int main(void)
{
	main_results[1] = 3;
	main_results[2] = 4;
	if (setjmp(powered_off) == 0)
		start_begin();
	CHECK_STR(trace, "i0 i1 i2 s0 m0 r2 m1 m2 f0 r2 r1 ");
	CHECK_EQ(off_status, 3);
	CHECK_EQ(sent_exit.status, 3);
	REQUIRE(entry_count == 6);
	for (size_t i = 0; i < 6; i++) {
		CHECK_EQ(entries[i].index, i % 3);
		CHECK_EQ(entries[i].is_main, i >= 3);
		CHECK(entries[i].begin_ns < entries[i].end_ns);
	}

	/* What was told early does not come again, and what ends later does come. */
	trace[0] = '\0';
	options_set[0] = '\0';
	now = 0;
	entry_count = 0;
	first_told = 0;
	tells_in = 0;
	if (setjmp(powered_off) == 0)
		start_begin();
	CHECK_STR(trace, "i0 i1 i2 s0 m0 r2 m1 m2 f0 r2 r1 ");
	REQUIRE(entry_count == 6);
	CHECK_EQ(first_told, 3);
	for (size_t i = 0; i < 6; i++)
		CHECK_EQ(entries[i].index, i % 3);
	tells_in = 9;

	trace[0] = '\0';
	options_set[0] = '\0';
	init_results[1] = -12;
	CHECK_PANICS(start_begin(), "init 1 failed with -12");
	CHECK_STR(trace, "i0 i1 ");

	/* What is not sealed must not run. */
	trace[0] = '\0';
	options_set[0] = '\0';
	init_results[1] = 0;
	seal_result = -ENOMEM;
	now = 0;
	entry_count = 0;
	CHECK_PANICS(start_begin(), "seal");
	CHECK(strstr(trace, "i2 s0 ") != NULL && strstr(trace, "m0") == NULL);
	return test_done();
}
