/** Changes of options as edits of the composition, the board's members included. Each is one undo step. */
import type { Assignments } from '../../engine/kconfig/kconfig.ts';
import { addComponent, resetOption, setOption } from '../../engine/model/commands.ts';
import { apply, type Change, type Edit } from '../../engine/model/edits.ts';
import { BOARD, type Component, type Composition, type Json, type OptionValue } from '../../engine/model/types.ts';
import type { OptionFacts } from './tree.ts';

/** Values by option; undefined goes back to the default. */
export type Wanted = Readonly<Record<string, OptionValue | undefined>>;

const own = (composition: Composition, component: string): Component | undefined =>
  Object.hasOwn(composition.components, component) ? composition.components[component] : undefined;

/** A member of the board that the composition names only for its options goes when it has none left. */
function dropEmpty(composition: Composition, component: string, standard: string | undefined): Edit[] {
  const left = own(composition, component);
  if (left === undefined || !component.startsWith(`${BOARD}_`) || left.microlib !== standard) return [];
  const { microlib: _, options, ...rest } = left;
  const wired = composition.wires.some(({ from, to }) => [from, to].some((ref) => ref.startsWith(`${component}.`)));
  if (wired || Object.keys(rest).length > 0 || Object.keys(options ?? {}).length > 0) return [];
  const index = Object.keys(composition.components).indexOf(component);
  return [{ op: 'put', path: ['components', component], before: left as unknown as Json, index }];
}

/**
 * Sets and resets options of `component`.
 * @param standard The microlib that the target's board has under this name; undefined for components of one's own.
 */
export function changeOptions(
  composition: Composition,
  component: string,
  wanted: Wanted,
  label: string,
  standard?: string,
): Change {
  const edits: Edit[] = [];
  let at = composition;
  const step = (more: readonly Edit[]) => {
    edits.push(...more);
    at = apply(at, more);
  };
  if (own(at, component) === undefined) {
    const options = Object.fromEntries(
      Object.entries(wanted).filter((entry): entry is [string, OptionValue] => entry[1] !== undefined),
    );
    if (standard !== undefined && Object.keys(options).length > 0)
      step(addComponent(at, standard, { name: component, options }).edits);
    return { label, edits };
  }
  for (const [option, value] of Object.entries(wanted))
    step((value === undefined ? resetOption(at, component, option) : setOption(at, component, option, value)).edits);
  step(dropEmpty(at, component, standard));
  return { label, edits };
}

/** What is asked for when an option gets `value`: its standard value is not written down. */
export const wantValue = ({ info, standard }: OptionFacts, value: OptionValue): Wanted => ({
  [info.name]: value === standard ? undefined : value,
});

/** What is asked for when a member of a choice is picked: the others' own values go. */
export function wantMember(members: readonly OptionFacts[], picked: string): Wanted {
  return Object.fromEntries(members.map(({ info }) => [info.name, info.name === picked ? true : undefined]));
}

/** Everything that the composition says of a component's options, taken back. */
export const wantNothing = (said: Assignments | undefined): Wanted =>
  Object.fromEntries(Object.keys(said ?? {}).map((name) => [name, undefined]));
