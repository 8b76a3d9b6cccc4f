/* SPDX-License-Identifier: BSD-3-Clause */
/* with: ns16550 */
/* define: IRQ_WIRED=1 */
/* The driver of the real device on the model, unchanged: output, input by interrupt, more input than there is room for. */
#include <ports.h>
#include <ns16550_ports.h>
#include <uniloom/test.h>

static char sent[4096];
static size_t sent_count;
static const char *arriving = "";

long line_write(const char *data, size_t size)
{
	REQUIRE(sent_count + size <= sizeof(sent));
	memcpy(sent + sent_count, data, size);
	sent_count += size;
	return (long)size;
}

long line_read(char *data, size_t size)
{
	if (*arriving == '\0' || size == 0)
		return 0;
	*data = *arriving++;
	return 1;
}

void below_idle(void)
{
}

uint64_t below_cycles(void)
{
	return 0;
}

/* Reads until `size` bytes came or nothing comes any more. */
static size_t read_all(char *data, size_t size)
{
	size_t used = 0;

	for (unsigned silent = 0; used < size && silent < 3;) {
		long got = console_read(data + used, size - used);

		REQUIRE(got >= 0);
		silent = got == 0 ? silent + 1 : 0;
		used += (size_t)got;
		if (got == 0)
			cpu_idle();
	}
	return used;
}

int main(void)
{
	static char text[3000];
	static char back[3000];

	CHECK_EQ(ns16550_init(), 0);
	CHECK_EQ(console_write("Hello\n", 6), 6);
	CHECK(sent_count == 6 && memcmp(sent, "Hello\n", 6) == 0);

	arriving = "abc";
	CHECK_EQ(read_all(back, 3), 3);
	CHECK(memcmp(back, "abc", 3) == 0);
	CHECK_EQ(read_all(back, 1), 0);

	/* Many times the FIFO and the driver's ring. */
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = (char)('!' + i % 90);
	arriving = text;
	CHECK_EQ(read_all(back, sizeof(text) - 1), sizeof(text) - 1);
	CHECK_STR(back, text);

	sent_count = 0;
	CHECK_EQ(console_write(text, sizeof(text)), sizeof(text));
	CHECK(sent_count == sizeof(text) && memcmp(sent, text, sizeof(text)) == 0);
	return test_done();
}
