/** What the page and the checker's worker say to each other. */
import type { Catalog } from '../../engine/catalog/types.ts';
import type { Edit } from '../../engine/model/edits.ts';
import type { Composition } from '../../engine/model/types.ts';
import type { Checked } from '../state/checks.ts';

export type ToChecker =
  | { readonly type: 'catalog'; readonly catalog: Catalog }
  | { readonly type: 'target'; readonly target: string }
  | { readonly type: 'document'; readonly revision: number; readonly composition: Composition }
  | { readonly type: 'edits'; readonly revision: number; readonly edits: readonly Edit[] };

export type FromChecker =
  | { readonly type: 'checked'; readonly result: Checked }
  /** The replica is not at the revision before these edits: it needs the whole document. */
  | { readonly type: 'lost' };
