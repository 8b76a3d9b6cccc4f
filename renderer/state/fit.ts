/** What fits a port: ports that are there, and microlibs that could be added. */
import type { Catalog, Cost, Microlib, RequiredPort } from '../../engine/catalog/types.ts';
import { type Candidate, candidatesFor } from '../../engine/check/candidates.ts';
import { canConnect } from '../../engine/check/connect.ts';
import { matchesTarget } from '../../engine/graph/target.ts';
import type { Composition } from '../../engine/model/types.ts';
import { t } from '../i18n.ts';
import { allPorts, type PortFacts } from './ports.ts';

export const refOf = ({ node, port }: { readonly node: string; readonly port: string }): string => `${node}.${port}`;

/** Required side first. */
export const ordered = (one: PortFacts, other: PortFacts): readonly [PortFacts, PortFacts] =>
  one.side === 'requires' ? [one, other] : [other, one];

/** True, or why no wire may bind `one` to `other` (in either order), in the user's language. */
export function fitOf(
  composition: Composition,
  catalog: Catalog,
  target: string,
  one: PortFacts,
  other: PortFacts,
): true | string {
  if (one.side === other.side) return t(`refusal.both.${one.side}`);
  const [required, provided] = ordered(one, other);
  const answer = canConnect(composition, catalog, target, refOf(required), refOf(provided));
  if (answer.ok) return true;
  return t(`refusal.${answer.code}`, {
    from: refOf(required),
    to: refOf(provided),
    node: required.node,
    other: provided.node,
    needs: required.api,
    gives: provided.api,
    least: required.version,
    version: provided.version,
    defaultValue: answer.reason,
  });
}

/** What was measured of a microlib alone, on `target` or else on another; null where nothing was. */
export function measuredCost({ costs }: Microlib, target: string): Cost | null {
  const on = costs.filter((cost) => cost.target === target);
  const among = on.length > 0 ? on : costs;
  return among.find(({ profile }) => profile === 'release') ?? among[0] ?? null;
}

/** Bytes a microlib adds to an image of `target`, as measured; null where nothing was. */
export function costOf(microlib: Microlib | undefined, target: string): number | null {
  const cost = microlib === undefined ? null : measuredCost(microlib, target);
  return cost === null ? null : cost.text + cost.rodata + cost.data;
}

/** Ports on the canvas that fit `port`. */
export function presentFor(
  composition: Composition,
  catalog: Catalog,
  target: string,
  port: PortFacts,
): readonly PortFacts[] {
  return allPorts(catalog, composition, target).filter(
    (other) => other.side !== port.side && fitOf(composition, catalog, target, port, other) === true,
  );
}

export interface MicrolibChoice {
  readonly microlib: Microlib;
  /** Its port that would be wired. */
  readonly port: string;
  readonly bytes: number | null;
}

const bySize = (a: MicrolibChoice, b: MicrolibChoice): number =>
  (a.bytes ?? Number.POSITIVE_INFINITY) - (b.bytes ?? Number.POSITIVE_INFINITY) ||
  a.microlib.title.localeCompare(b.microlib.title);

/** Whether a microlib is for people to place: boards bring their entries and devices themselves. */
export const isPlaceable = (microlib: Microlib): boolean => !microlib.root;

/** Microlibs that could be added for `port`, the smallest first. */
export function addableFor(catalog: Catalog, target: string, port: PortFacts): readonly MicrolibChoice[] {
  const least = ({ api, version }: RequiredPort) => api === port.api && version <= port.version;
  return Object.values(catalog.microlibs)
    .filter((microlib) => matchesTarget(microlib.targets, target) && isPlaceable(microlib))
    .flatMap((microlib): MicrolibChoice[] => {
      const found =
        port.side === 'requires'
          ? microlib.provides.find(({ api, version }) => api === port.api && version >= port.version)
          : microlib.requires.find(least);
      return found === undefined ? [] : [{ microlib, port: found.port, bytes: costOf(microlib, target) }];
    })
    .sort(bySize);
}

/** What the required `port` can be wired to, with costs and edits. */
export const choicesFor = (
  composition: Composition,
  catalog: Catalog,
  target: string,
  port: PortFacts,
): readonly Candidate[] => candidatesFor(composition, catalog, target, refOf(port));
