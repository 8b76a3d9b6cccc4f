/**
 * A fix made whole: what it adds has required ports of its own, and what it adds may serve other ports that lost the same
 * provider. Both are found by checking and looking at what is said then.
 */
import { own, splitRef } from '../graph/ref.ts';
import { type Attempt, attempt, better, brought, type Trial, targetOf } from './attempt.ts';
import { type Candidate, candidatesFor } from './candidates.ts';
import { addWires, present, removeWire } from './fixes.ts';
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
    !['UL0102', 'UL0104', 'UL0109', 'UL0116', 'UL0117'].includes(found.code) ||
    component === undefined ||
    port === undefined
  )
    return undefined;
  return wire === undefined ? `${component}.${port}` : attempted.composition.wires[wire]?.from;
}

const candidates = (trial: Trial, { composition }: Attempt, ref: string): readonly Candidate[] =>
  candidatesFor(composition, trial.catalog, targetOf(trial, composition), ref);

/** Tries what could follow `tried`, until nothing new is found; undefined where nothing leads there. */
export function completed(trial: Trial, tried: Attempt, depth = DEPTH): Attempt | undefined {
  if (better(trial, tried)) return tried;
  const [first] = brought(trial, tried);
  if (first === undefined || depth === 0) return undefined;
  for (const edits of remedies(trial, tried, first)) {
    const next = attempt(trial, [...tried.edits, ...edits]);
    const whole = next === undefined ? undefined : completed(trial, next, depth - 1);
    if (whole !== undefined) return whole;
  }
  return undefined;
}

function remedies(trial: Trial, tried: Attempt, found: Diagnostic): Attempt['edits'][] {
  const ref = portOf(found, tried);
  if (ref !== undefined)
    return candidates(trial, tried, ref)
      .slice(0, TRIED)
      .map(({ edits }) => edits);
  // Another microlib under the same name may not have all ports that were wired.
  const { wire } = found.at;
  if (found.code === 'UL0105' && wire !== undefined) return [present([removeWire(tried.composition, wire)])];
  return found.fixes.slice(0, TRIED).map(({ edits }) => edits);
}

/**
 * `tried`, with the components `names` wired to further ports that lacked a provider before: all that they can serve.
 * @param api only ports of this API; of any when undefined
 */
export function served(trial: Trial, tried: Attempt, names: ReadonlySet<string>, api?: string): Attempt {
  let all = tried;
  const asked = new Set<string>();
  for (;;) {
    const open = all.found.map((found) => portOf(found, all)).find((ref) => ref !== undefined && !asked.has(ref));
    if (open === undefined) return all;
    asked.add(open);
    const fits = candidates(trial, all, open).find(
      ({ kind, to, api: provides }) =>
        kind === 'existing' && names.has(splitRef(to)?.component ?? '') && (api === undefined || provides === api),
    );
    const next = fits === undefined ? undefined : attempt(trial, [...all.edits, ...fits.edits]);
    if (next !== undefined) all = next;
  }
}

/**
 * `tried`, with the ports of many that the components `names` have wired to components that nothing reaches otherwise: a
 * generator of random numbers that is put back gets the sources that its predecessor had.
 */
export function rejoined(trial: Trial, tried: Attempt, names: ReadonlySet<string>): Attempt {
  const { microlibs } = trial.catalog;
  let all = tried;
  for (const { code, at } of tried.found) {
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
    if (next !== undefined && next.found.length < all.found.length) all = next;
  }
  return all;
}
