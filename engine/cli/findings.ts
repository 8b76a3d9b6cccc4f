/** Diagnostics of a document: what its file says, then what `check` says for the target. Runs nothing. */
import type { Catalog } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import type { Diagnostic } from '../check/types.ts';
import { verifiedFixes } from '../check/verified.ts';
import type { DocumentInfo } from '../contract.ts';
import type { Composition, TargetId } from '../model/types.ts';

/** Findings whose fixes are tried; each costs some checks. The fixes of what follows are those of the rules, as they are. */
const TRIED = 60;

/** A finding and the target that it was made on; null: it is about the file. */
export interface Finding {
  readonly found: Diagnostic;
  readonly target: TargetId | null;
}

/** @param target the one to check for; all of the composition's when undefined, each finding once */
export function findingsOn(document: DocumentInfo, catalog: Catalog, target: string | undefined): Finding[] {
  const { composition } = document;
  const targets = target === undefined ? composition.targets : [target];
  const seen = new Set<string>();
  const file = document.diagnostics.map((found) => ({ found, target: null }));
  const checked = targets.flatMap((one) => check(composition, catalog, one).map((found) => ({ found, target: one })));
  return [...file, ...checked].filter(({ found: { code, at, message } }) => {
    const key = JSON.stringify([code, at, message]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The finding with fixes that were tried. */
export function tried({ found, target }: Finding, composition: Composition, catalog: Catalog): Diagnostic {
  return target === null ? found : { ...found, fixes: verifiedFixes(composition, catalog, target, found) };
}

/** As `findingsOn`, with fixes that were tried. */
export function findings(document: DocumentInfo, catalog: Catalog, target: string | undefined): Diagnostic[] {
  return findingsOn(document, catalog, target).map((one, at) =>
    at < TRIED ? tried(one, document.composition, catalog) : one.found,
  );
}
