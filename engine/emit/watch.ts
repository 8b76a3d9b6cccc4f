/**
 * The C text of what watches wires: counters, the trace, and how both go out over the control channel.
 *
 * A stub may be interrupted anywhere, and a preemptive scheduler may run another thread in between. So what several
 * contexts write is atomic, a record is a copy that nobody changes any more, and whoever sends holds `sending`.
 */
import { CPUTIME_API, type Plan } from './plan.ts';
import { TRACE, traceSend } from './watch-trace.ts';

/** What is said of the machine's side: symbol prefixes of the components that time and send. */
export interface Machinery {
  readonly control: string | undefined;
  readonly clock: string | undefined;
}

/** Whether a scheduler says when it switches. Its port is dropped from the plan where that serves nobody. */
const tellsTime = (from: Plan) =>
  from.components.some(({ requires }) =>
    requires.some(({ api, bindings }) => api.name === CPUTIME_API && bindings.length > 0),
  );

/** What there is of the watching of wires in `from`: nothing but what is needed. */
export function watching(from: Plan, machinery: Machinery): string {
  const swap = tellsTime(from) ? (from.counted.length > 0 ? CPUTIME : NO_CPUTIME) : '';
  if (!from.watched) return (from.coverage ? tap(from, '') : '') + NOTHING_TO_FINISH + swap;
  const { control, clock } = machinery;
  const counts = from.counted.length > 0;
  const traces = from.traced.length > 0;
  let text = '\n';
  if (control !== undefined) text += controlSend(control);
  if (clock !== undefined) text += `uint64_t clock_now_ns(void) __asm__("${clock}.now_ns");\n`;
  text += `
static inline uint64_t cycles(void)
{
	${CYCLES[from.input.graph.board.toolchain.arch] ?? 'return 0;'}
}
${SPANS}${swap}
/* True while records are made and go out: by one at a time, and what sending itself calls is no news. */
static atomic_bool sending;
`;
  if (counts) text += counterTable(from.counted.length);
  if (traces) text += TRACE;
  if (control !== undefined) {
    if (counts) text += COUNTERS_SEND;
    if (traces) text += traceSend(clock !== undefined);
    text += send(counts, traces);
  }
  text += control === undefined || clock === undefined ? NOT_NOW_AND_THEN : nowAndThen(traces);
  return text + finish(from);
}

const CYCLES: Readonly<Record<string, string>> = {
  x86_64: 'return __builtin_ia32_rdtsc();',
  aarch64: 'uint64_t count;\n\n\t__asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));\n\treturn count;',
};

const NOTHING_TO_FINISH = `
void counters_finish(void) __asm__("uniloom.counters.finish");
void counters_finish(void)
{
}
`;

const SPANS = `
/* What the running thread's own cycles lack to those of the processor: it did not run, or records went out. */
static _Atomic uint64_t away;

struct span {
	uint64_t begin;
	uint64_t away;
};

/* Both of one moment: when the thread lost the processor in between, \`away\` has grown, and both are read again. */
static inline struct span span_now(void)
{
	struct span now;

	do {
		now.away = atomic_load(&away);
		now.begin = cycles();
	} while (atomic_load(&away) != now.away);
	return now;
}

/* The running thread's own cycles since \`span\` began. */
static inline uint64_t span_cycles(struct span span)
{
	struct span now = span_now();

	return now.begin - span.begin - (now.away - span.away);
}
`;

/** The function of `cputime`: each thread's cycles stand still while another runs. */
const CPUTIME = `
uint64_t cputime_swap(uint64_t next) __asm__("uniloom.cputime.swap");
uint64_t cputime_swap(uint64_t next)
{
	uint64_t before = atomic_load(&away);
	uint64_t now;

	/* An interrupt in between may have sent records. */
	do
		now = cycles();
	while (!atomic_compare_exchange_weak(&away, &before, now - next));
	return now - before;
}
`;

/** In `debug` the port stays wired, so that counting a wire compiles the runtime only. */
const NO_CPUTIME = `
uint64_t cputime_swap(uint64_t next) __asm__("uniloom.cputime.swap");
uint64_t cputime_swap(uint64_t next)
{
	return next;
}
`;

const counterTable = (count: number) => `
#define COUNTERS ${count}u

static struct counter {
	_Atomic uint64_t calls;
	_Atomic uint64_t cycles;
} counters[COUNTERS];

static inline void counter_called(size_t index)
{
	atomic_fetch_add_explicit(&counters[index].calls, 1, memory_order_relaxed);
}

static inline void counter_end(size_t index, struct span span)
{
	atomic_fetch_add_explicit(&counters[index].cycles, span_cycles(span), memory_order_relaxed);
	counter_called(index);
}
`;

