/** A fix on trial: edits applied to the composition, and what `check` says then. */
import type { Catalog } from '../catalog/types.ts';
import { apply, type Edit, EditError } from '../model/edits.ts';
import type { Composition, TargetId } from '../model/types.ts';
import { check } from './check.ts';
import { added, findingKey, type Known, known, otherTargets } from './findings.ts';
import type { Diagnostic } from './types.ts';

/** What a fix is measured against. */
export interface Trial {
  readonly composition: Composition;
  readonly catalog: Catalog;
  readonly target: TargetId;
  /** The finding that is to go, by its key. */
  readonly key: string;
  /** What was found before, on any target of the composition. */
  readonly before: (target: TargetId) => Known;
  /** Checks that may still be run; a trial ends when there are none. */
  budget: number;
}

export interface Attempt {
  readonly edits: readonly Edit[];
  readonly composition: Composition;
  readonly found: readonly Diagnostic[];
}

export function newTrial(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  finding: Diagnostic,
  budget: number,
): Trial {
  const befores = new Map<TargetId, Known>();
  const before = (one: TargetId): Known => {
    let found = befores.get(one);
    if (found === undefined) {
      // A target that an edit brings in is held to what the others have.
      const targets = one === target || composition.targets.includes(one) ? [one] : [...composition.targets];
      found = known(targets.flatMap((each) => check(composition, catalog, each)));
      befores.set(one, found);
    }
    return found;
  };
  return { composition, catalog, target, key: findingKey(finding), before, budget };
}

/** The target on which a composition is looked at: the trial's, or the one that stands in its place. */
export const targetOf = (trial: Trial, composition: Composition): TargetId =>
  composition.targets.includes(trial.target) || !trial.composition.targets.includes(trial.target)
    ? trial.target
    : (composition.targets[trial.composition.targets.indexOf(trial.target)] ?? composition.targets[0] ?? '');

/** Applies `edits` to the trial's composition and checks it; undefined where they do not apply, or nothing is left to try. */
export function attempt(trial: Trial, edits: readonly Edit[]): Attempt | undefined {
  if (trial.budget-- <= 0) return undefined;
  try {
    const composition = apply(trial.composition, edits);
    return { edits, composition, found: check(composition, trial.catalog, targetOf(trial, composition)) };
  } catch (error) {
    if (error instanceof EditError) return undefined;
    throw error;
  }
}

/** Errors and warnings that the attempt brought. */
export const brought = (trial: Trial, { composition, found }: Attempt): Diagnostic[] =>
  added(trial.before(targetOf(trial, composition)), found);

/** Whether the finding is gone, and nothing new is there on the trial's target. */
export const betterHere = (trial: Trial, tried: Attempt): boolean =>
  tried.found.every((one) => findingKey(one) !== trial.key) && brought(trial, tried).length === 0;

export interface Elsewhere {
  readonly target: TargetId;
  readonly found: readonly Diagnostic[];
}

const others = new WeakMap<Attempt, Elsewhere[]>();

/** What is found on the composition's other targets. */
export function elsewhere(trial: Trial, tried: Attempt): readonly Elsewhere[] {
  let all = others.get(tried);
  if (all === undefined) {
    const { composition } = tried;
    all = otherTargets(composition, targetOf(trial, composition)).map((target) => ({
      target,
      found: check(composition, trial.catalog, target),
    }));
    others.set(tried, all);
  }
  return all;
}

/** Errors that the attempt brought to another target. */
export const broughtTo = (trial: Trial, { target, found }: Elsewhere): Diagnostic[] =>
  added(trial.before(target), found).filter(({ severity }) => severity === 'error');

/** Whether the finding is gone, nothing new is there, and no other target has a new error. */
export const better = (trial: Trial, tried: Attempt): boolean =>
  betterHere(trial, tried) && elsewhere(trial, tried).every((other) => broughtTo(trial, other).length === 0);

/** `edits` without the one at `at`; later places in the same list move up. */
function without(edits: readonly Edit[], at: number): Edit[] {
  const gone = edits[at];
  const shift = gone?.op === 'insert' ? -1 : gone?.op === 'remove' ? 1 : 0;
  return edits.flatMap((edit, index): Edit[] => {
    if (index === at) return [];
    if (index < at || shift === 0 || gone === undefined || gone.op === 'put') return [edit];
    const inList = gone.path.every((step, depth) => edit.path[depth] === step);
    if (!inList) return [edit];
    if (edit.op !== 'put' && edit.path.length === gone.path.length)
      return [edit.index >= gone.index ? { ...edit, index: edit.index + shift } : edit];
    const place = edit.path[gone.path.length];
    if (typeof place !== 'number' || place < gone.index) return [edit];
    const path = edit.path.with(gone.path.length, place + shift);
    return [{ ...edit, path }];
  });
}

/** Whether `fewer` is better, and has no finding that `least` has not, on any target. */
function asGood(trial: Trial, least: Attempt, fewer: Attempt): boolean {
  const isWithin = (found: readonly Diagnostic[], of: readonly Diagnostic[]) => {
    const allowed = known(of);
    return found.every((one) => allowed.has(findingKey(one)));
  };
  if (!isWithin(fewer.found, least.found) || !better(trial, fewer)) return false;
  const allowed = new Map(elsewhere(trial, least).map(({ target, found }) => [target, found]));
  return elsewhere(trial, fewer).every(({ target, found }) => isWithin(found, allowed.get(target) ?? []));
}

/** The attempt without any edit that it can do without: what is found afterwards stays the same, or becomes less. */
export function minimal(trial: Trial, tried: Attempt): Attempt {
  let least = tried;
  for (let at = tried.edits.length - 1; at >= 0 && least.edits.length > 1; at--) {
    const fewer = attempt(trial, without(least.edits, at));
    if (fewer !== undefined && asGood(trial, least, fewer)) least = fewer;
  }
  return least;
}
