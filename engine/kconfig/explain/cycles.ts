/** UL0218: symbols that depend on themselves, as whole circles with the place of each step. The tools refuse such a tree. */
import { type Diagnostic, diagnostic } from '../../model/diagnostic.ts';
import type { Configuration } from '../evaluate/configuration.ts';
import type { Compiled, CompiledReverse, Condition } from '../evaluate/program.ts';
import type { KSymbol, Position } from '../language/tree.ts';
import { eachSymbol } from '../language/walk.ts';
import { requirementsOf } from './requirements.ts';
import { nameOf, placeOf, textOf } from './words.ts';

interface Step {
  readonly text: string;
  readonly at: Position | undefined;
}

function mentions(condition: Condition, symbol: KSymbol): boolean {
  let found = false;
  if (condition !== undefined)
    eachSymbol(condition, (each) => {
      found ||= each === symbol;
    });
  return found;
}

function reverseStep(
  configuration: Configuration,
  name: string,
  list: readonly CompiledReverse[],
  to: KSymbol,
  word: string,
): Step | undefined {
  const direct = list.find(({ by }) => by === to);
  if (direct !== undefined) return { text: `${name} is ${word} by ${nameOf(configuration, to)}`, at: direct.at };
  const other = list.find(({ when }) => mentions(when, to));
  return (
    other && { text: `${name} is ${word} by ${other.by.name}, if ${nameOf(configuration, to)} is so`, at: other.at }
  );
}

/** How `from` comes to hang on `to`. */
function stepOf(configuration: Configuration, from: KSymbol, to: KSymbol, deeper = true): Step | undefined {
  const own = configuration.program.symbols[from.id];
  if (own === undefined) return undefined;
  const name = nameOf(configuration, from);
  if (own.member?.symbol === to)
    return { text: `${name} is a member of ${nameOf(configuration, to)}`, at: from.entries[0]?.at };
  return (
    conditionStep(configuration, own, to) ??
    reverseStep(configuration, name, own.selectedBy, to, 'selected') ??
    reverseStep(configuration, name, own.impliedBy, to, 'implied') ??
    propertyStep(configuration, own, to) ??
    (deeper ? memberStep(configuration, own, to) : undefined)
  );
}

function conditionStep(configuration: Configuration, own: Compiled, to: KSymbol): Step | undefined {
  for (const entry of own.choice?.entries ?? own.symbol.entries)
    for (const { expression, phrase, at } of requirementsOf(configuration, entry, 'prompt'))
      if (mentions(expression, to)) return { text: `${nameOf(configuration, own.symbol)} ${phrase}`, at };
  return undefined;
}

function propertyStep(configuration: Configuration, own: Compiled, to: KSymbol): Step | undefined {
  const name = nameOf(configuration, own.symbol);
  for (const { value, when, at } of own.defaults) {
    const text = `${name} has the default ${textOf(configuration, value)}`;
    if (mentions(value, to)) return { text, at };
    if (mentions(when, to)) return { text: `${text}, if ${nameOf(configuration, to)} is so`, at };
  }
  const range = own.ranges.find(({ when }) => mentions(when, to));
  return range && { text: `${name} has a range, if ${nameOf(configuration, to)} is so`, at: range.at };
}

/** A choice hangs on what its members hang on. */
function memberStep(configuration: Configuration, own: Compiled, to: KSymbol): Step | undefined {
  const name = nameOf(configuration, own.symbol);
  for (const member of own.choice?.members ?? []) {
    const step = stepOf(configuration, member, to, false);
    if (step !== undefined) return { text: `${name} has the member ${member.name}, and ${step.text}`, at: step.at };
    if (member === to) return { text: `${name} has the member ${member.name}`, at: member.entries[0]?.at };
  }
  return undefined;
}

/** One finding a circle. */
export function cycleFindings(configuration: Configuration): Diagnostic[] {
  return configuration.program.cycles.map((path) => {
    const cycle = path.map((symbol) => nameOf(configuration, symbol)).join(' → ');
    const steps = path.slice(1).map((to, at) => stepOf(configuration, path[at] as KSymbol, to));
    const [first] = path;
    const at = steps.find((step) => step?.at !== undefined)?.at ?? first?.at ?? { file: '', line: 1, column: 1 };
    const because = steps.flatMap((step) =>
      step === undefined ? [] : [step.at === undefined ? step.text : `${step.text} (${placeOf(step.at)})`],
    );
    const symbol = first === undefined ? '' : nameOf(configuration, first);
    return diagnostic('UL0218', 'error', `${placeOf(at)}: ${symbol} depends on itself: ${cycle}`, {
      params: { file: at.file, line: at.line, symbol, cycle },
      at: { file: at.file, line: at.line, column: at.column },
      because,
    });
  });
}
