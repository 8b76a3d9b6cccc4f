/**
 * Why a problem has no solution: a smallest set of its constraints that already has none. Constraints are lifted one at a
 * time, in a fixed order; one without which there still is no solution stays lifted. What is left cannot do without any.
 */
import type { Microlib } from '../catalog/types.ts';
import { matchesTarget } from '../graph/target.ts';
import type { PortRef } from '../model/types.ts';
import type { Problem } from './problem.ts';
import { key, programOf } from './program.ts';
import type { Solver } from './solver.ts';
import type { Contradiction } from './types.ts';

interface Constraint extends Contradiction {
  readonly key: string;
}

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** Who could provide the API on the target, or why nobody can. */
function providersText({ context }: Problem, api: string, version: number): string {
  const { catalog, target, components } = context;
  const there = (context.providers.get(api) ?? []).filter((one) => one.version >= version).map(({ ref }) => ref);
  const all = Object.values(catalog.microlibs).filter(({ provides }) => provides.some((port) => port.api === api));
  const recent = all.filter(({ provides }) => provides.some((port) => port.api === api && port.version >= version));
  const here = recent.filter(({ targets }) => matchesTarget(targets, target));
  const hasOne = (microlib: Microlib) =>
    microlib.instances === 'one' && [...components.values()].some((one) => one.linked && one.microlib === microlib);
  const fitting = here.filter((microlib) => microlib.main === 'none' && !microlib.root && !hasOne(microlib));
  const names = (microlibs: readonly Microlib[]) => list(microlibs.map(({ name }) => name).sort());
  if (all.length === 0) return `no microlib of the catalog provides ${api}`;
  if (recent.length === 0)
    return `no microlib of the catalog provides version ${version} of ${api}; older ones are of ${names(all)}`;
  const single = here.filter(hasOne);
  const once = single.length === 0 ? '' : `; an image holds one ${names(single)}, and has it already`;
  if (fitting.length + there.length > 0)
    return `on ${target}, ${api} comes only from ${list([...there, ...fitting.map(({ name }) => `a new ${name}`).sort()])}${once}`;
  if (here.length > 0) return `what provides ${api} on ${target} cannot be added by itself: ${names(here)}${once}`;
  return `no microlib of the catalog that provides ${api} supports ${target}; other targets have it of ${names(recent)}`;
}

/** In the order in which a person would follow them; they are lifted from the last to the first. */
function constraintsOf(problem: Problem, settled: ReadonlyMap<PortRef, PortRef>): Constraint[] {
  const { needs, nodes, single } = problem;
  const found: Constraint[] = [];
  const apis = new Map<string, number>();
  for (const need of needs) apis.set(need.api, Math.max(need.version, apis.get(need.api) ?? 0));
  for (const need of needs) {
    const { ref, api } = need;
    found.push({ key: key.need(need), item: ref, message: `${ref} needs ${api}` });
    const to = settled.get(ref);
    if (to !== undefined) found.push({ key: key.settled(ref), item: ref, message: `${ref} was answered with ${to}` });
  }
  for (const [api, version] of apis)
    found.push({ key: key.only(api), item: api, message: providersText(problem, api, version) });
  for (const { name, barred, after } of nodes.values()) {
    if (barred !== null)
      found.push({ key: key.barred(name), item: name, message: `${name} cannot be used: ${barred}` });
    for (const other of after)
      found.push({
        key: key.after(name, other),
        item: name,
        message: `the init of ${name} waits for that of ${other}, by wires that are there`,
      });
  }
  for (const [microlib, names] of single)
    found.push({
      key: key.single(microlib),
      item: microlib,
      message: `an image holds one ${microlib} (instances: one): not both ${list(names)}`,
    });
  for (const need of needs)
    if (need.orders)
      found.push({
        key: key.orders(need),
        item: need.ref,
        message: `${need.ref} is used by the init of ${need.node}: its provider's init runs first`,
      });
  return found;
}

/** The constraints of an unsolvable problem that contradict each other. */
export function contradictionOf(
  solver: Solver,
  problem: Problem,
  settled: ReadonlyMap<PortRef, PortRef>,
): Contradiction[] {
  const constraints = constraintsOf(problem, settled);
  const lifted = new Set<string>();
  const kept: Constraint[] = [];
  for (const constraint of [...constraints].reverse()) {
    lifted.add(constraint.key);
    if (!solver.hasAnswer(programOf(problem, { settled, lifted }))) continue;
    lifted.delete(constraint.key);
    kept.push(constraint);
  }
  return kept.reverse().map(({ item, message }) => ({ item, message }));
}
