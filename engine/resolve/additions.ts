/** A solution as edits: components, wires and defaults in the order in which a person would add them, each with reasons. */
import type { Microlib } from '../catalog/types.ts';
import { costOn } from '../check/candidates.ts';
import { type CheckContext, contextOf } from '../check/context.ts';
import { addWires, present, setWireEnd } from '../check/fixes.ts';
import { unguarded } from '../check/rules/unguarded.ts';
import { unlocked } from '../check/rules/unlocked.ts';
import { resolveRequired } from '../graph/members.ts';
import { matchesTarget } from '../graph/target.ts';
import { addComponent, removeWire, setComponentTargets, setDefaultProvider } from '../model/commands.ts';
import { apply, type Edit } from '../model/edits.ts';
import type { Composition, PortRef, TargetId } from '../model/types.ts';
import { boardWires } from './board.ts';
import type { Node, Problem } from './problem.ts';
import type { Decided } from './questions.ts';
import { becauseOf, choiceText } from './reasons.ts';
import type { Repair } from './repair.ts';
import type { Addition } from './types.ts';

/** An addition whose reasons want the finished composition. */
type Draft = Omit<Addition, 'because'> & { readonly because: (final: CheckContext) => readonly string[] };

export interface Plan {
  readonly additions: readonly Addition[];
  readonly final: CheckContext;
}

/** The composition while it is being completed. */
interface Work {
  readonly problem: Problem;
  readonly repair: Repair;
  now: Composition;
  readonly drafts: Draft[];
  /** Where wires at fault are now, by the flat port that they begin at. */
  readonly faulty: Map<string, { readonly index: number; readonly to: PortRef; readonly fault: string }>;
  /** New components that are there by now, with the port that they were added for. */
  readonly here: Map<string, PortRef>;
}

function add(work: Work, draft: Omit<Draft, 'edits'>, edits: readonly Edit[]): void {
  work.now = apply(work.now, edits);
  work.drafts.push({ ...draft, edits });
}

const flatOf = (context: CheckContext, ref: string): string | undefined => {
  const end = resolveRequired(context.analysis.members, ref);
  return end.is === 'port' ? end.ref : undefined;
};

/** Takes out the wires and defaults at fault that nothing replaces; notes where the others are. */
function takeOut(work: Work, composition: Composition, replaced: ReadonlySet<string>): void {
  const { problem, repair } = work;
  const gone: number[] = [];
  for (const [index, fault] of [...repair.wires].sort(([a], [b]) => a - b)) {
    const wire = composition.wires[index];
    if (wire === undefined) continue;
    const flat = flatOf(problem.context, wire.from);
    if (flat !== undefined && replaced.has(flat) && !work.faulty.has(flat))
      work.faulty.set(flat, { index: index - gone.length, to: wire.to, fault });
    else gone.push(index);
  }
  for (const index of gone.reverse()) {
    const wire = composition.wires[index];
    const because = [repair.wires.get(index) ?? ''];
    const title = `Remove the wire ${wire?.from} → ${wire?.to}`;
    const draft = { kind: 'wire', item: wire?.from ?? '', title, cost: null, because: () => because } as const;
    add(work, draft, removeWire(work.now, index).edits);
  }
  for (const [api, fault] of repair.defaults) {
    if (replaced.has(`defaults.${api}`)) continue;
    const title = `Remove the default ${api}`;
    const draft = { kind: 'wire', item: `defaults.${api}`, title, cost: null, because: () => [fault] } as const;
    add(work, draft, setDefaultProvider(work.now, api, null).edits);
  }
}

/** The targets that a new component is limited to: where its microlib is, and where its port has no provider yet. */
function limitOf({ problem: { context } }: Work, microlib: Microlib, elsewhere: boolean): TargetId[] | null {
  const { target, composition } = context;
  if (elsewhere) return [target];
  const all = [...new Set([...composition.targets, target])];
  const fitting = all.filter((one) => matchesTarget(microlib.targets, one));
  return fitting.length === all.length ? null : fitting;
}

