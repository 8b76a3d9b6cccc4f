/** The live figures of a node: size, share of the image, what the last build or boot says of it. */

import { t } from '../i18n.ts';
import { useCatalog } from '../state/catalog.ts';
import { useDocument } from '../state/document.ts';
import { costOf } from '../state/fit.ts';
import { duration } from '../state/format.ts';
import { type Job, lastBoot, useJobs } from '../state/jobs.ts';
import { useUi } from '../state/ui.ts';

/** A light's colour and the words for it. */
export type Light = 'off' | 'busy' | 'ok' | 'bad' | 'done';

export interface NodeSize {
  readonly bytes: number;
  /** From the catalog, not from a build. */
  readonly estimated: boolean;
  /** 0 to 1. */
  readonly share: number;
}

const members = (id: string, name: string): boolean => (id === 'board' ? name.startsWith('board_') : name === id);

/** Bytes of a node in the image: measured by the last build for this target, else the catalog's figure. */
export function useNodeSize(id: string): NodeSize | null {
  const size = useJobs((state) => state.size);
  const target = useUi((state) => state.target);
  const microlib = useDocument((state) => state.composition.components[id]?.microlib ?? '');
  const catalog = useCatalog((state) => state.catalog);
  const rows =
    size !== null && size.target === target ? size.report.components.filter(({ name }) => members(id, name)) : [];
  if (rows.length > 0 && size !== null) {
    const bytes = rows.reduce((sum, { text, rodata, data }) => sum + text + rodata + data, 0);
    return { bytes, estimated: false, share: bytes / Math.max(size.report.image, 1) };
  }
  const bytes = costOf(catalog.microlibs[microlib], target);
  return bytes === null ? null : { bytes, estimated: true, share: 0 };
}

function initOf(job: Job | undefined, id: string): number | null {
  let sum: number | null = null;
  for (const { component, phase, beginNs, endNs } of job?.timeline ?? [])
    if (phase === 'init' && members(id, component)) sum = (sum ?? 0) + endNs - beginNs;
  return sum;
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
    const init = initOf(boot, id);
    if (boot === undefined || boot.id !== job.id) return job.state === 'done' ? 'done|' : 'off|';
    const words = init === null ? '' : t('node.init', { time: duration(init) });
    if (job.state === 'running') return init !== null ? `ok|${words}` : `busy|${words}`;
    return job.state === 'done' ? `done|${words}` : `off|${words}`;
  });
  const bar = text.indexOf('|');
  return [text.slice(0, bar) as Light, text.slice(bar + 1)];
}
