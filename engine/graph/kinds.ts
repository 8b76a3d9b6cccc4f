/** The kinds of wires that this version can emit; the others are in the format for later ones. */
import type { WireKind } from '../model/types.ts';

export const SUPPORTED_KINDS: readonly WireKind[] = ['direct', 'counted'];
