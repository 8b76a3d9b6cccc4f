/** Boot options that `boot` gives a value by itself, because their microlib's manifest says with what. */
import { randomBytes } from 'node:crypto';
import type { BootFill } from '../catalog/types.ts';
import type { GraphComponent } from '../graph/types.ts';
import type { BootOption } from './options.ts';

const textFor = (fill: BootFill): string =>
  fill === 'unix-ms' ? String(Date.now()) : randomBytes(fill.random).toString('hex');

/**
 * The options of linked components that neither the user (`given`) nor the composition nor the board has set, with
 * their values.
 */
export function filledOptions(components: readonly GraphComponent[], given: readonly BootOption[]): BootOption[] {
  const set = new Set(given.map(({ name }) => name));
  return components.flatMap(({ name, microlib, options, linked }) =>
    Object.entries(microlib.bootFills ?? {})
      .filter(([option]) => linked && !set.has(`${name}.${option}`) && !Object.hasOwn(options, option))
      .map(([option, fill]) => ({ name: `${name}.${option}`, value: textFor(fill) })),
  );
}
