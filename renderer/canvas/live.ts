/** The live figures of a node: size, share of the image, what the last build or boot says of it. */

import { t } from '../i18n.ts';
import { useCatalog } from '../state/catalog.ts';
import { costIn } from '../state/costs.ts';
import { useDocument } from '../state/document.ts';
import { costOf } from '../state/fit.ts';
import { duration } from '../state/format.ts';
import { type Job, lastBoot, useJobs } from '../state/jobs.ts';
import { useUi } from '../state/ui.ts';
import { nodeOf } from './view.ts';

/** A light's colour and the words for it. */
export type Light = 'off' | 'busy' | 'ok' | 'bad' | 'done';

export interface NodeSize {
  readonly bytes: number;
  /** From the catalog, not from a build. */
  readonly estimated: boolean;
  /** 0 to 1. */
  readonly share: number;
  /** Since the build before; null where there was none. */
  readonly delta: number | null;
}

/** Bytes of a node in the image: measured by the last build for this target, else the catalog's figure. */
export function useNodeSize(id: string): NodeSize | null {
  const target = useUi((state) => state.target);
  const cost = useJobs((state) => costIn(state, id, target));
  const microlib = useDocument((state) => state.composition.components[id]?.microlib ?? '');
  const estimate = useCatalog((state) => costOf(state.catalog.microlibs[microlib], target));
  if (cost !== undefined) return { bytes: cost.image, estimated: false, share: cost.share, delta: cost.delta };
  return estimate === null ? null : { bytes: estimate, estimated: true, share: 0, delta: null };
}

type Timeline = Job['timeline'];
const inits = new WeakMap<Timeline, ReadonlyMap<string, number>>();

/** Nanoseconds of inits by node; worked out once a timeline, however many nodes ask. */
function initsOf(timeline: Timeline): ReadonlyMap<string, number> {
  const known = inits.get(timeline);
  if (known !== undefined) return known;
  const all = new Map<string, number>();
  for (const { component, phase, beginNs, endNs } of timeline) {
    const node = nodeOf(component);
    if (phase === 'init') all.set(node, (all.get(node) ?? 0) + endNs - beginNs);
  }
  inits.set(timeline, all);
  return all;
}

/** What state a node is in, as `light|words`; one string, so that a node is drawn again only when it changes. */
export function useNodeState(id: string): readonly [Light, string] {
  const text = useJobs((state): string => {
    const job = state.jobs.findLast(({ kind }) => kind !== 'export');
    if (job === undefined) return 'off|';
    const work = id === 'board' ? undefined : job.work[id];
    if (work === 'failed') return `bad|${t('node.failed')}`;
    if (job.state === 'running' && (job.phase === 'building' || job.phase === 'emitting'))
      return work === 'compiling'
        ? `busy|${t('node.compiling')}`
        : work === 'done'
          ? `done|${t('node.compiled')}`
          : 'off|';
    const boot = lastBoot(state);
    if (boot === undefined || boot.id !== job.id) return job.state === 'done' ? 'done|' : 'off|';
    const init = initsOf(boot.timeline).get(id) ?? null;
    const words = init === null ? '' : t('node.init', { time: duration(init) });
    if (job.state === 'running') return init !== null ? `ok|${words}` : `busy|${words}`;
    return job.state === 'done' ? `done|${words}` : `off|${words}`;
  });
  const bar = text.indexOf('|');
  return [text.slice(0, bar) as Light, text.slice(bar + 1)];
}