const COUNTERS_SEND = `
#define COUNTERS_A_RECORD (CONTROL_MAX_PAYLOAD / sizeof(struct control_counter))

/* Copies first: a counter that changes while it goes out would not fit the checksum. */
static void counters_send(void)
{
	static struct control_counter rows[COUNTERS < COUNTERS_A_RECORD ? COUNTERS : COUNTERS_A_RECORD];

	for (size_t i = 0; i < COUNTERS;) {
		size_t used = 0;

		for (; i < COUNTERS && used < sizeof rows / sizeof rows[0]; i++, used++) {
			rows[used].wire = (uint32_t)i;
			rows[used].calls = atomic_load_explicit(&counters[i].calls, memory_order_relaxed);
			rows[used].cycles = atomic_load_explicit(&counters[i].cycles, memory_order_relaxed);
		}
		(void)control_send(CONTROL_COUNTERS, rows, used * sizeof rows[0]);
	}
}
`;

/** Who calls this holds `sending`. */
const send = (counts: boolean, traces: boolean) => `
static void send_all(bool last)
{
	struct span span = span_now();

${counts ? '\tcounters_send();\n' : ''}${traces ? '\ttrace_send(last);\n' : '\t(void)last;\n'}\
	/* No call that is still being measured pays for that. */
	atomic_fetch_add(&away, span_cycles(span));
}

static void send_last(void)
{
	if (atomic_exchange(&sending, true))
		return;
	send_all(true);
	atomic_store(&sending, false);
}
`;

const NOT_NOW_AND_THEN = `
static inline void now_and_then(void)
{
}
`;

const nowAndThen = (traces: boolean) => `
#define SEND_EVERY_NS 50000000u
/* Reading the clock may cost as much as the call that is watched, so it is read only so often. */
#define LOOK_EVERY_CYCLES (1u << 22)

static _Atomic uint64_t look_at;

/* Called by stubs on wires that sending does not use. */
static inline void now_and_then(void)
{
	static uint64_t sent_ns;
	uint64_t now = cycles();
${
  traces
    ? `	bool crowded = atomic_load(&trace_head) - atomic_load(&trace_tail) >= TRACE_CROWDED;

	if (now < atomic_load(&look_at) && !crowded)`
    : '	const bool crowded = false;\n\n	if (now < atomic_load(&look_at))'
}
		return;
	if (atomic_exchange(&sending, true))
		return;
	uint64_t now_ns = clock_now_ns();

	/* There is no time before the clock's init: look again at the next call. */
	if (now_ns != 0)
		atomic_store(&look_at, now + LOOK_EVERY_CYCLES);
${
  traces
    ? `	if (trace_record.head.base_ns == 0) {
		trace_record.head.base_cycles = now;
		trace_record.head.base_ns = now_ns;
	}
`
    : ''
}	if (crowded || now_ns - sent_ns >= SEND_EVERY_NS) {
		sent_ns = now_ns;
		send_all(false);
	}
	atomic_store(&sending, false);
}
`;

const controlSend = (control: string) =>
  `int control_send(unsigned type, const void *payload, size_t size) __asm__("${control}.send");\n`;

/** @param first what is done first, as statements */
const tap = (from: Plan, first: string) => `${first === '' ? `\n${controlSend(from.control ?? '')}` : ''}${
  from.coverage ? 'void coverage_send(void) __asm__("uniloom.coverage.send");\n' : ''
}
/* What stands on every wire to the control channel: a panic ends the image without \`finish\`. */
int tapped_send(unsigned type, const void *payload, size_t size) __asm__("uniloom.wires.send");
int tapped_send(unsigned type, const void *payload, size_t size)
{
	if (type == CONTROL_EXIT) {
${first}${from.coverage ? '\t\tcoverage_send();\n' : ''}	}
	return control_send(type, payload, size);
}
`;

const finish = (from: Plan) => `
${
  from.control !== undefined ? `static bool finished;\n${tap(from, '\t\tif (!finished)\n\t\t\tsend_last();\n')}\n` : ''
}void counters_finish(void) __asm__("uniloom.counters.finish");
void counters_finish(void)
{
${from.control !== undefined ? '\tsend_last();\n\tfinished = true;\n' : ''}}
`;
