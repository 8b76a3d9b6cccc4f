/** The functions that stand on wires: one for each function of a wire that is not direct. */
import type { ApiFunction } from '../catalog/types.ts';
import { BOOT_FAULTS, type Faults, faultsOf, isDelayed, mayFail } from '../graph/kinds.ts';
import type { Binding } from '../graph/types.ts';
import { labelled, passed, signature } from './c.ts';
import type { Plan, Watched } from './plan.ts';

/** What stubs need to know of the image. */
export interface StubContext {
  readonly from: Plan;
  /** Components that sending a record or reading the clock runs through. */
  readonly inside: ReadonlySet<string>;
  readonly hasControl: boolean;
  readonly hasClock: boolean;
}

/** What a value of a C type is to people: null where it is no scalar. */
export type ScalarKind = 'signed' | 'unsigned' | 'pointer';

export function scalarKind(type: string): ScalarKind | null {
  if (type.includes('*') || /_(entry|handler|fn)$/.test(type)) return 'pointer';
  if (type === 'void' || /\b(struct|va_list)\b/.test(type)) return null;
  return /\b(unsigned|size_t|bool|uintptr_t|u?int(8|16|32|64)_t)\b/.test(type) && !/\bint(8|16|32|64)_t\b/.test(type)
    ? 'unsigned'
    : 'signed';
}

const asNumber = (type: string, name: string) =>
  scalarKind(type) === 'pointer' ? `(uint64_t)(uintptr_t)${name}` : `(uint64_t)${name}`;

/** At most so many arguments of a traced call are told. */
export const TRACED_ARGUMENTS = 4;

/** The parameters of which a trace tells the value. */
export const tracedParameters = (fn: ApiFunction) =>
  fn.params.filter((param) => scalarKind(param.type) !== null).slice(0, TRACED_ARGUMENTS);

const signatureOf = (type: string, name: string) => (type.endsWith('*') ? `${type}${name}` : `${type} ${name}`);

const indexIn = (list: readonly Watched[], binding: Binding, fn: ApiFunction) =>
  list.findIndex((each) => each.binding === binding && each.fn === fn);

/**
 * The function `name` with the symbol `label`, which stands between a caller and `target`.
 * @param binding of a kind that is not direct
 */
export function stub(
  context: StubContext,
  binding: Binding,
  fn: ApiFunction,
  name: string,
  label: string,
  target: string,
) {
  const head = `${labelled(fn, name, label)}\n${signature(fn, name)}\n{\n`;
  const call = `${target}(${passed(fn)})`;
  const result = fn.returns === 'void' ? `${call};` : `${signatureOf(fn.returns, 'result')} = ${call};`;
  const back = fn.returns === 'void' ? '' : '\treturn result;\n';
  return `${faultValues(binding, fn, label)}${head}${bodyOf[binding.kind as keyof typeof bodyOf](context, binding, fn, { call, result, back, label })}}\n\n`;
}

interface CallText {
  /** `target(size)` */
  readonly call: string;
  /** `void *result = target(size);`, without the result where there is none */
  readonly result: string;
  readonly back: string;
  /** The symbol of the function on the wire. */
  readonly label: string;
}

const isNoreturn = (fn: ApiFunction) => fn.attributes.includes('noreturn');

const bodyOf = { counted, traced, faulty };

/** What a stub does after a call: nothing on a wire that this itself would call. */
function afterwards({ inside }: StubContext, { owner }: Binding): string {
  return inside.has(owner) ? '' : '\tnow_and_then();\n';
}

/** Who does not come back may end the machine. */
function beforeTheEnd({ inside, hasControl }: StubContext, { owner }: Binding): string {
  return inside.has(owner) || !hasControl ? '' : '\tsend_last();\n';
}

function counted(context: StubContext, binding: Binding, fn: ApiFunction, { call, result, back }: CallText): string {
  const index = indexIn(context.from.counted, binding, fn);
  if (isNoreturn(fn)) return `\tcounter_called(${index});\n${beforeTheEnd(context, binding)}\t${call};\n`;
  return `\tstruct span span = span_now();\n\t${result}\n\n\tcounter_end(${index}, span);\n${afterwards(context, binding)}${back}`;
}

