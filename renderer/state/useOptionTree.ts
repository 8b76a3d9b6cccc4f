import type { Tree } from '../options/tree.ts';
import { useCatalog } from './catalog.ts';
import { useChecks } from './checks.ts';
import { useDocument } from './document.ts';
import { currentTree } from './options.ts';
import { useUi } from './ui.ts';

/** The option tree of the open document; drawn again when it changes. */
export function useOptionTree(): Tree {
  useDocument((state) => state.composition);
  useCatalog((state) => state.catalog);
  useUi((state) => state.target);
  useChecks((state) => state.wired);
  return currentTree();
}
