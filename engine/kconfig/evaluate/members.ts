/**
 * Which symbols are a choice's members: its direct children, those of an `if` in it too, but not what the tools show as a
 * submenu of an earlier member because it depends on that member.
 */
import type { ChoiceEntry, ConfigEntry, Entry, Expression, KSymbol } from '../language/tree.ts';
import { eachSymbol } from '../language/walk.ts';
import type { Condition } from './program.ts';

interface Node {
  readonly entry: Entry;
  readonly hasPrompt: boolean;
  /** What decides whether it belongs below an earlier one. */
  readonly needs: Condition;
  below: Node[];
}

function factors(e: Condition, into: Expression[]): Expression[] {
  let rest = e;
  while (rest?.op === 'and') {
    factors(rest.right, into);
    rest = rest.left;
  }
  if (rest !== undefined) into.push(rest);
  return into;
}

function key(e: Expression): string {
  switch (e.op) {
    case 'symbol':
      return `s${e.symbol.id}`;
    case 'not':
      return `!(${key(e.of)})`;
    case 'and':
    case 'or':
      return `(${key(e.left)}${e.op}${key(e.right)})`;
    case '!=':
      // For a bool or tristate `A != n` is `A` here.
      if (e.right.constant && e.right.name === 'n') return `s${e.left.id}`;
      return `${e.left.id}!=${e.right.id}`;
    default:
      return `${e.left.id}${e.op}${e.right.id}`;
  }
}

function contains(list: readonly Expression[], symbol: KSymbol): boolean {
  let found = false;
  for (const e of list)
    eachSymbol(e, (each) => {
      found ||= each === symbol;
    });
  return found;
}

/** Whether one of the factors is the symbol itself: `A`, `A = y`, `A = m`, `A != n`. */
function needsSymbol(list: readonly Expression[], symbol: KSymbol): boolean {
  return list.some((e) => {
    if (e.op === 'symbol') return e.symbol === symbol;
    if ((e.op !== '=' && e.op !== '!=') || e.left !== symbol || !e.right.constant) return false;
    return e.op === '=' ? e.right.name === 'y' || e.right.name === 'm' : e.right.name === 'n';
  });
}

/** Puts below each symbol the entries after it that depend on it, as long as they do. */
function nest(list: readonly Node[]): Node[] {
  const result: Node[] = [];
  let at = 0;
  while (at < list.length) {
    const node = list[at++];
    if (node === undefined) break;
    if (node.below.length > 0) node.below = nest(node.below);
    else if (node.entry.kind === 'config') {
      const { symbol } = node.entry;
      let base: readonly string[] | undefined;
      const from = at;
      for (; at < list.length; at++) {
        const needs = factors(list[at]?.needs, []);
        if (!contains(needs, symbol)) break;
        if (needsSymbol(needs, symbol)) continue;
        base ??= factors(node.hasPrompt ? node.needs : undefined, []).map(key);
        const there = new Set(needs.map(key));
        if (!base.every((each) => there.has(each))) break;
      }
      node.below = nest(list.slice(from, at));
    }
    result.push(node);
  }
  return result;
}

/** Lifts what stands below an entry without a prompt to its side. One list for all, as there may be many levels. */
function flatten(list: readonly Node[], into: Node[] = []): Node[] {
  for (const node of list) {
    into.push(node);
    if (!node.hasPrompt) flatten(node.below, into);
  }
  return into;
}

/** The config entries that are members of `choice`; `needs` and `hasPrompt` say what compilation found out. */
export function memberEntries(
  choice: ChoiceEntry,
  needs: (entry: Entry) => Condition,
  hasPrompt: (entry: Entry) => boolean,
): ConfigEntry[] {
  const nodes = (children: readonly Entry[]): Node[] =>
    children.map((entry) => ({
      entry,
      hasPrompt: hasPrompt(entry),
      needs: needs(entry),
      below: 'children' in entry ? nodes(entry.children) : [],
    }));
  return flatten(nest(nodes(choice.children))).flatMap(({ entry }) => (entry.kind === 'config' ? [entry] : []));
}
