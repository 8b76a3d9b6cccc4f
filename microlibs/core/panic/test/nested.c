/* SPDX-License-Identifier: BSD-3-Clause */
/* define: THREADS_WIRED=0 */
/* The console and the control channel both panic while a panic is reported: power-off all the same. */
#include <ports.h>
#include <setjmp.h>
#include <uniloom/test.h>

__asm__(".pushsection .rodata\n"
	".globl __text_start\n"
	"__text_start: .skip 16\n"
	".globl __text_end\n"
	"__text_end: .byte 0\n"
	".popsection");

static jmp_buf powered_off;
static unsigned writes;
static unsigned sends;

const char *faults_name(uint64_t address, uint64_t error)
{
	(void)address;
	(void)error;
	return NULL;
}

long console_write(const char *data, size_t size)
{
	(void)data;
	(void)size;
	writes++;
	panic_because("in the console");
}

long console_read(char *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}

int control_send(unsigned type, const void *payload, size_t size)
{
	(void)payload;
	CHECK_EQ(type, CONTROL_EXIT);
	CHECK_EQ(size, 4);
	sends++;
	panic_because("in the control channel");
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
	CHECK_EQ(status, 134);
	longjmp(powered_off, 1);
}

int main(void)
{
	if (setjmp(powered_off) == 0)
		panic_because("first");
	CHECK_EQ(writes, 1);
	CHECK_EQ(sends, 1);
	return test_done();
}
