/** The kinds of wires: which can be emitted, what parameters they take, and what these mean. */
import type { ApiFunction } from '../catalog/types.ts';
import type { Wire, WireKind, WireParameter } from '../model/types.ts';
import type { Binding } from './types.ts';

/** The kinds of wires that this version can emit; the others are in the format for later ones. */
export const SUPPORTED_KINDS: readonly WireKind[] = ['direct', 'counted', 'traced', 'faulty'];

/** One parameter of a kind: a whole number in a range, or names of functions of the wire's API. */
export type KindParameter =
  | { readonly name: string; readonly is: 'number'; readonly least: number; readonly most: number }
  | { readonly name: string; readonly is: 'functions' };

const number = (name: string, least: number, most: number): KindParameter => ({ name, is: 'number', least, most });

/** A second: longer, and a guest looks dead. */
const MOST_DELAY_NS = 1_000_000_000;
export const FAULT_MOST = 2 ** 31 - 1;

const FAULTY: readonly KindParameter[] = [
  number('every', 0, FAULT_MOST),
  number('skip', 0, FAULT_MOST),
  number('times', 0, FAULT_MOST),
  number('chance', 0, 1000),
  number('seed', 0, FAULT_MOST),
  number('delay_ns', 0, MOST_DELAY_NS),
  { name: 'functions', is: 'functions' },
];

/** What may stand in a wire's `with`, in the order in which it is shown. */
export const parametersOf = (kind: WireKind): readonly KindParameter[] => (kind === 'faulty' ? FAULTY : []);

/** Why `value` cannot be the parameter's, or undefined where it can. */
export function parameterFault(parameter: KindParameter, value: WireParameter): string | undefined {
  if (parameter.is === 'functions')
    return Array.isArray(value) ? undefined : `'${parameter.name}' is a list of function names`;
  const { name, least, most } = parameter;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return undefined;
  return `'${name}' is a whole number from ${least} to ${most}`;
}

/** What a faulty wire does. */
export interface Faults {
  /** Each such call fails, counted per function from 1 after those that are skipped; 0 where none does. */
  readonly every: number;
  /** So many calls of each function succeed first. */
  readonly skip: number;
  /** So many calls of each function fail by `every`, and then none; 0: no end. */
  readonly times: number;
  /** Of 1000 calls so many fail, drawn from `seed`. */
  readonly chance: number;
  readonly seed: number;
  /** Each call waits so long first. */
  readonly delayNs: number;
  /** The functions that this is about; null: all. */
  readonly functions: ReadonlySet<string> | null;
}

/** The parameters of a faulty wire with their defaults: one of which nothing else is said fails at every call. */
export function faultsOf(parameters: NonNullable<Wire['with']>): Faults {
  const value = (name: string): number | undefined => {
    const found = parameters[name];
    return typeof found === 'number' ? found : undefined;
  };
  const chance = value('chance') ?? 0;
  const delayNs = value('delay_ns') ?? 0;
  const { functions } = parameters;
  return {
    every: value('every') ?? (chance === 0 && delayNs === 0 ? 1 : 0),
    skip: value('skip') ?? 0,
    times: value('times') ?? 0,
    chance,
    seed: value('seed') ?? 1,
    delayNs,
    functions: Array.isArray(functions) ? new Set(functions) : null,
  };
}

const isMeant = ({ functions }: Faults, fn: ApiFunction): boolean => functions === null || functions.has(fn.name);

/** Whether calls of `fn` can fail on such a wire: only where the API says how a failed one looks. */
export const canFail = (faults: Faults, fn: ApiFunction): boolean =>
  fn.fails !== null && isMeant(faults, fn) && (faults.every > 0 || faults.chance > 0);

/** Whether calls of `fn` can be made to fail on such a wire, if not by its own parameters, then by those given at boot. */
export const mayFail = (faults: Faults, fn: ApiFunction): boolean =>
  fn.fails !== null && isMeant(faults, fn) && !fn.attributes.includes('noreturn');

/** The parameters that can be given at boot, for each function that can be made to fail. */
export const BOOT_FAULTS = ['every', 'skip', 'times'] as const;

export interface FaultyFunction {
  /** The symbol of the call, and what `--set` puts before the parameter: `app.heap.malloc`, `app.out.write.0` in a port of many. */
  readonly label: string;
  readonly faults: Faults;
}

/** Every function of a faulty wire that can be made to fail. */
export function faultyFunctions(bindings: readonly Binding[]): FaultyFunction[] {
  return bindings.flatMap((binding) => {
    if (binding.kind !== 'faulty') return [];
    const faults = faultsOf(binding.with);
    const own = bindings.filter(({ from }) => from === binding.from);
    const place = binding.required.count === 'many' ? `.${own.indexOf(binding)}` : '';
    const functions = binding.api.functions.filter((fn) => mayFail(faults, fn));
    return functions.map((fn) => ({ label: `${binding.from}.${fn.name}${place}`, faults }));
  });
}

export const isDelayed = (faults: Faults, fn: ApiFunction): boolean => faults.delayNs > 0 && isMeant(faults, fn);
