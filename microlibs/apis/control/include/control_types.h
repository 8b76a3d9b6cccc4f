/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The control channel's frames, guest to host: docs/control-channel.md. A frame is
 *   0xA5 0x5A | type u8 | size u16 | payload[size] | checksum u8
 * all little-endian; the checksum makes the sum of type, both size bytes, payload and checksum 0 modulo 256.
 */
#ifndef UNILOOM_CONTROL_TYPES_H
#define UNILOOM_CONTROL_TYPES_H

#include <stdint.h>

#define CONTROL_SYNC0 0xA5u
#define CONTROL_SYNC1 0x5Au
#define CONTROL_MAX_PAYLOAD 1024u

enum control_record {
	CONTROL_EXIT = 1,     /* struct control_exit; the last record of a run */
	CONTROL_TIMELINE = 2, /* struct control_timeline, then entries; as many records as it takes */
	CONTROL_PANIC = 3,    /* struct control_panic, then backtrace addresses u64 */
	CONTROL_COUNTERS = 4, /* struct control_counter, any number */
	CONTROL_STATS = 5,    /* struct control_stats, then a name in UTF-8 without a terminator */
	CONTROL_TRACE = 6,    /* struct control_trace, then calls; as many records as it takes */
	CONTROL_HEAP = 7,     /* struct control_heap, any number */
	CONTROL_COVERAGE = 8, /* u32 enum control_coverage, then bytes; images built with --coverage */
	CONTROL_LEAKS = 9,    /* struct control_leak, any number; records add up */
	CONTROL_CAPTURE = 10, /* struct control_capture, then bytes of a frame; as many records as it takes */
};

struct control_exit {
	int32_t status;
};

struct control_timeline {
	uint64_t start_ns; /* clock when `start` began; 0 without a clock */
};

/* Follows control_timeline, one an init or main, in the order in which they ended. Several records add up. */
struct control_timeline_entry {
	uint32_t index;    /* place in the init table, then in the main table */
	uint32_t is_main;  /* 0 init, 1 main */
	uint64_t begin_ns;
	uint64_t end_ns;
};

struct control_panic {
	uint64_t kind;     /* 0 called, else the exception's vector + 1 */
	uint64_t error;    /* the exception's error code */
	uint64_t address;  /* faulting address (CR2) for a page fault */
	uint64_t pc;
	uint64_t registers[16]; /* rax rbx rcx rdx rsi rdi rbp rsp r8..r15; 0 where unknown */
	uint64_t flags;
	uint32_t frames;   /* backtrace addresses that follow, innermost first */
	uint32_t message_size; /* bytes of message after the addresses */
};

struct control_counter {
	uint32_t wire;     /* index among the image's counted wires and functions, in the order of `counters.json` */
	uint32_t reserved;
	uint64_t calls;
	uint64_t cycles;   /* of the clock's counter, inclusive of what the callee calls, without preempted time */
};

/* Blocks that were not freed, by who allocated them. */
struct control_leak {
	uint64_t caller; /* return address of the call */
	uint64_t bytes;
	uint64_t blocks;
};

/* A frame of a network; its records follow each other. */
struct control_capture {
	uint64_t time_ns;  /* since 1970 where the time of day is known, else since boot */
	uint32_t size;     /* of the whole frame */
	uint32_t keep;     /* of its bytes so many are told, */
	uint32_t at;       /* here from this one on */
	uint32_t dropped;  /* frames left out so far because there was no room */
};

struct control_stats {
	uint64_t used;     /* bytes handed out */
	uint64_t peak;
	uint64_t allocations;
	uint64_t failures;
	uint64_t live;     /* blocks not freed */
};

/*
 * Heads a record of traced calls. Calls have cycles for times, since reading a clock may take longer than what is traced; two
 * moments of which both are known say what a cycle is. The clock is 0 where there was none yet.
 */
struct control_trace {
	uint64_t base_cycles;
	uint64_t base_ns;
	uint64_t now_cycles;   /* when the record was made */
	uint64_t now_ns;
	uint64_t first;        /* number of the first call that follows; the others follow it without a gap */
	uint64_t dropped;      /* calls left out so far because there was no room */
};

enum control_trace_flags {
	CONTROL_TRACE_RETURNED = 1, /* `end` and `result` are known */
	CONTROL_TRACE_LATE = 2,     /* only the return: the call, number arguments[0], was in an earlier record */
	CONTROL_TRACE_VOID = 4,     /* nothing: who wrote it did not get to the end */
};

struct control_trace_call {
	uint64_t begin;        /* cycles */
	uint64_t end;
	uint64_t result;       /* as the arguments; 0 where there is none */
	uint64_t arguments[4]; /* the first scalar ones, sign-extended where they are signed; pointers as numbers */
	uint32_t function;     /* index among the image's traced wires and functions, in the order of `traced.json` */
	uint32_t flags;
};

/* Line coverage: a file's name as gcc has it, then its contents in as many records as it takes. */
enum control_coverage {
	CONTROL_COVERAGE_FILE = 0,
	CONTROL_COVERAGE_DATA = 1,
};

#define CONTROL_HEAP_UNKNOWN UINT64_MAX

/* The heap after an init, where the image has regions to claim. */
struct control_heap {
	uint32_t index;    /* place in the init table */
	uint32_t reserved;
	uint64_t claimed;  /* bytes of regions claimed so far */
	uint64_t used;     /* bytes that allocators with statistics have handed out; CONTROL_HEAP_UNKNOWN without one */
};

_Static_assert(sizeof(struct control_capture) == 24, "the host reads this layout");
_Static_assert(sizeof(struct control_heap) == 24, "the host reads this layout");
_Static_assert(sizeof(struct control_trace) == 48, "the host reads this layout");
_Static_assert(sizeof(struct control_trace_call) == 64, "the host reads this layout");
_Static_assert(sizeof(struct control_timeline_entry) == 24, "the host reads this layout");
_Static_assert(sizeof(struct control_counter) == 24, "the host reads this layout");
_Static_assert(sizeof(struct control_stats) == 40, "the host reads this layout");
_Static_assert(sizeof(struct control_panic) == 176, "the host reads this layout");

#endif
