/** The graph's part of a check result, as what changed since the last one: most edits change none or little of it. */
import type { Analysis } from '../../engine/graph/flatten.ts';
import type { Binding } from '../../engine/graph/types.ts';
import type { BindingSummary, Checked } from '../state/checks.ts';

export interface GraphChange {
  /** The first since the worker began, or since another target: nothing of an earlier one stays. */
  readonly isWhole: boolean;
  /** By flat required port; an empty list: not bound any more. */
  readonly bindings: Readonly<Record<string, readonly BindingSummary[]>>;
  /** Null: as before. */
  readonly linked: readonly string[] | null;
  readonly inits: readonly string[] | null;
}

/** Ports that every component has without asking are on no node. */
const isShown = ({ api, owner, required }: Binding, { members }: Analysis): boolean =>
  !api.implicit || members.all.get(owner)?.requires.has(required.port) === true;

/** What `now` has that `before` has not. */
export function graphChange(before: Analysis | null, now: Analysis): GraphChange {
  const inits = now.graph.inits;
  const isWhole = before === null || before.graph.target !== now.graph.target;
  const last = isWhole ? null : before;
  const bindings: Record<string, BindingSummary[]> = {};
  if (last?.bound !== now.bound) {
    const [before, after] = [last?.bound.owned, now.bound.owned];
    for (const [name, its] of before ?? [])
      if (its !== after.get(name)) for (const { from } of its.bindings) bindings[from] = [];
    for (const [name, its] of after) {
      if (before?.get(name) === its) continue;
      for (const { from } of its.bindings) bindings[from] = [];
      for (const binding of its.bindings)
        if (isShown(binding, now)) bindings[binding.from]?.push({ to: binding.to, origin: binding.origin });
    }
  }
  return {
    isWhole,
    bindings,
    linked: last?.linked === now.linked ? null : [...now.linked],
    inits: last !== null && last.order === now.order ? null : inits,
  };
}

/** The whole result, from the one before and a change. */
export function merged(
  last: Checked,
  { isWhole, bindings, linked, inits, ...rest }: Omit<Checked, 'bindings' | 'linked' | 'inits'> & GraphChange,
): Checked {
  const known = isWhole ? {} : last.bindings;
  const names = Object.keys(bindings);
  let next = known;
  if (names.length > 0) {
    const copy = { ...known };
    for (const name of names) {
      const list = bindings[name];
      if (list === undefined || list.length === 0) delete copy[name];
      else copy[name] = list;
    }
    next = copy;
  }
  return { ...rest, bindings: next, linked: linked ?? last.linked, inits: inits ?? last.inits };
}