function traced(context: StubContext, binding: Binding, fn: ApiFunction, { call, result, back }: CallText): string {
  const index = indexIn(context.from.traced, binding, fn);
  const told = tracedParameters(fn).map((param) => asNumber(param.type, param.name));
  const args = [...told, ...Array<string>(TRACED_ARGUMENTS - told.length).fill('0')].join(', ');
  const begin = `trace_call(${index}, ${args})`;
  if (isNoreturn(fn)) return `\t(void)${begin};\n${beforeTheEnd(context, binding)}\t${call};\n`;
  // What sending itself calls is not traced: it would be sent, and so on for ever.
  const number = context.inside.has(binding.owner) ? `atomic_load(&sending) ? TRACE_NONE : ${begin}` : begin;
  const value = scalarKind(fn.returns) === null ? '0' : asNumber(fn.returns, 'result');
  return `\tuint64_t number = ${number};\n\t${result}\n\n\ttrace_return(number, ${index}, ${value});\n${afterwards(context, binding)}${back}`;
}

const valuesName = (label: string) => `faults_${label.replaceAll('.', '_')}`;

/** Symbol of the parameters of a function that can be made to fail, in the order of BOOT_FAULTS. */
export const faultsLabel = (label: string) => `${label}.faults`;

/** They are variables, so that a boot may change them. */
export const faultsDeclared = (label: string, name: string) =>
  `extern long ${name}[${BOOT_FAULTS.length}] __asm__("${faultsLabel(label)}");\n`;

function faultValues(binding: Binding, fn: ApiFunction, label: string): string {
  const faults = faultsOf(binding.with);
  if (binding.kind !== 'faulty' || !mayFail(faults, fn)) return '';
  const name = valuesName(label);
  const values = BOOT_FAULTS.map((parameter) => faults[parameter]).join(', ');
  return `${faultsDeclared(label, name)}long ${name}[${BOOT_FAULTS.length}] = { ${values} };\n\n`;
}

function faulty(context: StubContext, binding: Binding, fn: ApiFunction, { call, label }: CallText): string {
  const faults = faultsOf(binding.with);
  const at = binding.api.functions.indexOf(fn);
  let text = '';
  if (isDelayed(faults, fn) && context.hasClock) {
    const guard = context.inside.has(binding.owner) ? 'if (atomic_load(&delaying) == 0)\n\t\t' : '';
    text += `\t${guard}delay(${faults.delayNs}u);\n`;
  }
  if (mayFail(faults, fn)) {
    const { chance, seed } = faults;
    text = `\tstatic _Atomic uint64_t calls;\n\n${text}`;
    text += `\tif (fails(&calls, ${valuesName(label)}, ${chance}u, ${seed}u * 1000003u + ${at}u))\n\t\treturn ${fn.fails};\n`;
  }
  return `${text}\t${fn.returns === 'void' ? '' : 'return '}${call};\n`;
}

/** Whether some wire of `bindings` delays, some fails. */
export function faultSupport(bindings: readonly Binding[], clock: string | undefined, hasCycles: boolean): string {
  const all = bindings.map((binding): [Binding, Faults] => [binding, faultsOf(binding.with)]);
  const some = (does: (faults: Faults, fn: ApiFunction) => boolean) =>
    all.some(([{ api }, faults]) => api.functions.some((fn) => does(faults, fn)));
  let text = '';
  if (some(mayFail)) text += FAILS;
  if (some(isDelayed) && clock !== undefined)
    text += `${hasCycles ? '' : `\nuint64_t clock_now_ns(void) __asm__("${clock}.now_ns");\n`}${DELAY}`;
  return text;
}

const FAILS = `
/*
 * Whether the next call fails, by \`values\`: every, skip, times. Its number alone decides, and never an earlier draw, so that
 * interrupts and other threads change nothing for the calls of a function.
 */
static inline bool fails(_Atomic uint64_t *calls, const long values[3], unsigned chance, uint64_t seed)
{
	uint64_t number = atomic_fetch_add_explicit(calls, 1, memory_order_relaxed) + 1;
	uint64_t every = (uint64_t)values[0];
	uint64_t skip = (uint64_t)values[1];
	uint64_t times = (uint64_t)values[2];

	if (number <= skip)
		return false;
	if (every != 0 && (number - skip) % every == 0 && (times == 0 || (number - skip) / every <= times))
		return true;

	/* The generator SplitMix64 at its place \`number\`. */
	uint64_t mixed = (seed << 32) + number * 0x9e3779b97f4a7c15u;

	mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9u;
	mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebu;
	return (mixed ^ mixed >> 31) % 1000 < chance;
}
`;

const DELAY = `
/* Above 0 while a delay reads the clock: what the clock calls is not delayed then. */
static atomic_uint delaying;

/* Waits by the clock, in any context. Before the clock's init there is no time, and nothing to wait for. */
static inline void delay(uint64_t ns)
{
	atomic_fetch_add(&delaying, 1);
	for (uint64_t begin = clock_now_ns(), now = begin; now != 0 && now - begin < ns; now = clock_now_ns())
		;
	atomic_fetch_sub(&delaying, 1);
}
`;
