/** Faults of what is there already, which nothing that is added could mend. */
import { check } from '../check/check.ts';
import type { CheckContext } from '../check/context.ts';
import type { Diagnostic } from '../check/types.ts';
import { matchesTarget } from '../graph/target.ts';
import type { Contradiction } from './types.ts';

/** A port without a provider: what completion is for. And a lock that is not wired. */
const MENDED: ReadonlySet<string> = new Set(['UL0102', 'UL0117']);

/** Apps that the message names. */
const APPS_AT_MOST = 8;

/** The first of the errors that completion cannot mend, as what contradicts each other; null where there is none. */
export function faultOf(context: CheckContext): Contradiction[] | null {
  const { composition, catalog, target } = context;
  const first = check(composition, catalog, target).find(
    ({ severity, code }) => severity === 'error' && !MENDED.has(code),
  );
  if (first === undefined) return null;
  return first.code === 'UL0108' && context.analysis.graph.mains.length === 0
    ? nothingToBoot(context)
    : contradictionIn(context, first);
}

/** There is no app. Which one it should be is the one thing that completion must not guess. */
function nothingToBoot({ composition, catalog, target }: CheckContext): Contradiction[] {
  const hasMain = (name: string | undefined) => (catalog.microlibs[name ?? '']?.main ?? 'none') !== 'none';
  const elsewhere = Object.entries(composition.components)
    .filter(([, { microlib, targets }]) => hasMain(microlib) && !matchesTarget(targets, target))
    .map(([name, { targets }]) => ({ item: name, message: `${name} is limited to ${(targets ?? []).join(', ')}` }));
  const apps = Object.values(catalog.microlibs)
    .filter(({ category, main, targets }) => category === 'apps' && main !== 'none' && matchesTarget(targets, target))
    .map(({ name }) => name)
    .sort();
  const more = apps.length > APPS_AT_MOST ? ', …' : '';
  const known =
    apps.length === 0 ? 'the catalog has none' : `the catalog has ${apps.slice(0, APPS_AT_MOST).join(', ')}${more}`;
  return [
    {
      item: target,
      message: `an app is missing: no component has a main on ${target}, so that there is nothing to boot; ${known}`,
    },
    ...elsewhere,
  ];
}

const PLACE = /^([a-z][a-z0-9_]*)(?:\.[a-z0-9_]+)?(?= )/;

/** Findings of which the causes are, up to as many at the end, how the image comes to need the place: no contradiction. */
const OWN_CAUSES: Readonly<Record<string, number>> = {
  UL0101: 0,
  UL0102: 0,
  UL0104: 0,
  UL0105: 0,
  UL0109: 0,
  UL0111: 1,
};

/** A diagnostic with its causes. */
export function contradictionIn({ components, target }: CheckContext, found: Diagnostic): Contradiction[] {
  const { component, port, option } = found.at;
  const inner = port ?? option;
  const item = component === undefined ? target : inner === undefined ? component : `${component}.${inner}`;
  const about = (cause: string): string => {
    const [place, name] = PLACE.exec(cause) ?? [];
    return place !== undefined && name !== undefined && components.has(name) ? place : item;
  };
  const causes = found.because.slice(found.because.length - (OWN_CAUSES[found.code] ?? found.because.length));
  return [{ item, message: found.message }, ...causes.map((message) => ({ item: about(message), message }))];
}
