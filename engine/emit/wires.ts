/** `gen/wires.c`: what stands on wires - counters, and the tables of ports of many. */

import type { ApiFunction, CParam } from '../catalog/types.ts';
import { wireIndex } from '../graph/types.ts';
import { banner, labelled, passed, signature, ssizeTypedef, typeIncludes } from './c.ts';
import { type Counted, CPUTIME_API, type Plan, portLabel, providerLabel, type RequiredPlan } from './plan.ts';

const INDEX: CParam = { type: 'size_t', name: 'at' };

export function wiresSource(from: Plan): string {
  const required = from.components.flatMap((component) =>
    component.requires.map((item) => ({ component: component.name, item })),
  );
  const special = required.filter(
    ({ item }) => item.port.count === 'many' || item.bindings.some((binding) => binding.kind === 'counted'),
  );
  const apis = new Set(special.map(({ item }) => item.api));
  let text = banner('what stands on wires');
  text += '#include <stdarg.h>\n#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n';
  const control = from.counted.length > 0 ? providerOf(from, 'control') : undefined;
  const clock = from.counted.length > 0 ? providerOf(from, 'clock') : undefined;
  const machinery = ['control', 'clock'].flatMap((name) => {
    const api = from.input.catalog.apis[name];
    return api === undefined || (name === 'control' ? control : clock) === undefined ? [] : [api];
  });
  text += typeIncludes([...apis, ...machinery]);
  text += ssizeTypedef(apis);
  text += from.counted.length > 0 ? counters(from, control, clock) : NO_COUNTERS + (tellsTime(from) ? NO_CPUTIME : '');
  const indexOf = (binding: Counted['binding'], fn: ApiFunction) =>
    from.counted.findIndex((counted) => counted.binding === binding && counted.fn === fn);
  for (const { component, item } of special) {
    text += item.port.count === 'many' ? manyPort(component, item, indexOf) : countedPort(component, item, indexOf);
  }
  return text;
}

/** The symbol prefix of the linked component that provides `api`: the board's own where there are several. */
export function providerOf(from: Plan, api: string): string | undefined {
  const { board } = from.input.graph;
  const inner = [...Object.values(board.provides), board.defaults[api] ?? ''].map((ref) => `board_${ref}`);
  const all = from.components.flatMap((component) =>
    component.provides.filter((item) => item.api.name === api).map((item) => `${component.name}.${item.port.port}`),
  );
  return all.find((ref) => inner.includes(ref)) ?? all[0];
}

type IndexOf = (binding: Counted['binding'], fn: ApiFunction) => number;

/** One stub: counts, calls the provider, measures. Without the call's result where there is none. */
function stub(fn: ApiFunction, name: string, label: string, target: string, counter: number): string {
  const head = `${labelled(fn, name, label)}\n${signature(fn, name)}\n{\n`;
  const call = `${target}(${passed(fn)})`;
  if (fn.attributes.includes('noreturn')) {
    return `${head}\tcounters[${counter}].calls++;\n\t${call};\n}\n\n`;
  }
  const isVoid = fn.returns === 'void';
  return (
    `${head}\tstruct span span = counter_begin();\n` +
    `\t${isVoid ? call : `${signatureOf(fn.returns, 'result')} = ${call}`};\n\n` +
    `\tcounter_end(${counter}, span);\n${isVoid ? '' : '\treturn result;\n'}}\n\n`
  );
}

const signatureOf = (type: string, name: string) => (type.endsWith('*') ? `${type}${name}` : `${type} ${name}`);

function countedPort(component: string, item: RequiredPlan, indexOf: IndexOf): string {
  const [binding] = item.bindings;
  if (binding === undefined) return '';
  let text = `\n/* ${binding.from} -> ${binding.to} */\n`;
  for (const fn of item.api.functions) {
    const name = `${component}_${item.port.port}_${fn.name}`;
    text += `${labelled(fn, `to_${name}`, providerLabel(binding, fn.name))}\n`;
    const label = portLabel(component, item.port.port, fn.name);
    text += stub(fn, `on_${name}`, label, `to_${name}`, indexOf(binding, fn));
  }
  return text;
}

/** Accessors of a port of many: a constant table of the providers per function, and the count. */
function manyPort(component: string, item: RequiredPlan, indexOf: IndexOf): string {
  const { port } = item.port;
  const prefix = `${component}_${port}`;
  const label = portLabel(component, port, 'count');
  let text = `\n/* ${component}.${port}: ${item.bindings.map((binding) => binding.to).join(', ') || 'nothing'} */\n`;
  text += `size_t ${prefix}_count(void) __asm__("${label}");\nsize_t ${prefix}_count(void)\n{\n\treturn ${item.bindings.length};\n}\n\n`;
  for (const fn of item.api.functions) {
    const name = `${prefix}_${fn.name}`;
    const entries = item.bindings.map((binding, at) => {
      text += `${labelled(fn, `to_${name}_${at}`, providerLabel(binding, fn.name))}\n`;
      if (binding.kind !== 'counted') return `to_${name}_${at}`;
      const stubLabel = `${portLabel(component, port, fn.name)}.${at}`;
      text += stub(fn, `on_${name}_${at}`, stubLabel, `to_${name}_${at}`, indexOf(binding, fn));
      return `on_${name}_${at}`;
    });
    const accessor = `at_${name}`;
    text += `${labelled(fn, accessor, portLabel(component, port, fn.name), [INDEX])}\n`;
    text += `${signature(fn, accessor, [INDEX])}\n{\n`;
    if (entries.length === 0) {
      // Nothing may be called: the count is 0.
      text += `\t(void)at;\n${fn.params.map((param) => `\t(void)${param.name};\n`).join('')}\t__builtin_trap();\n}\n\n`;
      continue;
    }
    const pointer = signature(fn, `(*const table[${entries.length}])`);
    text += `\tstatic ${pointer} = { ${entries.join(', ')} };\n\n`;
    text += `\t${fn.returns === 'void' ? '' : 'return '}table[at](${passed(fn)});\n`;
    if (fn.attributes.includes('noreturn')) text += '\t__builtin_unreachable();\n';
    text += '}\n\n';
  }
  return text;
}

