/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "internal.h"

#define STATUS 134 /* as a shell reports abort() */
#define PAGE_FAULT 14u
#define PAGE 4096u
#define RBP 6u
#define RSP 7u
#define MESSAGE_MOST 256u

extern const char __text_start[];
extern const char __text_end[];

static struct {
	struct control_panic head;
	uint64_t addresses[CONFIG_FRAMES];
	char message[MESSAGE_MOST];
} record;

_Static_assert(sizeof record <= CONTROL_MAX_PAYLOAD, "one record holds a panic");

static unsigned depth;

static _Noreturn void end(void)
{
	if (CONTROL_WIRED && depth < 3) {
		struct control_exit status = { STATUS };

		control_send(CONTROL_EXIT, &status, sizeof status);
	}
	power_off(STATUS);
}

/* What a second panic must not repeat: it is perhaps what failed. */
static void enter(void)
{
	if (CPU_WIRED)
		cpu_irq_save();
	if (++depth > 1)
		end();
}

/* At the end: lists of a scheduler may be what broke. */
static void list_threads(void)
{
	char line[80];

	for (unsigned i = 0; THREADS_WIRED; i++) {
		size_t size = threads_line(i, line, sizeof line);

		if (size == 0)
			break;
		panic_text("  ");
		console_write(line, size);
		panic_text("\n");
	}
}

static void report(const char *message, uintptr_t frame, uintptr_t sp)
{
	struct panic_bounds bounds = {
		(uintptr_t)__text_start,
		(uintptr_t)__text_end,
		sp,
		sp + CONFIG_STACK_REACH_KB * 1024u,
	};

	uint32_t count = 0;

	record.addresses[count++] = record.head.pc;
	/* After a jump to nowhere the caller has no frame yet: its return address is on top of the stack. */
	if (!panic_in_text(&bounds, record.head.pc) && sp % sizeof(uintptr_t) == 0 && sp >= PAGE)
		count += panic_in_text(&bounds, record.addresses[count] = *(const uintptr_t *)sp);
	record.head.frames =
		count + (uint32_t)panic_backtrace(&bounds, frame, record.addresses + count, CONFIG_FRAMES - count);
	for (uint32_t i = 0; i < record.head.frames; i++) {
		panic_text("  at ");
		panic_hex(record.addresses[i]);
		panic_text("\n");
	}
	if (!CONTROL_WIRED)
		return;

	/* The message follows the addresses that there are. */
	char *to = (char *)(record.addresses + record.head.frames);
	uint32_t size = 0;

	for (; message[size] && size < MESSAGE_MOST; size++)
		to[size] = message[size];
	record.head.message_size = size;
	control_send(CONTROL_PANIC, &record, (size_t)(to - (char *)&record) + size);
}

/* Not inlined: its own frame is where the backtrace begins. */
__attribute__((noinline)) void panic_because(const char *reason)
{
	enter();
	panic_text("\npanic: ");
	panic_text(reason);
	panic_text("\n");

	/* __builtin_frame_address(0): the standard has no way to look at the stack. */
	const uintptr_t *frame = __builtin_frame_address(0);

	/* Into the call: what follows a call that does not return may be another function. */
	record.head.pc = frame[1] - 1;
	record.head.registers[RBP] = frame[0];
	record.head.registers[RSP] = (uintptr_t)(frame + 2);
	report(reason, frame[0], (uintptr_t)(frame + 2));
	list_threads();
	end();
}

void panic_exception(const struct panic_frame *frame)
{
	const char *name = panic_vector_name(frame->vector);

	enter();
	panic_text("\npanic: ");
	panic_text(name);
	if ((FAULTS_WIRED || THREADS_WIRED) && frame->vector == PAGE_FAULT) {
		const char *what = THREADS_WIRED ? threads_fault(frame->address) : NULL;

		if (FAULTS_WIRED && !what)
			what = faults_name(frame->address, frame->error);

		if (what) {
			panic_text(": ");
			panic_text(what);
			name = what;
		}
	}
	if (frame->vector == PAGE_FAULT) {
		panic_text(" at ");
		panic_hex(frame->address);
	}
	panic_text("\n");
	panic_registers(frame);
	record.head.kind = frame->vector + 1;
	record.head.error = frame->error;
	record.head.address = frame->address;
	record.head.pc = frame->pc;
	record.head.flags = frame->flags;
	memcpy(record.head.registers, frame->registers, sizeof record.head.registers);
	report(name, frame->registers[RBP], frame->registers[RSP]);
	list_threads();
	end();
}
