/** The last step of collecting a problem: what its nodes cost, exclude and wait for. */
import type { Microlib } from '../catalog/types.ts';
import { costOn } from '../check/candidates.ts';
import type { CheckContext } from '../check/context.ts';
import { orders } from '../graph/order.ts';
import { matchesTarget } from '../graph/target.ts';
import { type Need, type Node, type Option, type Problem, UNKNOWN_SIZE } from './problem.ts';
import type { Draft, Region } from './region.ts';

/** Candidates of all needs together: more would take the solver seconds. */
const OPTIONS_AT_MOST = 4000;

/** By component: those whose init runs before its own. */
function waitsFor({ analysis }: CheckContext): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const binding of analysis.graph.bindings) {
    if (!orders(binding)) continue;
    const list = map.get(binding.owner);
    if (list === undefined) map.set(binding.owner, [binding.provider]);
    else list.push(binding.provider);
  }
  return map;
}

/** The nodes that `start` waits for, over any number of components that are no nodes. */
function nodesBehind(start: string, waits: ReadonlyMap<string, readonly string[]>, isNode: (name: string) => boolean) {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [...(waits.get(start) ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (isNode(name)) found.add(name);
    else open.push(...(waits.get(name) ?? []));
  }
  return [...found].sort();
}

function barredBecause({ context: { target }, full }: Region, { microlib, linked }: Draft): string | null {
  if (linked || microlib === null) return null;
  if (full.has(microlib)) return `an image holds one ${microlib.name} (instances: one), and has one already`;
  if (matchesTarget(microlib.targets, target)) return null;
  return `${microlib.name} does not support ${target}; it supports ${microlib.targets.join(', ')}`;
}

/**
 * Of what is there, each need keeps what is linked anyway and the smallest of the rest, as many as there is room for.
 * The order of preference stays.
 */
function trimmed(needs: readonly Need[], nodes: ReadonlyMap<string, Node>): Need[] {
  const each = Math.max(4, Math.floor(OPTIONS_AT_MOST / needs.length));
  const isThere = ({ node }: Option) => nodes.get(node)?.is === 'there';
  const bytes = ({ node }: Option) => nodes.get(node)?.bytes ?? 0;
  return needs.map((need) => {
    const there = need.options.filter(isThere).sort((a, b) => bytes(a) - bytes(b));
    const kept = new Set(there.slice(0, each));
    return { ...need, options: need.options.filter((option) => kept.has(option) || !isThere(option)) };
  });
}

export function finish(region: Region): Problem {
  const { context, drafts, needs } = region;
  const waits = waitsFor(context);
  const nodes = new Map<string, Node>();
  const single = new Map<string, string[]>();
  const bytes = (microlib: Microlib) => costOn(microlib, context.target)?.image ?? UNKNOWN_SIZE;
  for (const [name, draft] of drafts) {
    const { is, microlib, linked } = draft;
    nodes.set(name, {
      is,
      name,
      microlib,
      linked,
      bytes: linked || microlib === null ? 0 : bytes(microlib),
      links: [...draft.links],
      after: is === 'there' ? nodesBehind(name, waits, (other) => drafts.has(other)) : [],
      barred: barredBecause(region, draft),
    });
    if (microlib?.instances === 'one') single.set(microlib.name, [...(single.get(microlib.name) ?? []), name]);
  }
  for (const [name, all] of single) if (all.length < 2) single.delete(name);
  const isWhole = needs.reduce((sum, { options }) => sum + options.length, 0) <= OPTIONS_AT_MOST;
  return { context, nodes, needs: isWhole ? needs : trimmed(needs, nodes), single, isWhole };
}
