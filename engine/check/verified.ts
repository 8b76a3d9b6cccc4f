/**
 * Fixes that are known to help: each was applied and checked, takes its finding away, brings nothing new on any target, and
 * has no edit that it could do without. Pure; for one finding at a time, since each fix costs some checks.
 */
import type { Catalog, Microlib } from '../catalog/types.ts';
import { analyse } from '../graph/flatten.ts';
import { own, splitRef } from '../graph/ref.ts';
import type { Composition, TargetId, Wire } from '../model/types.ts';
import { type Attempt, attempt, better, elsewhere, minimal, newTrial, type Trial } from './attempt.ts';
import { costOn } from './candidates.ts';
import { contextOf } from './context.ts';
import { RANK } from './findings.ts';
import { limited, onlyNames } from './limited.ts';
import { type Proposal, proposalsFor } from './proposals.ts';
import { sizeText } from './size.ts';
import type { Diagnostic, Fix } from './types.ts';
import { completed, rejoined, served } from './whole.ts';

/** Fixes that a finding shows. */
const AT_MOST = 8;
/** Edits of another fix beyond the best one's: who can have it by one wire does not want half a machine. */
const MORE_AT_MOST = 8;
/** Checks for one finding, and for one proposal of those; of a large composition fewer, since each takes longer. */
const BUDGET = 400;
const BUDGET_EACH = 60;
const LEAST_EACH = 12;
/** Components and wires that are looked at for one proposal, all its checks together. */
const LOOKED_AT = 60_000;

const budgetEach = ({ components, wires }: Composition): number => {
  const fit = Math.floor(LOOKED_AT / (Object.keys(components).length + wires.length + 1));
  return Math.min(BUDGET_EACH, Math.max(LEAST_EACH, fit));
};

interface Ranked {
  readonly fix: Fix;
  /** Compared from the first on; the smaller is the better fix. */
  readonly rank: readonly number[];
}

/** Microlibs of the components that the attempt has and the trial's composition has not, by name. */
function newcomers(trial: Trial, tried: Attempt): [string, Microlib][] {
  return Object.entries(tried.composition.components).flatMap(([name, { microlib }]): [string, Microlib][] => {
    const is = own(trial.catalog.microlibs, microlib);
    return is === undefined || own(trial.composition.components, name) !== undefined ? [] : [[name, is]];
  });
}

/** The wires that `edits` make or change, as they are at the end. */
function wiresIn(edits: Attempt['edits'], { wires }: Composition): Wire[] {
  return edits.flatMap((edit) => {
    if (edit.path[0] !== 'wires') return [];
    if (edit.op === 'put') return wires[Number(edit.path[1])] ?? [];
    const from = edit.op === 'insert' ? own(edit.value as { [key: string]: unknown }, 'from') : undefined;
    return wires.find((wire) => wire.from === from) ?? [];
  });
}

/** The proposal's title, with what was added to make it whole, and what all of it weighs. */
function titled(trial: Trial, proposal: Proposal, whole: Attempt): string {
  const fresh = newcomers(trial, whole);
  const words = proposal.title.split(/[ ,]+/);
  const isNamed = (name: string) => words.some((word, at) => word === name && words[at - 1] === 'as');
  const more = fresh.filter(([name]) => !isNamed(name)).map(([name, { title }]) => `${title} as ${name}`);
  // Wires of new components' own ports go without saying; those of ports that were there do not.
  const extra = whole.edits.filter((edit) => !proposal.edits.includes(edit));
  const wired = wiresIn(extra, whole.composition)
    .filter(({ from }) => !fresh.some(([name]) => name === splitRef(from)?.component))
    .map(({ from, to }) => `${from} to ${to}`);
  const bytes = fresh.map(([, microlib]) => costOn(microlib, trial.target)?.image);
  const total = bytes.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  return [
    proposal.title,
    more.length === 0 ? '' : `, with ${more.join(' and ')}`,
    wired.length === 0 ? '' : `; also wire ${[...new Set(wired)].join(', ')}`,
    bytes.length === 0 || bytes.includes(undefined) ? '' : ` (${sizeText(total)})`,
  ].join('');
}

const faultsOf = (found: readonly Diagnostic[]) => found.filter(({ severity }) => severity !== 'info').length;

