/** For boot tests: an image around one component whose source is the test's own, and its boots. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TCG } from '../boot/accel.ts';
import { type BootOutcome, boot } from '../boot/boot.ts';
import { buildComposition } from '../build/compose.ts';
import { sourceReader } from '../build/reader.ts';
import type { Catalog, Microlib, RequiredPort } from '../catalog/types.ts';
import type { Component, Wire } from '../model/types.ts';
import { archiveFolders } from '../sources/archives.ts';
import { root } from './cli.ts';

export const microlibs = join(root, 'microlibs');

export interface ProbeRequest {
  readonly catalog: Catalog;
  readonly target: string;
  readonly profile?: 'debug' | 'release';
  /** A file of `guests/`: the source of the component `probe`, a microlib with a main and these ports. */
  readonly source: string;
  readonly requires: readonly (Pick<RequiredPort, 'port' | 'api'> & Partial<RequiredPort>)[];
  readonly components: Readonly<Record<string, Component>>;
  /** `FROM TO`, as `probe.alloc heap.alloc`. */
  readonly wires: readonly string[];
  /** A folder for the build, which is made. */
  readonly folder: string;
}

export interface Probe {
  readonly folder: string;
  boot(how?: {
    readonly words?: readonly string[];
    readonly variant?: string;
    readonly memory?: string;
  }): Promise<BootOutcome>;
}

/** @throws with the diagnostics and the compiler's words when it does not build */
export async function buildProbe(request: ProbeRequest): Promise<Probe> {
  const { catalog, target, folder } = request;
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(import.meta.dirname, 'guests', request.source), join(folder, request.source));
  const probe: Microlib = {
    ...{ name: 'probe', version: '1.0.0', title: 'Probe', summary: 'Of a test.', category: 'apps' as const },
    ...{ licence: 'BSD-3-Clause', targets: ['*'], instances: 'many' as const, init: false, main: 'plain' as const },
    ...{ provides: [], sources: [], include: [], imports: [], root: false, exports: [], dir: 'apps/probe' },
    ...{ kconfig: '', bootOptions: [], costs: [] },
    requires: request.requires.map((port) => ({ version: 1, count: 'one', late: false, ...port })),
  };
  const wires = request.wires.map((wire): Wire => {
    const [from = '', to = ''] = wire.split(' ');
    return { from, to };
  });
  const composed = await buildComposition({
    composition: {
      ...{ uniloom: 1, name: 'guest', targets: [target], groups: {}, defaults: {}, boot: {}, layout: {} },
      components: { probe: { microlib: 'probe', sources: [request.source] }, ...request.components },
      wires,
    },
    catalog: { ...catalog, microlibs: { ...catalog.microlibs, probe } },
    target,
    profile: request.profile ?? 'debug',
    out: join(folder, 'build'),
    readSource: sourceReader(microlibs, folder, archiveFolders(catalog)).read,
  });
  if (!composed.ok) throw new Error(`${JSON.stringify(composed.diagnostics, null, 1)}\n${composed.log}`);
  const { graph, result, elf } = composed;
  return {
    folder,
    boot: ({ words = [], variant, memory } = {}) =>
      boot({
        ...{ image: result.image, elf, board: graph.board, accelerator: TCG, timeoutMs: 60_000 },
        ...{ words, variant, memory },
        names: { inits: graph.inits, mains: graph.mains, counters: [], traced: [] },
      }),
  };
}
