/**
 * A fix for one target leaves the others as they are: a component that it adds is limited to the targets that have a use
 * for it, as the component that needs it may be.
 */
import { analyse } from '../graph/flatten.ts';
import { apply, type Edit, type PutEdit } from '../model/edits.ts';
import type { Composition, Json, TargetId } from '../model/types.ts';
import { type Attempt, attempt, type Trial, targetOf } from './attempt.ts';
import { check } from './check.ts';

const isComponent = (edit: Edit): edit is PutEdit =>
  edit.op === 'put' && edit.path.length === 2 && edit.path[0] === 'components';

/** Names of components that the edits add with nothing but their microlib. One that is renamed is none of them. */
function bare(edits: readonly Edit[]): string[] {
  const put = edits.filter(isComponent);
  if (put.some(({ value }) => value === undefined)) return [];
  return put.flatMap(({ path, value, before }) =>
    before === undefined && value instanceof Object && Object.keys(value).join() === 'microlib'
      ? [String(path[1])]
      : [],
  );
}

const limit = (edits: readonly Edit[], name: string, targets: readonly TargetId[]): Edit[] =>
  edits.map((edit) =>
    isComponent(edit) && edit.path[1] === name ? { ...edit, value: { ...Object(edit.value), targets } as Json } : edit,
  );

/** Whether the edits only add components: wires that name them are there. */
export const onlyNames = (edits: readonly Edit[]): boolean => bare(edits).length === edits.length;

/**
 * The attempt with its new components limited to the targets that they do good on; itself where that is all of them.
 * @param may the targets that may be left out
 */
export function limited(trial: Trial, tried: Attempt, may: readonly TargetId[]): Attempt {
  const { catalog } = trial;
  const here = targetOf(trial, tried.composition);
  const { targets: all } = tried.composition;
  // On a target that the composition does not name, what is limited to those that it names would not be.
  const names = may.length === 0 || all.length < 2 || !all.includes(here) ? [] : bare(tried.edits);
  const faults = (composition: Composition, target: TargetId) =>
    check(composition, catalog, target).filter(({ severity }) => severity !== 'info').length;
  const isLinked = (composition: Composition, target: TargetId, name: string) =>
    analyse(composition, catalog, target).linked.has(name);
  let { edits } = tried;
  for (const name of names) {
    let targets = all;
    for (const other of may) {
      const now = apply(trial.composition, edits);
      const fewer = targets.filter((target) => target !== other);
      const without = limit(edits, name, fewer);
      const gain = faults(now, other) - faults(apply(trial.composition, without), other);
      const isIdle = gain === 0 && isLinked(now, here, name) && !isLinked(now, other, name);
      if (gain <= 0 && !isIdle) continue;
      targets = fewer;
      edits = without;
    }
  }
  return edits === tried.edits ? tried : (attempt(trial, edits) ?? tried);
}
