/* SPDX-License-Identifier: BSD-3-Clause */
/* Page faults that somebody has words for, and the list of threads. */
#include <ports.h>
#include <setjmp.h>
#include <uniloom/test.h>

__asm__(".pushsection .rodata\n"
	".globl __text_start\n"
	"__text_start: .skip 16\n"
	".globl __text_end\n"
	"__text_end: .byte 0\n"
	".popsection");

static char shown[4096];
static char message[64];
static jmp_buf powered_off;
static unsigned asked;

const char *faults_name(uint64_t address, uint64_t error)
{
	CHECK_EQ(address, 0x1234);
	CHECK_EQ(error, 3);
	asked++;
	return "write to text";
}

size_t threads_line(unsigned index, char *text, size_t size)
{
	const char *line = index == 0 ? "thread main joins worker" : index == 1 ? "thread worker runs" : "";

	REQUIRE(strlen(line) <= size);
	memcpy(text, line, strlen(line));
	return strlen(line);
}

const char *threads_fault(uint64_t address)
{
	return address == 0xff8 ? "stack overflow in thread 'worker'" : NULL;
}

long console_write(const char *data, size_t size)
{
	size_t used = strlen(shown);

	REQUIRE(used + size < sizeof shown);
	memcpy(shown + used, data, size);
	shown[used + size] = '\0';
	return (long)size;
}

long console_read(char *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}

int control_send(unsigned type, const void *payload, size_t size)
{
	const struct control_panic *head = payload;

	if (type == CONTROL_PANIC) {
		REQUIRE(head->message_size < sizeof message);
		memcpy(message, (const char *)payload + size - head->message_size, head->message_size);
	}
	return 0;
}

unsigned long cpu_irq_save(void)
{
	return 0;
}

void cpu_irq_restore(unsigned long state)
{
	(void)state;
}

void cpu_idle(void)
{
}

uint64_t cpu_cycles(void)
{
	return 0;
}

_Noreturn void power_off(int status)
{
	(void)status;
	longjmp(powered_off, 1);
}

int main(void)
{
	const struct panic_frame fault = { .vector = 14, .error = 3, .address = 0x1234,
					 .registers = { [7] = 64 } };

	if (setjmp(powered_off) == 0)
		panic_exception(&fault);
	CHECK_EQ(asked, 1);
	CHECK(strstr(shown, "panic: page fault: write to text at 0x0000000000001234\n") != NULL);
	CHECK_STR(message, "write to text");
	CHECK(strstr(shown, "\n  thread main joins worker\n  thread worker runs\n") != NULL);
	return test_done();
}
