/* SPDX-License-Identifier: BSD-3-Clause */
/* define: THREADS_WIRED=0 */
/* What a panic says and sends; and panics inside panics. */
#include <ports.h>
#include <setjmp.h>
#include <uniloom/test.h>

/* Where the linker would put the image's text. */
__asm__(".pushsection .rodata\n"
	".globl __text_start\n"
	"__text_start: .skip 4096\n"
	".globl __text_end\n"
	"__text_end: .byte 0\n"
	".popsection");

extern const char __text_start[];

static char shown[8192];
static struct control_panic sent;
static uint8_t rest[1024];
static size_t rest_size;
static int exit_status;
static unsigned exits;
static jmp_buf powered_off;
static int off_status;
static bool console_panics;
static bool control_panics;

long console_write(const char *data, size_t size)
{
	size_t used = strlen(shown);

	if (console_panics)
		panic_because("in the console");
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
	if (control_panics)
		panic_because("in the control channel");
	if (type == CONTROL_PANIC) {
		REQUIRE(size >= sizeof sent);
		memcpy(&sent, payload, sizeof sent);
		rest_size = size - sizeof sent;
		memcpy(rest, (const char *)payload + sizeof sent, rest_size);
	} else if (type == CONTROL_EXIT) {
		REQUIRE(size == 4);
		memcpy(&exit_status, payload, 4);
		exits++;
	}
	return 0;
}

static const char *fault;

const char *faults_name(uint64_t address, uint64_t error)
{
	CHECK_EQ(address, 8);
	CHECK_EQ(error, 2);
	return fault;
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
	off_status = status;
	longjmp(powered_off, 1);
}

static void exception(void)
{
	static uintptr_t stack[8];
	struct panic_frame frame = { .vector = 14, .error = 2, .address = 8, .flags = 0x246 };

	stack[0] = (uintptr_t)__text_start + 0x10; /* called nowhere: the return address is on top */
	stack[2] = 0;
	stack[3] = (uintptr_t)__text_start + 0x20;
	for (unsigned i = 0; i < 16; i++)
		frame.registers[i] = 0x1000 + i;
	frame.registers[6] = (uintptr_t)&stack[2];
	frame.registers[7] = (uintptr_t)&stack[0];
	frame.pc = 8;
	if (setjmp(powered_off) == 0)
		panic_exception(&frame);
	CHECK(strstr(shown, "panic: page fault at 0x0000000000000008\n") != NULL);
	CHECK(strstr(shown, "rax 0x0000000000001000") != NULL);
	CHECK(strstr(shown, "r15 0x000000000000100f\n") != NULL);
	CHECK(strstr(shown, "error 0x0000000000000002") != NULL);
	CHECK_EQ(sent.kind, 15);
	CHECK_EQ(sent.error, 2);
	CHECK_EQ(sent.address, 8);
	CHECK_EQ(sent.registers[15], 0x100f);
	REQUIRE(sent.frames == 3);
	REQUIRE(rest_size == sent.frames * 8 + sent.message_size);

	uint64_t addresses[3];

	memcpy(addresses, rest, sizeof addresses);
	CHECK_EQ(addresses[0], 8);
	CHECK_EQ(addresses[1], stack[0]);
	CHECK_EQ(addresses[2], stack[3]);
	CHECK_EQ(memcmp(rest + 24, "page fault", sent.message_size), 0);
	CHECK_EQ(exit_status, 134);
	CHECK_EQ(exits, 1);
	CHECK_EQ(off_status, 134);
}

int main(void)
{
	exception();

	/* The program stands for an image that went on; a second panic shows nothing any more. */
	shown[0] = '\0';
	exits = 0;
	if (setjmp(powered_off) == 0)
		panic_because("again");
	CHECK_STR(shown, "");
	CHECK_EQ(exits, 1);
	control_panics = true;
	off_status = 0;
	if (setjmp(powered_off) == 0)
		panic_because("and again");
	CHECK_EQ(off_status, 134);
	return test_done();
}
