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
  const told = new Set<string>();
  const checked = targets.flatMap((one) => {
    // What an earlier target was told of the same place, which may list other candidates, is not told again.
    const fresh = check(composition, catalog, one).filter(({ code, at }) => !told.has(JSON.stringify([code, at])));
    for (const { code, at } of fresh) told.add(JSON.stringify([code, at]));
    return fresh.map((found) => ({ found, target: one }));
  });
  return [...document.diagnostics.map((found) => ({ found, target: null })), ...checked];
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