/** Whether a scheduler says when it switches. Its port is dropped from the plan where that serves nobody. */
const tellsTime = (from: Plan) =>
  from.components.some(({ requires }) =>
    requires.some(({ api, bindings }) => api.name === CPUTIME_API && bindings.length > 0),
  );

/** The function of `cputime`: each thread's cycles stand still while another runs. */
const CPUTIME = `uint64_t cputime_swap(uint64_t next) __asm__("uniloom.cputime.swap");
uint64_t cputime_swap(uint64_t next)
{
	uint64_t now = cycles();
	uint64_t before = now - counters_away;

	counters_away = now - next;
	return before;
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

const NO_COUNTERS = `
void counters_finish(void) __asm__("uniloom.counters.finish");
void counters_finish(void)
{
}
`;

/** Counts, and sends them: at the end, and from within a stub at most every 50 ms. */
function counters(from: Plan, control: string | undefined, clock: string | undefined): string {
  const count = from.counted.length;
  const send =
    control === undefined
      ? ''
      : `int control_send(unsigned type, const void *payload, size_t size) __asm__("${control}.send");\n`;
  const now = clock === undefined ? '' : `uint64_t clock_now_ns(void) __asm__("${clock}.now_ns");\n`;
  return `
#define COUNTERS ${count}u

${send}${now}
/* The layout of struct control_counter. */
static struct counter {
	uint32_t wire;
	uint32_t reserved;
	uint64_t calls;
	uint64_t cycles;
} counters[COUNTERS];

/* What the running thread's own cycles lack to those of the processor: it did not run, or records went out. */
static uint64_t counters_away;

struct span {
	uint64_t begin;
	uint64_t away;
};

static inline uint64_t cycles(void)
{
	${CYCLES[from.input.graph.board.toolchain.arch] ?? 'return 0;'}
}

${control === undefined ? '' : SEND}
static inline struct span counter_begin(void)
{
	return (struct span){ cycles(), counters_away };
}

${tellsTime(from) ? `${CPUTIME}\n` : ''}${clock === undefined || control === undefined ? '' : PERIODIC}
static inline void counter_end(size_t index, struct span span)
{
	uint64_t now = cycles();

	counters[index].calls++;
	counters[index].cycles += now - span.begin - (counters_away - span.away);
${clock === undefined || control === undefined ? '' : '\tcounters_now_and_then(now);\n'}}

void counters_finish(void) __asm__("uniloom.counters.finish");
void counters_finish(void)
{
${control === undefined ? '' : '\tcounters_send();\n'}}
`;
}

const CYCLES: Readonly<Record<string, string>> = {
  x86_64: 'return __builtin_ia32_rdtsc();',
  aarch64: 'uint64_t count;\n\n\t__asm__ volatile("mrs %0, cntvct_el0" : "=r"(count));\n\treturn count;',
};

const SEND = `/* True while records go out: a wire that sending itself uses does not send again. */
static bool counters_busy;

#define COUNTERS_A_RECORD (CONTROL_MAX_PAYLOAD / sizeof(struct counter))

static void counters_send(void)
{
	if (counters_busy)
		return;
	counters_busy = true;
	for (size_t i = 0; i < COUNTERS; i++)
		counters[i].wire = (uint32_t)i;
	for (size_t i = 0; i < COUNTERS; i += COUNTERS_A_RECORD) {
		size_t left = COUNTERS - i;
		size_t here = left < COUNTERS_A_RECORD ? left : COUNTERS_A_RECORD;

		(void)control_send(CONTROL_COUNTERS, &counters[i], here * sizeof(struct counter));
	}
	counters_busy = false;
}
`;

const PERIODIC = `#define COUNTERS_EVERY_NS 50000000u
/* Reading the clock may cost as much as the call that is counted, so it is read only so often. */
#define COUNTERS_CLOCK_CYCLES (1u << 22)

static uint64_t counters_look_at;
static uint64_t counters_sent_ns;

static void counters_now_and_then(uint64_t now)
{
	if (now < counters_look_at || counters_busy)
		return;
	counters_look_at = now + COUNTERS_CLOCK_CYCLES;
	uint64_t now_ns = clock_now_ns();

	if (now_ns - counters_sent_ns < COUNTERS_EVERY_NS)
		return;
	counters_sent_ns = now_ns;
	counters_send();
	/* No call that is still being measured pays for that. */
	counters_away += cycles() - now;
}
`;

/** `counters.json`: what the indexes in the guest's records mean. */
export function countersJson(from: Plan): string {
  const rows = from.counted.map(({ binding, fn }, index) => ({
    index,
    wire: wireIndex(from.input.graph, binding) ?? null,
    from: binding.from,
    to: binding.to,
    function: fn.name,
  }));
  return `${JSON.stringify({ counters: rows }, null, 2)}\n`;
}
