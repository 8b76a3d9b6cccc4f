/** The parts of a completion as the preview shows them. Pure. */
import type { CandidateCost } from '../../engine/check/candidates.ts';
import type { Addition } from '../../engine/resolve/types.ts';
import { bytes } from '../state/format.ts';

export interface AdditionGroup {
  readonly kind: Addition['kind'];
  readonly list: readonly Addition[];
}

/** Components, then wires, then options; each in the order in which they would be added; empty groups are left out. */
export const grouped = (additions: readonly Addition[]): AdditionGroup[] =>
  (['component', 'wire', 'option'] as const)
    .map((kind) => ({ kind, list: additions.filter((addition) => addition.kind === kind) }))
    .filter(({ list }) => list.length > 0);

/** `+ 1.2 KB`; empty where it is not known. */
export const costText = (cost: CandidateCost | null): string => (cost === null ? '' : `+ ${bytes(cost.image)}`);

/** What all additions cost together; `whole` where every component's cost is known. */
export function total(additions: readonly Addition[]): { readonly image: number; readonly whole: boolean } {
  const components = additions.filter(({ kind }) => kind === 'component');
  return {
    image: components.reduce((sum, { cost }) => sum + (cost?.image ?? 0), 0),
    whole: components.every(({ cost }) => cost !== null),
  };
}