/** Whether another target, on which nothing is to be mended, would get other bindings. */
function disturbs({ composition, catalog, before }: Trial, whole: Attempt, target: TargetId): boolean {
  if (!composition.targets.includes(target) || [...before(target).values()].some((rank) => rank < RANK.info))
    return false;
  const bindings = (one: Composition) =>
    JSON.stringify(analyse(one, catalog, target).graph.bindings.map(({ from, to }) => [from, to]));
  return bindings(composition) !== bindings(whole.composition);
}

/** What is left decides first, then how much is added; see the fields. */
function rankOf(trial: Trial, { lesser = false }: Proposal, whole: Attempt, place: number): number[] {
  const fresh = newcomers(trial, whole);
  const bytes = fresh.reduce(
    (sum, [, microlib]) => sum + (costOn(microlib, trial.target)?.image ?? Number.POSITIVE_INFINITY),
    0,
  );
  const others = elsewhere(trial, whole);
  const left = others.reduce((sum, { found }) => sum + faultsOf(found), 0);
  const changed = others.filter(({ target }) => disturbs(trial, whole, target)).length;
  const faults = faultsOf(whole.found);
  const remarks = whole.found.length - faults;
  return [faults, left, changed, remarks, lesser ? 1 : 0, fresh.length, bytes, whole.edits.length, place];
}

function compare(a: Ranked, b: Ranked): number {
  for (const [at, value] of a.rank.entries()) {
    const other = b.rank[at] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

/** Taking away helps as it is or not at all; what would be added afterwards is another fix's business. */
const onlyTakesAway = ({ edits }: Proposal): boolean =>
  edits.every((edit) => edit.op === 'remove' || (edit.op === 'put' && edit.value === undefined));

function whole(trial: Trial, proposal: Proposal): Attempt | undefined {
  const { edits, provider } = proposal;
  const first = attempt(trial, edits);
  if (first === undefined) return undefined;
  if (onlyNames(edits)) {
    // What is named here may be for other targets only.
    const fits = limited(trial, first, first.composition.targets);
    if (better(trial, fits)) return minimal(trial, fits);
  }
  if (onlyTakesAway(proposal)) return better(trial, first) ? minimal(trial, first) : undefined;
  const names = new Set(newcomers(trial, first).map(([name]) => name));
  const wide = served(trial, first, names);
  const all =
    provider === undefined || names.has(provider.name)
      ? wide
      : served(trial, wide, new Set([provider.name]), provider.api);
  const done = completed(trial, all) ?? (all === first ? undefined : completed(trial, first));
  if (done === undefined) return undefined;
  return minimal(trial, rejoined(trial, done, new Set(newcomers(trial, done).map(([name]) => name))));
}

/** As `verifiedFixes`, a proposal at a time: who has other work does it in between, and may leave it at that. */
export function* fixSteps(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  finding: Diagnostic,
): Generator<void, readonly Fix[], void> {
  const each = budgetEach(composition);
  const trial = newTrial(composition, catalog, target, finding, BUDGET);
  const ranked: Ranked[] = [];
  const seen = new Set<string>();
  const proposals = [...proposalsFor(contextOf(composition, catalog, target), finding).entries()];
  // What needs few checks is tried while there are checks left.
  const inTurn = [true, false].flatMap((cheap) => proposals.filter(([, { edits }]) => onlyNames(edits) === cheap));
  for (const [place, proposal] of inTurn) {
    yield;
    const left = trial.budget;
    trial.budget = Math.min(left, each);
    const given = trial.budget;
    const done = whole(trial, proposal);
    trial.budget = left - (given - Math.max(trial.budget, 0));
    const key = done === undefined ? '' : JSON.stringify(done.edits);
    if (done === undefined || seen.has(key)) continue;
    seen.add(key);
    ranked.push({
      fix: { title: titled(trial, proposal, done), edits: done.edits },
      rank: rankOf(trial, proposal, done, place),
    });
  }
  const [best, ...others] = ranked.sort(compare).map(({ fix }) => fix);
  if (best === undefined) return [];
  return [best, ...others.filter(({ edits }) => edits.length <= best.edits.length + MORE_AT_MOST)].slice(0, AT_MOST);
}

/**
 * The fixes of `finding`, which `check(composition, catalog, target)` has found: the one that leaves least to mend first, then
 * by components added, bytes in the image, edits. Empty where no fix is known. The same input gives the same list.
 */
export function verifiedFixes(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  finding: Diagnostic,
): readonly Fix[] {
  const steps = fixSteps(composition, catalog, target, finding);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
