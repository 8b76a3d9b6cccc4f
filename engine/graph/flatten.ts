/**
 * `buildGraph`: a composition flattened for one target (see types.ts). Pure and total: whatever the document says, there
 * is a graph of what could be understood, and diagnostics for the rest.
 */
import type { Catalog } from '../catalog/types.ts';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { BOARD, type Composition, type TargetId } from '../model/types.ts';
import { bind } from './bind.ts';
import { flattenMembers, type Member, type Members, RUNTIME } from './members.ts';
import { order } from './order.ts';
import { bindingsByComponent, reach } from './reach.ts';
import { splitRef } from './ref.ts';
import type { Binding, Graph, GraphComponent } from './types.ts';

export interface GraphResult {
  readonly graph: Graph;
  readonly diagnostics: readonly Diagnostic[];
}

/** All that flattening found out; `check` and the satisfier list look at more than the graph. */
export interface Analysis extends GraphResult {
  readonly members: Members;
  readonly byComponent: ReadonlyMap<string, readonly Binding[]>;
  /** Required ports whose own wire is at fault. */
  readonly faulty: ReadonlySet<string>;
  /** See order.ts; among linked components. */
  readonly cycles: readonly (readonly Binding[])[];
}

/** Names that mean something else before a dot, or one name for two things. */
function collisions(composition: Composition, report: (found: Diagnostic) => void): void {
  const seen = new Map<string, string>();
  const take = (name: string, what: 'component' | 'group') => {
    const folded = name.toLowerCase();
    const other = folded === BOARD || folded === RUNTIME ? `the reserved name '${folded}'` : seen.get(folded);
    if (other === undefined) {
      seen.set(folded, `the ${what} '${name}'`);
      return;
    }
    report(
      diagnostic('UL0112', 'error', `The ${what} '${name}' has the name of ${other}`, {
        params: { name, what, other },
        at: what === 'component' ? { component: name } : { path: ['groups', name] },
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

function cycleDiagnostic(cycle: readonly Binding[]): Diagnostic {
  const late = couldBeLate(cycle);
  const names = cycle.map((binding) => splitRef(binding.from)?.component ?? '');
  const path = [...names, names[0] ?? ''].join(' → ');
  const port = late?.from ?? '';
  const wire = cycle.find((binding) => binding.wire !== undefined)?.wire;
  return diagnostic('UL0106', 'error', `The init order has a cycle: ${path}; '${port}' could be late`, {
    params: { cycle: path, port },
    at: { ...splitRef(port), ...(wire === undefined ? {} : { wire }) },
    because: cycle.map((binding) => `${binding.from} needs ${binding.api.name} from ${binding.to} before its init`),
  });
}

const portsAsListed = <P extends { readonly port: string }>(ports: readonly P[], { off }: Member): readonly P[] =>
  off.size === 0 ? ports : ports.filter(({ port }) => !off.has(port));

/** As `buildGraph`, with the intermediate results. */
export function analyse(composition: Composition, catalog: Catalog, target: TargetId): Analysis {
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic) => {
    diagnostics.push(found);
  };
  collisions(composition, report);
  const members = flattenMembers(composition, catalog, target, report);
  const { bindings, faulty } = bind(members, catalog, report);
  const byComponent = bindingsByComponent(bindings);
  const linked = reach(members.all.values(), byComponent);
  const inOrder = [...members.all.values()].filter((member) => linked.has(member.name));
  const { names, cycles } = order(inOrder, byComponent);
  for (const cycle of cycles) report(cycleDiagnostic(cycle));
  const microlib = (name: string) => members.all.get(name)?.microlib;
  const components: GraphComponent[] = [...members.all.values()].map((member) => ({
    name: member.name,
    microlib: member.microlib,
    options: member.options,
    provides: portsAsListed(member.microlib.provides, member),
    requires: portsAsListed(member.microlib.requires, member),
    wired: member.wired,
    ...(member.sources === undefined ? {} : { sources: member.sources }),
    origin: member.origin,
    linked: linked.has(member.name),
  }));
  const graph: Graph = {
    target,
    board: members.board,
    components,
    bindings,
    inits: names.filter((name) => microlib(name)?.init === true),
    mains: names.filter((name) => (microlib(name)?.main ?? 'none') !== 'none'),
  };
  return { graph, diagnostics, members, byComponent, faulty, cycles };
}

/**
 * The graph of `composition` on `target`, and what is wrong with it: UL0101, UL0103 to UL0106, UL0109, UL0112, UL0113.
 * `check` finds the same and more, and adds fixes.
 */
export function buildGraph(composition: Composition, catalog: Catalog, target: TargetId): GraphResult {
  const { graph, diagnostics } = analyse(composition, catalog, target);
  return { graph, diagnostics };
}
