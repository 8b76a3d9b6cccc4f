/** Turns the timeline's entries into rows of bars. Boot (init) and running (main) have scales of their own. */
import type { TimelineEntry } from '../../engine/contract.ts';

export interface TimelineBar {
  /** Fractions of the section's span, 0…1. */
  readonly start: number;
  readonly width: number;
}

export interface TimelineRow {
  readonly component: string;
  readonly bars: readonly TimelineBar[];
  readonly durationNs: number;
  /** The heap after it, and which part of the section's most that is; where the image tells. */
  readonly heap?: { readonly claimed: number; readonly used: number | null; readonly share: number };
}

export interface TimelineSection {
  readonly phase: 'init' | 'main';
  /** From the first begin to the last end. */
  readonly totalNs: number;
  readonly rows: readonly TimelineRow[];
}

function section(phase: 'init' | 'main', entries: readonly TimelineEntry[]): TimelineSection | null {
  const own = entries.filter((entry) => entry.phase === phase).sort((a, b) => a.beginNs - b.beginNs);
  const first = own[0];
  if (first === undefined) return null;
  const end = own.reduce((latest, entry) => Math.max(latest, entry.endNs), first.endNs);
  const totalNs = Math.max(0, end - first.beginNs);
  // A machine without a fine clock reports everything at once; dividing by zero would lose the bars.
  const scale = totalNs === 0 ? 1 : totalNs;
  const most = Math.max(1, ...own.map(({ heap }) => heap?.claimed ?? 0));
  const rows = new Map<string, { bars: TimelineBar[]; durationNs: number; heap?: TimelineRow['heap'] }>();
  for (const entry of own) {
    const row = rows.get(entry.component) ?? { bars: [], durationNs: 0 };
    const duration = Math.max(0, entry.endNs - entry.beginNs);
    row.bars.push({ start: (entry.beginNs - first.beginNs) / scale, width: duration / scale });
    row.durationNs += duration;
    if (entry.heap !== undefined) row.heap = { ...entry.heap, share: entry.heap.claimed / most };
    rows.set(entry.component, row);
  }
  return { phase, totalNs, rows: [...rows].map(([component, row]) => ({ component, ...row }) as TimelineRow) };
}

/** Sections in the order init, main; a phase without entries has none. */
export function timelineSections(entries: readonly TimelineEntry[]): TimelineSection[] {
  return [section('init', entries), section('main', entries)].filter((part) => part !== null);
}
