/**
 * A fix made whole: what it adds has required ports of its own, and what it adds may serve other ports that lost the same
 * provider. Both are found by checking and looking at what is said then.
 */
import { own, splitRef } from '../graph/ref.ts';
import type { TargetId } from '../model/types.ts';
import {
  type Attempt,
  attempt,
  better,
  betterHere,
  brought,
  broughtTo,
  elsewhere,
  type Trial,
  targetOf,
} from './attempt.ts';
import { candidatesFor } from './candidates.ts';
import { check } from './check.ts';
import { otherTargets } from './findings.ts';
import { addWires, present, removeWire } from './fixes.ts';
import { limited } from './limited.ts';
import type { Diagnostic } from './types.ts';

/** Components that stand behind one another; a catalog's longest chain of providers is shorter. */
const DEPTH = 10;
/** Providers that are tried for one port: what is there, and the smallest to add. */
const TRIED = 4;

/** The required port that a finding is about, as a wire names it, where another provider could mend it. */
export function portOf(found: Diagnostic, attempted: Pick<Attempt, 'composition'>): string | undefined {
  const { component, port, wire } = found.at;
  if (found.code === 'UL0105' && wire !== undefined) {
    const { from, to } = attempted.composition.wires[wire] ?? {};
    return found.params['ref'] === to ? from : undefined;
  }
  if (
    !['UL0102', 'UL0104', 'UL0109', 'UL0116', 'UL0117', 'UL0119'].includes(found.code) ||
    component === undefined ||
    port === undefined
  )
    return undefined;
  return wire === undefined ? `${component}.${port}` : attempted.composition.wires[wire]?.from;
}

/**
 * Tries what could follow `tried`, until nothing new is found on any target; undefined where nothing leads there. What is
 * added is limited to the targets that have a use for it.
 */
export function completed(trial: Trial, tried: Attempt, depth = DEPTH): Attempt | undefined {
  const others = otherTargets(tried.composition, targetOf(trial, tried.composition));
  const fits = betterHere(trial, tried) ? limited(trial, tried, others) : tried;
  if (better(trial, fits)) return fits;
  const first = broughtFirst(trial, fits);
  if (first === undefined || depth === 0) return undefined;
  for (const edits of remedies(trial, fits, first.found, first.target)) {
    const next = attempt(trial, [...fits.edits, ...edits]);
    const whole = next === undefined ? undefined : completed(trial, next, depth - 1);
    if (whole !== undefined) return whole;
  }
  return undefined;
}

/** What the attempt brought that is to be mended first: on the trial's target, then on the others. */
function broughtFirst(trial: Trial, tried: Attempt): { found: Diagnostic; target: TargetId } | undefined {
  const [here] = brought(trial, tried);
  if (here !== undefined) return { found: here, target: targetOf(trial, tried.composition) };
  if (!betterHere(trial, tried)) return undefined;
  return elsewhere(trial, tried).flatMap((other) =>
    broughtTo(trial, other).map((found) => ({ found, target: other.target })),
  )[0];
}

function remedies(trial: Trial, tried: Attempt, found: Diagnostic, target: TargetId): Attempt['edits'][] {
  const ref = portOf(found, tried);
  if (ref !== undefined)
    return candidatesFor(tried.composition, trial.catalog, target, ref)
      .slice(0, TRIED)
      .map(({ edits }) => edits);
  // Another microlib under the same name may not have all ports that were wired.
  const { wire } = found.at;
  if (found.code === 'UL0105' && wire !== undefined) return [present([removeWire(tried.composition, wire)])];
  return found.fixes.slice(0, TRIED).map(({ edits }) => edits);
}

/**
 * `tried`, with the components `names` wired to further ports that lacked a provider before, on any target: all that they
 * can serve.
 * @param api only ports of this API; of any when undefined
 */
export function served(trial: Trial, tried: Attempt, names: ReadonlySet<string>, api?: string): Attempt {
  const here = targetOf(trial, tried.composition);
  return [here, ...otherTargets(tried.composition, here)].reduce(
    (all, target) => servedOn(trial, all, target, names, api),
    tried,
  );
}

function servedOn(
  trial: Trial,
  tried: Attempt,
  target: TargetId,
  names: ReadonlySet<string>,
  api: string | undefined,
): Attempt {
  let all = tried;
  const asked = new Set<string>();
  for (;;) {
    const open = check(all.composition, trial.catalog, target)
      .map((found) => portOf(found, all))
      .find((ref) => ref !== undefined && !asked.has(ref));
    if (open === undefined) return all;
    asked.add(open);
    const fits = candidatesFor(all.composition, trial.catalog, target, open).find(
      ({ kind, to, api: provides }) =>
        kind === 'existing' && names.has(splitRef(to)?.component ?? '') && (api === undefined || provides === api),
    );
    const next = fits === undefined ? undefined : attempt(trial, [...all.edits, ...fits.edits]);
    if (next !== undefined) all = next;
  }
}

/**
 * `tried`, with the ports of many that the components `names` have wired to components that nothing reaches otherwise, on any
 * target: a generator of random numbers that is put back gets the sources that its predecessor had.
 */
export function rejoined(trial: Trial, tried: Attempt, names: ReadonlySet<string>): Attempt {
  const here = targetOf(trial, tried.composition);
  return [here, ...otherTargets(tried.composition, here)].reduce(
    (all, target) => rejoinedOn(trial, all, target, names),
    tried,
  );
}

function rejoinedOn(trial: Trial, tried: Attempt, target: TargetId, names: ReadonlySet<string>): Attempt {
  const { microlibs } = trial.catalog;
  const foundBy = ({ composition }: Attempt) => check(composition, trial.catalog, target);
  let all = tried;
  let found = foundBy(tried);
  for (const { code, at } of found) {
    const lone = own(all.composition.components, at.component ?? '');
    if (code !== 'UL0110' || lone === undefined) continue;
    const offers = own(microlibs, lone.microlib)?.provides ?? [];
    const wire = [...names].flatMap((name) =>
      (own(microlibs, own(all.composition.components, name)?.microlib ?? '')?.requires ?? []).flatMap((port) => {
        const fits = offers.find(({ api, version }) => api === port.api && version >= port.version);
        return port.count !== 'many' || fits === undefined
          ? []
          : { from: `${name}.${port.port}`, to: `${at.component}.${fits.port}` };
      }),
    )[0];
    const edits = wire === undefined ? [] : present(addWires(all.composition.wires.length, [wire]));
    const next = wire === undefined ? undefined : attempt(trial, [...all.edits, ...edits]);
    const left = next === undefined ? found : foundBy(next);
    if (next === undefined || left.length >= found.length) continue;
    all = next;
    found = left;
  }
  return all;
}
