/** `uniloom explain FILE A.PORT->B.PORT`: why the wire is there and what it does, or why it may not be. */
import type { Catalog } from '../catalog/types.ts';
import { candidatesFor } from '../check/candidates.ts';
import { canConnect } from '../check/connect.ts';
import { contextOf, shownRef, whyLinked } from '../check/context.ts';
import { refusals } from '../check/refusals.ts';
import { resolveProvided, resolveRequired } from '../graph/members.ts';
import type { Composition, TargetId } from '../model/types.ts';

/** Candidates that are named. */
const AT_MOST = 5;

/** Both ends of an item that names a wire: `A.P->C.Q`, with `→` as the app writes it; undefined where it names none. */
export function wireEnds(item: string): readonly [string, string] | undefined {
  const [from, to, ...more] = item.split(/\s*(?:->|→)\s*/);
  return from && to && more.length === 0 ? [from, to] : undefined;
}

/** What could stand behind the required port `ref`, and why what is there cannot; empty for what is no required port. */
export function providersText(composition: Composition, catalog: Catalog, target: TargetId, ref: string): string[] {
  const candidates = candidatesFor(composition, catalog, target, ref);
  const names = (kind: 'existing' | 'add') =>
    candidates
      .filter((one) => one.kind === kind)
      .slice(0, AT_MOST)
      .map(({ to, microlib }) => (kind === 'existing' ? to : microlib));
  const [there, add] = [names('existing'), names('add')];
  return [
    ...(there.length === 0 ? [] : [`It could be wired to ${there.join(', ')}.`]),
    ...(add.length === 0 ? [] : [`Microlibs that could be added for it: ${add.join(', ')}.`]),
    ...refusals(contextOf(composition, catalog, target), ref).map((line) => `${line}.`),
  ];
}

/** The wire that is there, or what a wire between the two would be. */
export function wireText(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  [from, to]: readonly [string, string],
): string[] {
  const context = contextOf(composition, catalog, target);
  const { members, bound } = context.analysis;
  const [a, b] = [resolveRequired(members, from), resolveProvided(members, to)];
  const owned = a.is === 'port' ? (bound.owned.get(a.member.name)?.bindings ?? []) : [];
  const binding = owned.find((one) => a.is === 'port' && one.from === a.ref && b.is === 'port' && one.to === b.ref);
  if (binding !== undefined && a.is === 'port') {
    const { api, required, kind, origin } = binding;
    const init = required.late
      ? `${from} is late: its init does not wait for it.`
      : `${a.member.name} is initialised after ${binding.provider}.`;
    return [
      `${from} needs ${api.name}, and ${to} provides it${kind === 'direct' ? '' : `; the wire is ${kind}`}.`,
      origin === 'wire'
        ? 'A wire of the composition says so.'
        : 'No wire of the composition says so: it is where there is none.',
      init,
      ...whyLinked(context, a.member.name).map((line) => `${line}.`),
    ];
  }
  const verdict = canConnect(composition, catalog, target, from, to);
  if (!verdict.ok)
    return [
      `${from} may not be wired to ${to}: ${verdict.reason} (${verdict.code}).`,
      ...providersText(composition, catalog, target, from),
    ];
  const old = verdict.replaces === null ? undefined : composition.wires[verdict.replaces];
  const instead = old === undefined ? '' : `; it would take the place of the wire to ${old.to}`;
  const now = owned.filter((one) => a.is === 'port' && one.from === a.ref).map((one) => shownRef(context, one.to));
  return [
    `There is no such wire. ${from} may be wired to ${to}${instead}.`,
    now.length === 0 ? 'Nothing is bound to it now.' : `It is bound to ${now.join(', ')} now.`,
  ];
}
