/** Which components' bindings an edit can have changed, so that the others' need not be found again. */
import type { Catalog } from '../catalog/types.ts';
import { BOARD, type Wire } from '../model/types.ts';
import type { Bound } from './bind.ts';
import { type Member, type Members, resolveProvided, resolveRequired } from './members.ts';
import { own, splitRef } from './ref.ts';

/** Wires that differ; with more of them all is bound again. */
const MOST = 100;

/** The component whose required port `ref` stands for; empty where there is none. */
export function ownerOf(members: Members, ref: string): string {
  const name = splitRef(ref)?.component ?? '';
  if (members.all.has(name)) return name;
  const end = resolveRequired(members, ref);
  return end.is === 'port' ? end.member.name : '';
}

/** Whether the two are bound alike: names, ports and place of origin are the same. */
const alike = (a: Member, b: Member): boolean =>
  a === b ||
  (a.microlib === b.microlib && a.origin === b.origin && a.provides === b.provides && a.requires === b.requires);

/** Names that are new, gone or of another kind; undefined where that may concern any component. */
function changedNames(last: Members, now: Members, catalog: Catalog): Set<string> | undefined {
  const names = new Set<string>();
  for (const [name, member] of now.all) {
    const before = last.all.get(name);
    if (before === undefined || !alike(before, member)) names.add(name);
  }
  if (last.all.size !== now.all.size || names.size > 0)
    for (const name of last.all.keys()) if (!now.all.has(name)) names.add(name);
  for (const name of names)
    for (const member of [last.all.get(name), now.all.get(name)]) {
      if (member === undefined) continue;
      if (member.origin === 'board' || name.startsWith(`${BOARD}_`)) return undefined;
      // A provider of what has defaults may become one, or be no more the only one.
      for (const { api } of member.provides.values()) {
        const is = own(catalog.apis, api);
        if (is?.ambient === true || is?.linkage === 'global' || is?.implicit === true) return undefined;
      }
    }
  return names;
}

/** Wires that only one of the lists has, or has elsewhere. */
function changedWires(a: readonly Wire[], b: readonly Wire[]): Wire[] {
  if (a === b) return [];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const before = a.slice(start, a.length - end);
  const after = b.slice(start, b.length - end);
  const [had, has] = [new Set(before), new Set(after)];
  const changed: Wire[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      i++;
      j++;
    } else if (old !== undefined && !has.has(old)) {
      changed.push(old);
      i++;
    } else if (fresh !== undefined && !had.has(fresh)) {
      changed.push(fresh);
      j++;
    } else return [...before, ...after]; // in another order
  }
  return changed;
}

/**
 * The components whose bindings may differ between two states of a composition on the same target: by name, those that are
 * gone among them. Undefined where it is simpler to bind all again.
 */
export function touched(last: Members, bound: Bound, now: Members, catalog: Catalog): ReadonlySet<string> | undefined {
  const [before, after] = [last.composition, now.composition];
  if (before.groups !== after.groups || before.defaults !== after.defaults || last.board !== now.board)
    return undefined;
  // A wire at fault is said with its place in the list.
  if (bound.found.length > 0 || bound.faulty.size > 0 || now.absent.size > 0 || last.absent.size > 0) return undefined;
  const changed = changedNames(last, now, catalog);
  if (changed === undefined) return undefined;
  const wires = changedWires(before.wires, after.wires);
  if (wires.length > MOST) return undefined;
  const names = new Set(changed);
  for (const wire of wires) {
    names.add(ownerOf(last, wire.from)).add(ownerOf(now, wire.from));
  }
  if (changed.size === 0) return names;
  for (const wire of after.wires) {
    const [from, to] = [splitRef(wire.from), splitRef(wire.to)];
    const isConcerned = changed.has(from?.component ?? '') || changed.has(to?.component ?? '');
    if (!isConcerned) continue;
    if (resolveRequired(now, wire.from).is !== 'port' || resolveProvided(now, wire.to).is !== 'port') return undefined;
    names.add(ownerOf(now, wire.from));
  }
  return names;
}
