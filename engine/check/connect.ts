/** Whether a wire may be drawn, and why not: what the canvas says while a wire is dragged. */
import type { Catalog } from '../catalog/types.ts';
import { resolveProvided, resolveRequired } from '../graph/members.ts';
import { own } from '../graph/ref.ts';
import { meet } from '../model/target.ts';
import type { Composition, TargetId } from '../model/types.ts';
import { dependents, portOrders } from './candidates.ts';
import { contextOf } from './context.ts';

export type Connection =
  /** `replaces`: the index of the wire whose place it takes, where the port is for one provider and has one. */
  | { readonly ok: true; readonly replaces: number | null }
  | { readonly ok: false; readonly reason: string; readonly code: string };

const no = (code: string, reason: string): Connection => ({ ok: false, code, reason });

/** Whether the required port `from` may be wired to the provided port `to`; both as a wire would name them. */
export function canConnect(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  from: string,
  to: string,
): Connection {
  const context = contextOf(composition, catalog, target);
  const { members } = context.analysis;
  const a = resolveRequired(members, from);
  const b = resolveProvided(members, to);
  if (a.is !== 'port') {
    const provided = resolveProvided(members, from).is === 'port';
    return no(
      'UL0105',
      provided ? `'${from}' provides; a wire begins at a port that requires` : `There is no required port '${from}'`,
    );
  }
  if (b.is !== 'port') {
    const required = resolveRequired(members, to).is === 'port';
    return no(
      'UL0105',
      required ? `'${to}' requires; a wire ends at a port that provides` : `There is no provided port '${to}'`,
    );
  }
  if (a.port.api !== b.port.api) return no('UL0104', `'${from}' needs ${a.port.api}; '${to}' provides ${b.port.api}`);
  if (a.port.version > b.port.version)
    return no('UL0109', `'${from}' needs ${a.port.api} ${a.port.version}; '${to}' provides version ${b.port.version}`);
  const api = own(catalog.apis, a.port.api);
  if (api?.runtime === true) return no('UL0105', `${a.port.api} comes from the generated runtime; it is not wired`);
  if (a.member.name === b.member.name && portOrders(a.port, api))
    return no('UL0106', `'${a.member.name}' cannot be wired to itself`);
  const wired = composition.wires.flatMap((wire, index) => {
    const end = resolveRequired(members, wire.from);
    return end.is === 'port' && end.ref === a.ref ? [{ index, wire, to: resolveProvided(members, wire.to) }] : [];
  });
  if (wired.some((wire) => wire.to.is === 'port' && wire.to.ref === b.ref))
    return no('UL0103', `'${from}' is wired to '${to}' already`);
  if (portOrders(a.port, api) && dependents(context, a.member.name).has(b.member.name))
    return no('UL0106', `'${b.member.name}' needs '${a.member.name}' before its init, so the wire would close a cycle`);
  const old = a.port.count === 'many' ? undefined : wired.find(({ wire }) => meet(composition, wire.to, to));
  return { ok: true, replaces: old?.index ?? null };
}
