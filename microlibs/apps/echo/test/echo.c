/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LINE=8 */
/* define: SCHED_WIRED=0 */
/* Lines in pieces of any size, every kind of line end, every kind of end, and a console that fails. */
#include <ports.h>
#include <uniloom/test.h>

static const char *input;
static size_t piece;
static long at_end;
static char written[256];
static size_t used;
static size_t room;
static unsigned idles;
static bool idle_next;
static unsigned long disabled;

long console_read(char *data, size_t size)
{
	size_t take = strlen(input) < piece ? strlen(input) : piece;

	idle_next = !idle_next;
	if (idle_next)
		return 0;
	if (take == 0)
		return at_end;
	if (take > size)
		take = size;
	memcpy(data, input, take);
	input += take;
	return (long)take;
}

long console_write(const char *data, size_t size)
{
	size_t take = size < room - used ? size : room - used;

	memcpy(written + used, data, take);
	used += take;
	return (long)take;
}

unsigned long cpu_irq_save(void)
{
	unsigned long before = disabled;

	disabled = 1;
	return before;
}

void cpu_irq_restore(unsigned long state)
{
	disabled = state;
}

void cpu_idle(void)
{
	/* An interrupt between looking and idling would be lost. */
	CHECK_EQ(disabled, 1);
	idles++;
}

static int run(const char *text, size_t size, long end)
{
	input = text;
	piece = size;
	at_end = end;
	used = 0;
	room = sizeof(written) - 1;

	int status = component_main();

	CHECK_EQ(disabled, 0);
	written[used] = '\0';
	return status;
}

int main(void)
{
	for (size_t size = 1; size < 20; size++) {
		CHECK_EQ(run("one\ntwo\r\nthree\r\n\nexit\nrest", size, -EIO), 0);
		CHECK_STR(written, "one\ntwo\nthree\n\n");
		CHECK_EQ(run("abc\n\004def\n", size, -EIO), 0);
		CHECK_STR(written, "abc\n");
		CHECK_EQ(run("0123456789abcdef!\nexit.\n", size, -EPIPE), 0);
		CHECK_STR(written, "0123456789abcdef!\nexit.\n");
		CHECK_EQ(run("open", size, -EPIPE), 0);
		CHECK_STR(written, "open\n");
	}
	CHECK(idles > 0);
	CHECK_EQ(run("abc\n", 64, -EIO), 1);
	return test_done();
}
