/** Copy, paste and duplicate. */

import { moveNodes } from './command-layout.ts';
import { componentOf, freeName, insertWire, put, taken } from './command-parts.ts';
import type { Change, Edit } from './edits.ts';
import type { Component, Composition, Position, Wire } from './types.ts';
import { BOARD } from './types.ts';

/** A copied part of a composition: what the clipboard holds. */
export interface Fragment {
  readonly components: { readonly [name: string]: Component };
  /** Wires within the fragment, and from it to what stays (dropped where that is missing on paste). */
  readonly wires: readonly Wire[];
  readonly nodes: { readonly [name: string]: Position };
}

/** What copying `names` puts on the clipboard. */
export function fragmentOf(composition: Composition, names: readonly string[]): Fragment {
  const chosen = names.filter((name) => Object.hasOwn(composition.components, name));
  const pick = <T>(from: { readonly [name: string]: T }) =>
    Object.fromEntries(
      chosen.flatMap((name): [string, T][] => {
        const value = Object.hasOwn(from, name) ? from[name] : undefined;
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return {
    components: pick(composition.components),
    wires: composition.wires.filter((wire) => chosen.includes(componentOf(wire.from))),
    nodes: pick(composition.layout.nodes ?? {}),
  };
}

/**
 * Adds a fragment under free names, moved by `offset`. Its wires come along; one that leads out of the fragment only
 * where its other end is there.
 */
export function paste(
  composition: Composition,
  fragment: Fragment,
  offset: Position,
): Change & { readonly names: readonly string[] } {
  const renamed = new Map<string, string>();
  for (const name of Object.keys(fragment.components))
    renamed.set(name, freeName(composition, name, new Set(renamed.values())));
  const moved = (ref: string) => {
    const name = componentOf(ref);
    const to = renamed.get(name);
    if (to !== undefined) return `${to}${ref.slice(name.length)}`;
    return name === BOARD || taken(composition).has(name) ? ref : undefined;
  };
  const edits: Edit[] = Object.entries(fragment.components).flatMap(([name, component]) =>
    put(composition, ['components', renamed.get(name) ?? name], component),
  );
  let at = composition.wires.length;
  for (const wire of fragment.wires) {
    const from = moved(wire.from);
    const to = moved(wire.to);
    if (from === undefined || to === undefined) continue;
    edits.push(insertWire(at, { ...wire, from, to }));
    at += 1;
  }
  const nodes = Object.fromEntries(
    Object.entries(fragment.nodes).map(([name, place]) => [
      renamed.get(name) ?? name,
      { x: Math.round(place.x + offset.x), y: Math.round(place.y + offset.y) },
    ]),
  );
  edits.push(...moveNodes(composition, nodes).edits);
  const names = [...renamed.values()];
  return { names, label: names.length === 1 ? `Paste ${names[0]}` : `Paste ${names.length} components`, edits };
}

/** Copies of `names` beside them, wired to the same providers. */
export function duplicate(
  composition: Composition,
  names: readonly string[],
  offset: Position = { x: 40, y: 40 },
): Change & { readonly names: readonly string[] } {
  const change = paste(composition, fragmentOf(composition, names), offset);
  return { ...change, label: names.length === 1 ? `Duplicate ${names[0]}` : `Duplicate ${names.length} components` };
}
