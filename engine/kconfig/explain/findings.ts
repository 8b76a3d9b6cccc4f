/**
 * What does not come true, and why: assignments without effect, selects of what cannot be, empty ranges, circles. Nothing
 * that was set is dropped in silence.
 */
import { type Diagnostic, diagnostic } from '../../model/diagnostic.ts';
import type { Configuration } from '../evaluate/configuration.ts';
import type { Compiled } from '../evaluate/program.ts';
import type { KSymbol, Position } from '../language/tree.ts';
import { cycleFindings } from './cycles.ts';
import { effectOf } from './effect.ts';
import { causes } from './node.ts';
import { boundText, CHAIN, Why } from './why.ts';
import { listed, placeOf, TRI } from './words.ts';

/** Where each assignment stands in a `.config`; a symbol that is not in it was set otherwise. */
export type Places = ReadonlyMap<KSymbol, Position>;

const NOWHERE: Places = new Map();

function make(
  code: string,
  at: Position | undefined,
  message: string,
  params: Record<string, string>,
  because: readonly string[],
): Diagnostic {
  const option = params['symbol'] as string;
  if (at === undefined) return diagnostic(code, 'warning', message, { params, at: { option }, because });
  const { file, line, column } = at;
  return diagnostic(code, 'warning', `${placeOf(at)}: ${message}`, {
    params: { file, line, ...params },
    at: { file, line, column, option },
    because,
  });
}

/** UL0232 to UL0234, UL0237 to UL0239: each assignment that does not hold. */
export function effectFindings(configuration: Configuration, places: Places = NOWHERE): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const symbol of configuration.assignments().keys()) {
    const effect = effectOf(configuration, symbol);
    if (effect === undefined) continue;
    const { code, text, params } = effect;
    found.push(make(code, places.get(symbol), text, { symbol: symbol.name, ...params }, causes(effect.causes)));
  }
  return found;
}

/** UL0225: a symbol that is selected although what it depends on does not hold. */
function unmetFindings(configuration: Configuration): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { symbols } = configuration.program;
  for (let id = 0; id < symbols.length; id++) {
    const { symbol, selectedBy, choice } = symbols[id] as Compiled;
    if (selectedBy.length === 0 || choice !== undefined) continue;
    if (configuration.selected(symbol) > configuration.dependencies(symbol))
      found.push(unmetFinding(configuration, symbol));
  }
  return found;
}

function unmetFinding(configuration: Configuration, symbol: KSymbol): Diagnostic {
  const depends = configuration.dependencies(symbol);
  const active = configuration.selectedBy(symbol).filter(({ value }) => value > depends);
  const why = new Why(configuration, CHAIN);
  const unmet = why.unmet(symbol, symbol.entries, 'value');
  const by = listed(active.map(({ select }) => select.by.name));
  const needs = unmet[0]?.text ?? `${symbol.name} depends on what is ${TRI[depends]}`;
  const selectors = active.slice(0, 5).map(({ select }) => `${select.by.name} selects it (${placeOf(select.at)})`);
  const message = `${by} select${active.length === 1 ? 's' : ''} ${symbol.name}, but ${needs}`;
  const params = { symbol: symbol.name, by, needs };
  return make('UL0225', active[0]?.select.at, message, params, [...selectors, ...causes(unmet)]);
}

/** UL0226: a range of which the low end is above the high one. */
function rangeFindings(configuration: Configuration): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { symbols } = configuration.program;
  for (let id = 0; id < symbols.length; id++) {
    const { symbol, ranges } = symbols[id] as Compiled;
    if (ranges.length === 0) continue;
    const bounds = configuration.bounds(symbol);
    if (bounds === null || bounds.low <= bounds.high) continue;
    const range = ranges.find(({ when }) => configuration.holds(when) > 0);
    const [low, high] = [boundText(symbol, bounds.low), boundText(symbol, bounds.high)];
    const ends = [range?.low, range?.high].flatMap((end) =>
      end === undefined || end.entries.length === 0 ? [] : [`${end.name} is ${configuration.text(end)}`],
    );
    const message = `the range of ${symbol.name} is ${low} to ${high}, so no value is in it`;
    found.push(make('UL0226', range?.at, message, { symbol: symbol.name, low, high }, ends));
  }
  return found;
}

/** All of them: circles first, then what was set, then what the tree does by itself. */
export function findings(configuration: Configuration, places: Places = NOWHERE): Diagnostic[] {
  return [
    ...cycleFindings(configuration),
    ...effectFindings(configuration, places),
    ...unmetFindings(configuration),
    ...rangeFindings(configuration),
  ];
}
