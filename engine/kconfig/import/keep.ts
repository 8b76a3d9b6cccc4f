/** What an import keeps of the composition that was there: what `.config` does not say, and the order in which things stand. */
import type { Microlib } from '../../catalog/types.ts';
import { own, splitRef } from '../../graph/ref.ts';
import { matchesTarget } from '../../graph/target.ts';
import type { Component, Composition, OptionValue, TargetId, Wire } from '../../model/types.ts';
import { componentOptions } from '../options.ts';
import { fromText, toText } from '../value.ts';

/** Options as the document had them where they still hold: a value that is the default too may have been written on purpose. */
function keepOptions(
  known: NonNullable<Component['options']>,
  needed: NonNullable<Component['options']>,
  name: string,
  microlib: Microlib,
  wired: ReadonlySet<string>,
): Component['options'] {
  const symbols = new Map(componentOptions(microlib, name, needed, wired).symbols.map((each) => [each.name, each]));
  const kept: { [option: string]: OptionValue } = {};
  for (const [option, value] of Object.entries(known)) {
    const info = symbols.get(option);
    const text = info?.visible ? toText(info.type, value) : undefined;
    if (info !== undefined && text !== undefined && fromText(info.type, text) === info.value) kept[option] = value;
    else if (own(needed, option) !== undefined) kept[option] = needed[option] ?? value;
  }
  const all = { ...kept, ...Object.fromEntries(Object.entries(needed).filter(([option]) => !(option in kept))) };
  return Object.keys(all).length === 0 ? undefined : all;
}

/** The component with label, sources and options of the one of that name that was there. */
export function keepComponent(
  before: Composition | undefined,
  name: string,
  component: Component,
  microlib: Microlib | undefined,
  wired: ReadonlySet<string>,
): Component {
  const known = before === undefined ? undefined : own(before.components, name);
  if (known === undefined || microlib === undefined) return component;
  const same = known.microlib === component.microlib;
  const options = same
    ? keepOptions(known.options ?? {}, component.options ?? {}, name, microlib, wired)
    : component.options;
  return {
    microlib: component.microlib,
    ...(options === undefined ? {} : { options }),
    ...(known.sources === undefined || !same ? {} : { sources: known.sources }),
    ...(known.targets === undefined ? {} : { targets: known.targets }),
    ...(known.label === undefined ? {} : { label: known.label }),
  };
}

/** The wires in the order of the document where their ports had wires before; those of one port stay as they are. */
export function keepOrder(wires: readonly Wire[], before: Composition | undefined): Wire[] {
  if (before === undefined) return [...wires];
  const place = (from: string) => {
    const at = before.wires.findIndex((each) => each.from === from);
    return at < 0 ? before.wires.length : at;
  };
  return [...wires].sort((a, b) => place(a.from) - place(b.from));
}

/** Groups whose members are all still there. */
export const groupsOf = (before: Composition | undefined, made: Composition['components']): Composition['groups'] =>
  Object.fromEntries(
    Object.entries(before?.groups ?? {}).filter(([, { members }]) => members.every((each) => own(made, each))),
  );

/** The components that are not on this target, of which its `.config` says nothing, and their wires. */
export function onOtherTargets(
  before: Composition | undefined,
  target: TargetId,
): Pick<Composition, 'components' | 'wires'> {
  const components = Object.fromEntries(
    Object.entries(before?.components ?? {}).filter(([, each]) => !matchesTarget(each.targets, target)),
  );
  const isElsewhere = (ref: string) => own(components, splitRef(ref)?.component ?? '') !== undefined;
  return { components, wires: (before?.wires ?? []).filter(({ from, to }) => isElsewhere(from) || isElsewhere(to)) };
}
