/** Findings compared across edits: which are new, which are gone. */
import type { Composition, TargetId } from '../model/types.ts';
import type { Diagnostic } from './types.ts';

/** Params that say more about the rest of the composition than about the finding itself. */
const SURROUNDINGS: ReadonlySet<string> = new Set(['candidates', 'nearest', 'first', 'other', 'cycle', 'why']);
export const RANK = { error: 0, warning: 1, info: 2 } as const;

/** One text for the same finding before and after an edit: wires may have moved, candidates may be others. */
export function findingKey({ code, at, params }: Diagnostic): string {
  const told = Object.entries(params).filter(([name]) => !SURROUNDINGS.has(name));
  // A cycle may be told from any of its components on.
  if (code === 'UL0106') return JSON.stringify([code, [...new Set(String(params['cycle']).split(' → '))].sort()]);
  return JSON.stringify([code, at.component, at.port, at.option, at.file, at.line, told]);
}

/** Findings by key, with the worst severity that each has. */
export type Known = ReadonlyMap<string, number>;

export function known(found: readonly Diagnostic[]): Known {
  const map = new Map<string, number>();
  for (const one of found) {
    const key = findingKey(one);
    map.set(key, Math.min(map.get(key) ?? RANK.info, RANK[one.severity]));
  }
  return map;
}

/** Errors and warnings of `after` that `before` has not, or has as something milder. A remark is no fault. */
export const added = (before: Known, after: readonly Diagnostic[]): Diagnostic[] =>
  after.filter((one) => one.severity !== 'info' && (before.get(findingKey(one)) ?? RANK.info + 1) > RANK[one.severity]);

/** The composition's other targets. */
export const otherTargets = (composition: Composition, target: TargetId): TargetId[] =>
  composition.targets.filter((one) => one !== target);
