/** What `conf --alldefconfig` and its like do. */
import type { Configuration } from '../evaluate/configuration.ts';

export const MODES = [
  'alldefconfig',
  'allnoconfig',
  'allyesconfig',
  'allmodconfig',
  'olddefconfig',
  'savedefconfig',
] as const;
export type Mode = (typeof MODES)[number];

/** Brings a configuration, whose `.config` was loaded where the mode reads one, into the state that the mode writes. */
export function applyMode(configuration: Configuration, mode: Mode): void {
  switch (mode) {
    case 'alldefconfig':
      configuration.assume(undefined);
      break;
    case 'allnoconfig':
      configuration.assume({ value: 0, allnoconfigY: true });
      break;
    case 'allyesconfig':
      configuration.assume({ value: 2 });
      break;
    case 'allmodconfig':
      configuration.assume({ value: 1 });
      break;
    case 'olddefconfig':
      configuration.forgetOutOfRange();
      break;
    case 'savedefconfig':
      configuration.forgetForSaving();
      break;
  }
}
