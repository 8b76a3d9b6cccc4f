/** UL0105: a reference to a component or port that is not there. */
import { resolveProvided, resolveRequired } from '../../graph/members.ts';
import { own, splitRef } from '../../graph/ref.ts';
import { nearest } from '../../kconfig/kconfig.ts';
import { BOARD } from '../../model/types.ts';
import { type CheckContext, foundBy, type Rule, whyLinked } from '../context.ts';
import { fix, removeWire, setWireEnd } from '../fixes.ts';
import { type Diagnostic, diagnostic, type Fix } from '../types.ts';

const nodes = new WeakMap<CheckContext, Map<string, string | undefined>>();

/** The node of that name, else the nearest; looked for once a name, since a large document has many to compare. */
function nearestNode(context: CheckContext, name: string): string | undefined {
  const { components, groups } = context.composition;
  if (own(components, name) !== undefined || own(groups, name) !== undefined || name === BOARD) return name;
  const known = nodes.get(context) ?? new Map<string, string | undefined>();
  nodes.set(context, known);
  if (!known.has(name)) known.set(name, nearest(name, [...Object.keys(components), ...Object.keys(groups), BOARD]));
  return known.get(name);
}

/** References like `ref` that exist: the same node's ports, or the same port on other nodes. */
function meant(context: CheckContext, ref: string, end: 'from' | 'to'): string | undefined {
  const { analysis, composition } = context;
  const parts = splitRef(ref);
  if (parts === undefined) return undefined;
  const side = end === 'from' ? 'requires' : 'provides';
  const resolve = end === 'from' ? resolveRequired : resolveProvided;
  const near = (node: string): string | undefined => {
    const member = analysis.members.all.get(node);
    const outer = node === BOARD ? analysis.graph.board[side] : (own(composition.groups, node)?.[side] ?? {});
    const port = nearest(parts.port, member === undefined ? Object.keys(outer) : member[side].keys());
    return port === undefined ? undefined : `${node}.${port}`;
  };
  const node = nearestNode(context, parts.component);
  const found = node === undefined ? undefined : near(node);
  return found !== undefined && found !== ref && resolve(analysis.members, found).is === 'port' ? found : undefined;
}

function wireFixes(context: CheckContext, index: number, ref: string): Fix[] {
  const { composition } = context;
  const wire = composition.wires[index];
  if (wire === undefined) return [];
  const end = wire.from === ref ? 'from' : 'to';
  const instead = meant(context, ref, end);
  return [
    ...(instead === undefined
      ? []
      : fix(`Change ${ref} to ${instead}`, [setWireEnd(composition, index, end, instead)])),
    ...fix(`Remove the wire ${wire.from} → ${wire.to}`, [removeWire(composition, index)]),
  ];
}

/** The way to the port that the wire was for, and who else names what is not there. */
function causes(context: CheckContext, index: number, ref: string): string[] {
  const wire = context.composition.wires[index];
  if (wire === undefined) return [];
  const from = resolveRequired(context.analysis.members, wire.from);
  const name = splitRef(ref)?.component;
  const others = context.composition.wires.filter(
    (other) => other !== wire && (splitRef(other.from)?.component === name || splitRef(other.to)?.component === name),
  );
  return [
    ...(from.is === 'port' ? [...whyLinked(context, from.member.name), `${wire.from} needs ${from.port.api}`] : []),
    `the wire ${wire.from} → ${wire.to} names ${ref}`,
    ...(others.length === 0
      ? []
      : [`${name} is named by ${others.length === 1 ? 'another wire' : `${others.length} other wires`} as well`]),
  ];
}

/** Groups whose members or outer ports are not there. */
function groups(context: CheckContext): Diagnostic[] {
  const { composition, analysis } = context;
  const found: Diagnostic[] = [];
  const missing = (group: string, ref: string, path: (string | number)[]) =>
    found.push(
      diagnostic('UL0105', 'error', `The group '${group}' names '${ref}', which is not there`, {
        params: { ref, component: group, port: '', what: 'component' },
        at: { path: ['groups', group, ...path] },
        because: [`the group '${group}' is shown as one node, with the ports of its members`],
      }),
    );
  for (const [name, group] of Object.entries(composition.groups)) {
    group.members.forEach((member, at) => {
      if (own(composition.components, member) === undefined) missing(name, member, ['members', at]);
    });
    for (const [port, ref] of Object.entries(group.provides ?? {}))
      if (resolveProvided(analysis.members, ref).is === 'missing') missing(name, ref, ['provides', port]);
    for (const [port, ref] of Object.entries(group.requires ?? {}))
      if (resolveRequired(analysis.members, ref).is === 'missing') missing(name, ref, ['requires', port]);
  }
  return found;
}

export const missingEnd: Rule = (context) => [
  ...foundBy(context, 'UL0105').map((found) => {
    const { wire, path } = found.at;
    const ref = String(found.params['ref']);
    if (wire !== undefined)
      return { ...found, because: causes(context, wire, ref), fixes: wireFixes(context, wire, ref) };
    const api = path?.[0] === 'defaults' ? path[1] : undefined;
    const before = typeof api === 'string' ? own(context.composition.defaults, api) : undefined;
    if (path === undefined || before === undefined) return found;
    const because = [`it is the default for ${api}: ports of ${api} without a wire are bound to it`];
    return { ...found, because, fixes: fix(`Remove the default for ${api}`, [{ op: 'put', path, before }]) };
  }),
  ...groups(context),
];
