/** The catalog, as the engine gave it. */
import { create } from 'zustand';
import type { Catalog } from '../../engine/catalog/types.ts';

export const EMPTY_CATALOG: Catalog = { apis: {}, microlibs: {}, boards: {}, diagnostics: [] };

export const useCatalog = create<{ readonly catalog: Catalog; readonly loaded: boolean }>()(() => ({
  catalog: EMPTY_CATALOG,
  loaded: false,
}));
