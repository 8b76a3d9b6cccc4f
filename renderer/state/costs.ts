/** What components cost: bytes in the image and of memory as the last build has them, and what they claimed at boot. */
import type { SizeReport, SizeRow, TimelineEntry } from '../../engine/contract.ts';
import { BOARD } from '../../engine/model/types.ts';
import { type JobsState, lastBoot, type SizeOf } from './jobs.ts';

export const SECTIONS = ['text', 'rodata', 'data', 'bss'] as const;
export type Section = (typeof SECTIONS)[number];
export type Sections = Readonly<Record<Section, number>>;

export interface Cost {
  readonly sections: Sections;
  /** Bytes of the image: all but bss. */
  readonly image: number;
  /** In the build before; null where there was none. Zeros: it was not in that image. */
  readonly before: Sections | null;
  /** Of the image's bytes, against the build before. */
  readonly delta: number | null;
  /** Of the image, 0 to 1. */
  readonly share: number;
}

export interface Heap {
  /** Bytes of memory regions that its init took. */
  readonly claimed: number;
  /** Bytes that its init got from allocators that count; null where none does. */
  readonly used: number | null;
}

const NONE: Sections = { text: 0, rodata: 0, data: 0, bss: 0 };

export const imageBytes = ({ text, rodata, data }: Sections): number => text + rodata + data;

/** A component and, for a member of the board, the board itself. */
const owners = (name: string): readonly string[] => (name.startsWith(`${BOARD}_`) ? [name, BOARD] : [name]);

function sums(report: SizeReport): Map<string, Sections> {
  const all = new Map<string, Sections>();
  const add = (into: string, row: SizeRow) => {
    const { text, rodata, data, bss } = all.get(into) ?? NONE;
    all.set(into, {
      text: text + row.text,
      rodata: rodata + row.rodata,
      data: data + row.data,
      bss: bss + row.bss,
    });
  };
  for (const row of report.components) for (const name of owners(row.name)) add(name, row);
  return all;
}

function costs({ report, previous }: SizeOf): ReadonlyMap<string, Cost> {
  const before = previous === null ? null : sums(previous);
  const total = Math.max(report.image, 1);
  return new Map(
    [...sums(report)].map(([name, sections]) => {
      const image = imageBytes(sections);
      const earlier = before === null ? null : (before.get(name) ?? NONE);
      const delta = earlier === null ? null : image - imageBytes(earlier);
      return [name, { sections, image, before: earlier, delta, share: image / total }];
    }),
  );
}

/** Worked out once a report, however many nodes ask. */
const known = new WeakMap<SizeOf, ReadonlyMap<string, Cost>>();

/** By component, and the board as a whole; what is not in the image has none. */
export function costsOf(size: SizeOf): ReadonlyMap<string, Cost> {
  const found = known.get(size) ?? costs(size);
  known.set(size, found);
  return found;
}

function heaps(timeline: readonly TimelineEntry[]): ReadonlyMap<string, Heap> {
  const all = new Map<string, Heap>();
  let claimed = 0;
  let used: number | null = 0;
  for (const { component, heap } of timeline) {
    if (heap === undefined) continue;
    const took = Math.max(0, heap.claimed - claimed);
    const got: number | null = heap.used === null || used === null ? null : Math.max(0, heap.used - used);
    for (const name of owners(component)) {
      const one = all.get(name);
      all.set(name, {
        claimed: (one?.claimed ?? 0) + took,
        used: got === null ? (one?.used ?? null) : (one?.used ?? 0) + got,
      });
    }
    claimed = Math.max(claimed, heap.claimed);
    used = heap.used;
  }
  return all;
}

const knownHeaps = new WeakMap<readonly TimelineEntry[], ReadonlyMap<string, Heap>>();
const NO_HEAPS: ReadonlyMap<string, Heap> = new Map();

/** What inits took, by component and for the board: each entry tells what all have taken so far. */
export function heapsOf(timeline: readonly TimelineEntry[]): ReadonlyMap<string, Heap> {
  const found = knownHeaps.get(timeline) ?? heaps(timeline);
  knownHeaps.set(timeline, found);
  return found;
}

/** Of the last boot, where it was of the image that was built last. */
export function lastHeaps(state: JobsState): ReadonlyMap<string, Heap> {
  const boot = lastBoot(state);
  const { size } = state;
  return boot === undefined || size === null || boot.target !== size.target ? NO_HEAPS : heapsOf(boot.timeline);
}

/** The cost of a component on `target` in the last build; undefined where it was not built for that, or is not in it. */
export const costIn = ({ size }: JobsState, name: string, target: string): Cost | undefined =>
  size !== null && size.target === target ? costsOf(size).get(name) : undefined;
