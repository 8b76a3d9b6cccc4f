/** What the page and the checker's worker say to each other. */
import type { Catalog } from '../../engine/catalog/types.ts';
import type { Fix } from '../../engine/check/types.ts';
import type { Edit } from '../../engine/model/edits.ts';
import type { Composition } from '../../engine/model/types.ts';
import type { Checked } from '../state/checks.ts';
import type { GraphChange } from './changes.ts';

export type ToChecker =
  | { readonly type: 'catalog'; readonly catalog: Catalog }
  | { readonly type: 'target'; readonly target: string }
  | { readonly type: 'document'; readonly revision: number; readonly composition: Composition }
  | { readonly type: 'edits'; readonly revision: number; readonly edits: readonly Edit[] }
  /** Asks for the fixes of one finding: `index` into the diagnostics of the result of `revision`. */
  | { readonly type: 'fixes'; readonly revision: number; readonly index: number };

/** All findings, and what changed of the graph: `merged` (changes.ts) makes it whole. No result may be left out. */
export type Answer = Omit<Checked, 'bindings' | 'linked' | 'inits'> & GraphChange;

export type FromChecker =
  | { readonly type: 'checked'; readonly result: Answer }
  /**
   * The fixes of that finding, each applied and checked before it is offered, the best first; empty: none is known. Null
   * where the result that the question was about is not the last one any more.
   */
  | { readonly type: 'fixes'; readonly revision: number; readonly index: number; readonly fixes: readonly Fix[] | null }
  /** The replica is not at the revision before these edits: it needs the whole document. */
  | { readonly type: 'lost' };
