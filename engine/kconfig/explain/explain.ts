/** `explain`: why a symbol has its value, who wants it, what it hangs on, and what would have to change for another one. */
import type { Configuration } from '../evaluate/configuration.ts';
import type { KSymbol } from '../language/tree.ts';
import { effectOf } from './effect.ts';
import { type ExplainNode, leaf } from './node.ts';
import { type Assignment, type Ways, waysTo } from './ways.ts';
import { boundText, Why } from './why.ts';
import { isLogical, TRI, textOf } from './words.ts';

export interface Explanation {
  readonly symbol: string;
  readonly type: string;
  readonly value: string;
  /** What was assigned, whether it took effect or not. */
  readonly user: string | null;
  readonly visible: string;
  /** Why it has its value, and what it hangs on. */
  readonly tree: ExplainNode;
  /** What would have to change; absent where it has the wanted value already. */
  readonly ways?: Ways;
}

const DEFINITIONS = 10;

const assignment = ({ symbol, value }: Assignment): string => `${symbol}=${value}`;

function waysNode(symbol: KSymbol, { value, sets, none }: Ways): ExplainNode {
  const goal = `for ${symbol.name} to be ${value === '' ? '""' : value}`;
  if (sets.length > 0)
    return {
      text: `${goal}, set ${sets.length > 1 ? 'one of these' : 'this'}`,
      children: sets.map((set) => leaf(set.map(assignment).join(', '))),
    };
  return { text: `${goal} no way was found`, children: none.map((reason) => leaf(reason)) };
}

function definitions(why: Why, symbol: KSymbol): ExplainNode[] {
  const nodes = symbol.entries.slice(0, DEFINITIONS).map((entry) => {
    const prompt = entry.prompts[0]?.text;
    return {
      text: `it is defined${prompt === undefined ? ' without a prompt' : `, with the prompt "${prompt}"`}`,
      at: entry.at,
      children: why.conditions(symbol, [entry], prompt === undefined ? 'value' : 'prompt'),
    };
  });
  const more = symbol.entries.length - nodes.length;
  return more > 0 ? [...nodes, leaf(`and ${more} more definitions`)] : nodes;
}

function limits(configuration: Configuration, symbol: KSymbol): ExplainNode[] {
  const bounds = configuration.bounds(symbol);
  if (bounds === null) return [];
  const range = configuration.program.symbols[symbol.id]?.ranges.find(({ when }) => configuration.holds(when) > 0);
  return [leaf(`its range is ${boundText(symbol, bounds.low)} to ${boundText(symbol, bounds.high)}`, range?.at)];
}

function defaults(configuration: Configuration, symbol: KSymbol): ExplainNode[] {
  const list = configuration.program.symbols[symbol.id]?.defaults ?? [];
  return list.slice(0, 20).map(({ value, when, at }) => {
    const condition =
      when === undefined ? '' : `, if ${textOf(configuration, when)}, which is ${TRI[configuration.holds(when)]}`;
    return leaf(`default ${textOf(configuration, value)}${condition}`, at);
  });
}

/**
 * Explains `symbol`. `wanted` is the value of which the ways are told; y of a bool or tristate unless told. Bounded in
 * size and time, circles are marked.
 */
export function explain(configuration: Configuration, symbol: KSymbol, wanted?: string): Explanation {
  const why = new Why(configuration);
  const value = wanted ?? (isLogical(symbol) ? 'y' : undefined);
  const ways =
    value === undefined || configuration.text(symbol) === value ? undefined : waysTo(configuration, symbol, value);
  const { children, ...head } = new Why(configuration).symbol(symbol);
  const effect = effectOf(configuration, symbol);
  const section = (text: string, list: readonly ExplainNode[]): ExplainNode[] =>
    list.length === 0 ? [] : [{ text, children: list }];
  const details = [
    ...limits(configuration, symbol),
    ...definitions(why, symbol),
    ...section('its defaults, the first that holds counts', defaults(configuration, symbol)),
    ...section('who selects it', why.reverse(configuration.selectedBy(symbol))),
    ...section('who implies it', why.reverse(configuration.impliedBy(symbol), 'implies')),
  ];
  // What the sections below tell is not told twice.
  const told = new Set(details.flatMap((node) => node.children.map(({ text }) => text)));
  const tree: ExplainNode = {
    ...head,
    text: `${head.text} [${symbol.type === 'unknown' ? 'no type' : symbol.type}]`,
    children: [
      ...(effect === undefined ? [] : [leaf(effect.text)]),
      ...children.filter(({ text }) => !told.has(text)),
      ...details,
      ...(ways === undefined ? [] : [waysNode(symbol, ways)]),
    ],
  };
  return {
    symbol: symbol.name,
    type: symbol.type,
    value: configuration.text(symbol),
    user: configuration.user(symbol) ?? null,
    visible: TRI[configuration.visibility(symbol)],
    tree,
    ...(ways === undefined ? {} : { ways }),
  };
}
