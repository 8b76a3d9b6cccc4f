/** Diagnostics of a document: what its file says, then what `check` says for the target. Runs nothing. */
import type { Catalog } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import type { Diagnostic } from '../check/types.ts';
import type { DocumentInfo } from '../contract.ts';

/** @param target the one to check for; all of the composition's when undefined, each finding once */
export function findings(document: DocumentInfo, catalog: Catalog, target: string | undefined): Diagnostic[] {
  const { composition } = document;
  const targets = target === undefined ? composition.targets : [target];
  const seen = new Set<string>();
  const found = targets.flatMap((one) => check(composition, catalog, one));
  return [...document.diagnostics, ...found].filter((one) => {
    const key = JSON.stringify([one.code, one.at, one.message]);
    return !seen.has(key) && seen.add(key);
  });
}
