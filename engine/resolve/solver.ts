/**
 * The solver: clingo, compiled to WebAssembly. Only here does completion touch Node. It is loaded when it is first wanted
 * (some 100 ms, the first call included) and stays; each call is a program of its own.
 */
import { createRequire } from 'node:module';
import type { ClingoError, ClingoResult } from 'clingo-wasm';

/** One answer: its shown atoms, as text. */
export type Atoms = readonly string[];

export interface Solver {
  /** The best answer of a program that minimises; null where it has none. */
  best(program: string): Atoms | null;
  /** Whether a program that does not minimise has an answer. */
  hasAnswer(program: string): boolean;
  /** What is in at least one of the answers; null where there is none. */
  possible(program: string): Atoms | null;
}

/** Same program, same answer: one thread, a fixed seed, a named configuration. */
const OPTIONS = ['--configuration=tweety', '--seed=1', '--warn=none'];

type Run = (program: string, models: number, options: string[]) => ClingoResult | ClingoError;

let loaded: Promise<Solver> | undefined;

function answerOf(result: ClingoResult | ClingoError): Atoms | null {
  if (result.Result === 'ERROR') {
    // What we write is a program, so that this is a fault of ours or a want of memory. Who asks next gets a new solver.
    loaded = undefined;
    throw new Error(`the solver refused the program: ${result.Error || 'out of memory'}`);
  }
  if (result.Result === 'UNSATISFIABLE') return null;
  return result.Call.at(-1)?.Witnesses.at(-1)?.Value ?? [];
}

async function load(): Promise<Solver> {
  // Not by `import`: it is CommonJS and finds its .wasm file beside itself, so that it must not end up in a bundle.
  const clingo = createRequire(import.meta.url)('clingo-wasm') as typeof import('clingo-wasm');
  const { info } = console;
  // It announces itself on standard output, which is not its own.
  console.info = () => {};
  const ready = clingo.init({ singleThreaded: true });
  console.info = info;
  const run: Run = await ready;
  return {
    best: (program) => answerOf(run(program, 0, OPTIONS)),
    hasAnswer: (program) => answerOf(run(program, 1, OPTIONS)) !== null,
    possible: (program) => answerOf(run(program, 0, [...OPTIONS, '--enum-mode=brave'])),
  };
}

/** The solver. @throws when its files are missing */
export function solver(): Promise<Solver> {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

/** Loads the solver and makes its first call, which compiles it: the next ones take about a millisecond. */
export async function warm(): Promise<void> {
  (await solver()).hasAnswer('a.');
}
