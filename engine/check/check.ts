/**
 * `check`: everything that can be said about a composition without running anything (design §4). Pure; it runs in the
 * app's worker on every edit.
 */
import type { Catalog } from '../catalog/types.ts';
import type { Composition, TargetId } from '../model/types.ts';
import { type CheckContext, contextOf, type Rule } from './context.ts';
import { boardTakes } from './rules/board-takes.ts';
import { devices } from './rules/devices.ts';
import { initCycle } from './rules/init-cycle.ts';
import { instances } from './rules/instances.ts';
import { missingEnd } from './rules/missing-end.ts';
import { mountPoints } from './rules/mount-points.ts';
import { names } from './rules/names.ts';
import { nothingToBoot } from './rules/nothing-to-boot.ts';
import { optionValues } from './rules/option-values.ts';
import { portIsOff } from './rules/port-is-off.ts';
import { targetSupport } from './rules/target-support.ts';
import { twoProviders } from './rules/two-providers.ts';
import { unguarded } from './rules/unguarded.ts';
import { unknownMicrolib } from './rules/unknown-microlib.ts';
import { unknownTarget } from './rules/unknown-target.ts';
import { unlocked } from './rules/unlocked.ts';
import { unprovidedPort } from './rules/unprovided-port.ts';
import { unreached } from './rules/unreached.ts';
import { wantedPort } from './rules/wanted-port.ts';
import { apiTooOld, differentApis } from './rules/wire-apis.ts';
import { wireKind } from './rules/wire-kind.ts';
import { wireParameters } from './rules/wire-parameters.ts';
import type { Diagnostic } from './types.ts';

/** What these say hangs on components, wires and targets, and on no option's value. */
const GRAPH_RULES: readonly Rule[] = [
  unknownTarget,
  unknownMicrolib,
  names,
  missingEnd,
  differentApis,
  apiTooOld,
  twoProviders,
  unprovidedPort,
  wantedPort,
  boardTakes,
  unlocked,
  unguarded,
  initCycle,
  targetSupport,
  instances,
  wireKind,
  wireParameters,
  nothingToBoot,
  unreached,
];

const OPTION_RULES: readonly Rule[] = [portIsOff, optionValues, devices, mountPoints];

/** By what flattening found, which is the same list while the graph is. */
const ofGraph = new WeakMap<readonly Diagnostic[], readonly Diagnostic[]>();

function graphFindings(context: CheckContext): readonly Diagnostic[] {
  const { found } = context.analysis;
  let all = ofGraph.get(found);
  if (all === undefined) {
    all = GRAPH_RULES.flatMap((rule) => rule(context));
    ofGraph.set(found, all);
  }
  return all;
}

const SEVERITIES = { error: 0, warning: 1, info: 2 } as const;
const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Errors first; within one severity what concerns the whole, then components as they stand in the document. */
function inOrder(context: CheckContext, found: readonly Diagnostic[]): Diagnostic[] {
  const places = new Map<string, number>();
  for (const name of Object.keys(context.composition.components)) places.set(name, places.size);
  for (const name of context.components.keys()) if (!places.has(name)) places.set(name, places.size);
  const place = ({ at }: Diagnostic) => (at.component === undefined ? -1 : (places.get(at.component) ?? places.size));
  return [...found].sort(
    (a, b) =>
      SEVERITIES[a.severity] - SEVERITIES[b.severity] ||
      place(a) - place(b) ||
      text(a.code, b.code) ||
      (a.at.wire ?? -1) - (b.at.wire ?? -1) ||
      text(a.at.port ?? '', b.at.port ?? '') ||
      text(a.at.option ?? '', b.at.option ?? '') ||
      text(a.message, b.message),
  );
}

/**
 * What is wrong with `composition` on `target`, by severity and place, each with its cause and fixes. Never throws, whatever
 * the document says; the same input gives the same list. Findings about the catalog's own files are in `catalog.diagnostics`.
 */
export function check(composition: Composition, catalog: Catalog, target: TargetId): readonly Diagnostic[] {
  const context = contextOf(composition, catalog, target);
  const found = [...graphFindings(context), ...OPTION_RULES.flatMap((rule) => rule(context))];
  // A fault of a microlib's Kconfig shows once, however many components have it.
  const seen = new Set<string>();
  const once = found.filter((one) => {
    if (one.at.file === undefined || one.at.component !== undefined) return true;
    const key = one.message;
    return !seen.has(key) && seen.add(key);
  });
  return inOrder(context, once);
}
