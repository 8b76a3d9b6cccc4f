/**
 * `buildGraph`: a composition flattened for one target (see types.ts). Pure and total: whatever the document says, there
 * is a graph of what could be understood, and diagnostics for the rest.
 */
import type { Catalog } from '../catalog/types.ts';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { BOARD, type Composition, type TargetId } from '../model/types.ts';
import { type Bound, bind } from './bind.ts';
import { flattenMembers, type Member, type Members, RUNTIME } from './members.ts';
import { order } from './order.ts';
import { reach } from './reach.ts';
import { own, splitRef } from './ref.ts';
import { type Binding, type Graph, type GraphComponent, wireIndex } from './types.ts';

export interface GraphResult {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/** What wires and ports decide, whatever the values of options are. */
interface Shape {
  readonly bound: Bound;
  /** See order.ts; among linked components. */
  readonly cycles: readonly (readonly Binding[])[];
  readonly linked: ReadonlySet<string>;
  /** Linked components, providers first. */
  readonly order: readonly string[];
  readonly found: readonly Diagnostic[];
}

/** All that flattening found out; `check` and the satisfier list look at more than the graph. */
export interface Analysis extends GraphResult, Shape {
  readonly members: Members;
}

/** Names that mean something else before a dot, or one name for two things. */
function collisions(composition: Composition, report: (found: Diagnostic) => void): void {
  const seen = new Map<string, { readonly name: string; readonly what: string }>();
  const take = (name: string, what: 'component' | 'group') => {
    const folded = name.toLowerCase();
    const isReserved = folded === BOARD || folded === RUNTIME;
    const first = seen.get(folded);
    if (first === undefined && !isReserved) {
      seen.set(folded, { name, what });
      return;
    }
    const other = isReserved ? `the reserved name '${folded}'` : `the ${first?.what} '${first?.name}'`;
    report(
      diagnostic('UL0112', 'error', `The ${what} '${name}' has the name of ${other}`, {
        params: { name, what, other },
        at: what === 'component' ? { component: name } : { path: ['groups', name] },
        because: [`before a dot, ${name} could mean either`],
      }),
    );
  };
  for (const name of Object.keys(composition.components)) take(name, 'component');
  for (const name of Object.keys(composition.groups)) take(name, 'group');
}

/** The port of a cycle that is the best one to be late: an optional one, else one of many, else the last. */
export function couldBeLate(cycle: readonly Binding[]): Binding | undefined {
  return (
    cycle.find((binding) => binding.required.count === 'optional') ??
    cycle.find((binding) => binding.required.count === 'many') ??
    cycle.at(-1)
  );
}

function cycleDiagnostic(cycle: readonly Binding[], composition: Composition): Diagnostic {
  const late = couldBeLate(cycle);
  const names = cycle.map((binding) => splitRef(binding.from)?.component ?? '');
  const path = [...names, names[0] ?? ''].join(' → ');
  const port = late?.from ?? '';
  const wired = cycle.find((binding) => binding.source !== undefined);
  const wire = wired === undefined ? undefined : wireIndex(composition, wired);
  return diagnostic('UL0106', 'error', `The init order has a cycle: ${path}; '${port}' could be late`, {
    params: { cycle: path, port },
    at: { ...splitRef(port), ...(wire === undefined ? {} : { wire }) },
    because: cycle.map((binding) => `${binding.from} needs ${binding.api.name} from ${binding.to} before its init`),
  });
}

/** `now`, or `last` where that says the same: who keeps it sees that nothing has changed. */
function kept<T extends readonly string[] | ReadonlySet<string>>(last: T | undefined, now: T): T {
  if (last === undefined) return now;
  const [a, b] = [[...last], [...now]];
  return a.length === b.length && a.every((name, at) => name === b[at]) ? last : now;
}

function shapeOf(members: Members, catalog: Catalog, last: Analysis | undefined): Shape {
  const bound = bind(members, catalog, last === undefined ? undefined : { members: last.members, bound: last.bound });
  const linked = reach(members.all, bound.owned);
  const inOrder: Member[] = [];
  for (const member of members.all.values()) if (linked.has(member.name)) inOrder.push(member);
  const { names, cycles } = order(inOrder, bound.owned);
  const found = [...bound.found, ...cycles.map((cycle) => cycleDiagnostic(cycle, members.composition))];
  return { bound, cycles, linked: kept(last?.linked, linked), order: kept(last?.order, names), found };
}

/** Whether nothing that a shape or a rule of the graph hangs on is different: only options are, labels, layout. */
function sameShape(last: Members, members: Members): boolean {
  const [before, now] = [last.composition, members.composition];
  if (
    before.targets !== now.targets ||
    before.wires !== now.wires ||
    before.groups !== now.groups ||
    before.defaults !== now.defaults
  )
    return false;
  if (last.all.size !== members.all.size || last.absent.size !== members.absent.size) return false;
  for (const name of members.absent)
    if (!last.absent.has(name) || own(before.components, name) !== own(now.components, name)) return false;
  const others = last.all.values();
  for (const member of members.all.values()) {
    const other = others.next().value;
    if (member === other) continue;
    if (other === undefined || member.name !== other.name || member.microlib !== other.microlib) return false;
    if (member.provides !== other.provides || member.requires !== other.requires) return false;
    const targets = ({ components }: Composition) => own(components, member.name)?.targets;
    if (targets(before) !== targets(now)) return false;
  }
  return true;
}

const portsAsListed = <P extends { readonly port: string }>(ports: readonly P[], { off }: Member): readonly P[] =>
  off.size === 0 ? ports : ports.filter(({ port }) => !off.has(port));

const graphComponents = new WeakMap<Member, GraphComponent>();

/** The same object for the same member as long as it stays linked, or not. */
function graphComponent(member: Member, linked: boolean): GraphComponent {
  const known = graphComponents.get(member);
  if (known?.linked === linked) return known;
  const { name, microlib, options, wired, sources, origin } = member;
  const made: GraphComponent = {
    name,
    microlib,
    options,
    provides: portsAsListed(microlib.provides, member),
    requires: portsAsListed(microlib.requires, member),
    wired,
    ...(sources === undefined ? {} : { sources }),
    origin,
    linked,
  };
  graphComponents.set(member, made);
  return made;
}

/** The last analysis by catalog and target. An edit leaves most of a composition as it is, and so is most of this kept. */
const recent = new WeakMap<Catalog, Map<TargetId, Analysis>>();
/** As `buildGraph`, with the intermediate results. */
export function analyse(composition: Composition, catalog: Catalog, target: TargetId): Analysis {
  let kept = recent.get(catalog);
  if (kept === undefined) {
    kept = new Map();
    recent.set(catalog, kept);
  }
  const last = kept.get(target);
  const analysis = follow(composition, catalog, target, last);
  kept.delete(target);
  kept.set(target, analysis);
  // A document names few targets; a stranger's may name any number that do not exist.
  const [oldest] = kept.keys();
  if (kept.size > TARGETS_KEPT && oldest !== undefined) kept.delete(oldest);
  return analysis;
}

const TARGETS_KEPT = 8;

function follow(composition: Composition, catalog: Catalog, target: TargetId, last: Analysis | undefined): Analysis {
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic) => {
    diagnostics.push(found);
  };
  collisions(composition, report);
  const members = flattenMembers(composition, catalog, target, report, last?.members);
  const shape = last !== undefined && sameShape(last.members, members) ? last : shapeOf(members, catalog, last);
  diagnostics.push(...shape.found);
  const components: GraphComponent[] = [];
  for (const member of members.all.values()) components.push(graphComponent(member, shape.linked.has(member.name)));
  const { bound, cycles, linked, order: names, found } = shape;
  const microlib = (name: string) => members.all.get(name)?.microlib;
  const graph: Graph = {
    target,
    board: members.board,
    wires: composition.wires,
    components,
    bindings: bound.bindings,
    inits: names.filter((name) => microlib(name)?.init === true),
    mains: names.filter((name) => (microlib(name)?.main ?? 'none') !== 'none'),
    finis: names.filter((name) => microlib(name)?.fini === true).reverse(),
  };
  return { graph, diagnostics, members, bound, cycles, linked, order: names, found };
}

/**
 * The graph of `composition` on `target`, and what is wrong with it: UL0101, UL0103 to UL0106, UL0109, UL0112, UL0113.
 * `check` finds the same and more, and adds fixes.
 */
export function buildGraph(composition: Composition, catalog: Catalog, target: TargetId): GraphResult {
  const { graph, diagnostics } = analyse(composition, catalog, target);
  return { graph, diagnostics };
}