function addNew(work: Work, node: Node, decided: Decided): void {
  if (node.is !== 'new' || node.microlib === null || work.here.has(node.name)) return;
  const { problem } = work;
  const { target } = problem.context;
  work.here.set(node.name, decided.need.ref);
  const { name, microlib } = node;
  const { edits } = addComponent(work.now, microlib.name, { name });
  const targets = limitOf(work, microlib, decided.need.elsewhere);
  const limit = targets === null ? [] : setComponentTargets(apply(work.now, edits), name, targets).edits;
  const draft = {
    kind: 'component',
    item: name,
    title: `Add ${microlib.title} as ${name}`,
    cost: costOn(microlib, target),
    because: (final: CheckContext) => [...becauseOf(problem, final, decided), choiceText(problem, decided)],
  } as const;
  add(work, draft, [...edits, ...limit]);
}

/** Why a port is wired to what it is wired to: that was added for it, or there is a reason to choose it. */
function providerText({ problem, here }: Work, decided: Decided): string {
  const { need, taken } = decided;
  const first = here.get(taken.node);
  if (first === undefined) return choiceText(problem, decided);
  return first === need.ref ? `${taken.node} is added for it` : `${taken.node} is added for ${first} as well`;
}

function bindNeed(work: Work, decided: Decided): void {
  const { problem, repair, now } = work;
  const { need, taken } = decided;
  const { ref, api } = need;
  const isDefault = ref === `defaults.${api}`;
  const old = work.faulty.get(flatOf(problem.context, ref) ?? '');
  const fault = isDefault ? repair.defaults.get(api) : old?.fault;
  const why = providerText(work, decided);
  const because = (final: CheckContext) => [
    ...(fault === undefined ? [] : [fault]),
    ...becauseOf(problem, final, decided),
    why,
  ];
  if (isDefault) {
    const title = `Make ${taken.to} the default ${api}`;
    add(work, { kind: 'wire', item: ref, title, cost: null, because }, setDefaultProvider(now, api, taken.to).edits);
    return;
  }
  const title = `Wire ${ref} to ${taken.to}${old === undefined ? '' : ` instead of ${old.to}`}`;
  const edits =
    old === undefined
      ? addWires(now.wires.length, [{ from: ref, to: taken.to }])
      : present([setWireEnd(now, old.index, 'to', taken.to)]);
  add(work, { kind: 'wire', item: ref, title, cost: null, because }, edits);
}

/** Wires that keep others out: where threads that are preempted would meet, and where interrupts reach a scheduler. */
function addLocks(work: Work): void {
  const { catalog, target } = work.problem.context;
  const done = new Set<string>();
  for (;;) {
    const context = contextOf(work.now, catalog, target);
    const open = [...unlocked(context), ...unguarded(context)].find(
      ({ params, fixes }) => fixes.length > 0 && !done.has(String(params['ref'])),
    );
    const [fix] = open?.fixes ?? [];
    if (open === undefined || fix === undefined) return;
    const item = String(open.params['ref']);
    done.add(item);
    add(work, { kind: 'wire', item, title: fix.title, cost: null, because: () => open.because }, fix.edits);
  }
}

/** The additions that make the decisions true in `composition`, which `repair` was made of. */
export function planOf(problem: Problem, composition: Composition, repair: Repair, decided: readonly Decided[]): Plan {
  const { catalog, target } = problem.context;
  const work: Work = { problem, repair, now: composition, drafts: [], faulty: new Map(), here: new Map() };
  for (const { item, title, fault, edits } of repair.options)
    add(work, { kind: 'option', item, title, cost: null, because: () => [fault] }, edits);
  const replaced = decided.map(({ need }) => flatOf(problem.context, need.ref) ?? need.ref);
  takeOut(work, composition, new Set(replaced));
  for (const one of decided) {
    const node = problem.nodes.get(one.taken.node);
    if (node !== undefined) addNew(work, node, one);
    bindNeed(work, one);
  }
  for (const { wire, because } of boardWires(problem.context, contextOf(work.now, catalog, target))) {
    const title = `Wire ${wire.from} to ${wire.to}`;
    const draft = { kind: 'wire', item: wire.from, title, cost: null, because: () => because } as const;
    add(work, draft, addWires(work.now.wires.length, [wire]));
  }
  addLocks(work);
  const final = contextOf(work.now, catalog, target);
  const additions = work.drafts.map((draft) => ({ ...draft, because: draft.because(final) }));
  return { additions, final };
}
