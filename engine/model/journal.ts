/**
 * The draft journal: unsaved edits as JSON lines, one per change, so that a crash loses none. A line that a crash cut
 * short, and what follows it, is left out; the changes before it stand.
 */
import { z } from 'zod';
import type { Edit } from './edits.ts';
import { isPlainJson } from './json.ts';

z.config({ jitless: true });

export interface JournalEntry {
  /** The revision that the document has after these edits. */
  readonly revision: number;
  readonly label: string;
  readonly edits: readonly Edit[];
}

const path = z.array(z.union([z.string(), z.number().int()])).max(64);
const value = z.unknown().refine(isPlainJson);
const entry = z.object({
  revision: z.number().int().positive(),
  label: z.string(),
  edits: z.array(
    z.discriminatedUnion('op', [
      z.object({
        op: z.literal('put'),
        path,
        value: value.optional(),
        before: value.optional(),
        index: z.number().int().min(0).optional(),
      }),
      z.object({ op: z.literal('insert'), path, index: z.number().int().min(0), value }),
      z.object({ op: z.literal('remove'), path, index: z.number().int().min(0), before: value }),
    ]),
  ),
});

/** One line, with its line break. */
export const journalLine = (change: JournalEntry): string =>
  `${JSON.stringify({ revision: change.revision, label: change.label, edits: change.edits })}\n`;

function readLine(line: string): JournalEntry | null {
  try {
    const result = entry.safeParse(JSON.parse(line));
    return result.success ? (result.data as JournalEntry) : null;
  } catch {
    return null;
  }
}

/**
 * The changes that the journal holds, in order, as far as it is whole: up to the first line that is damaged or whose
 * revision does not follow.
 * @param from The revision that the document has before the first change.
 */
export function readJournal(text: string, from = 0): JournalEntry[] {
  const entries: JournalEntry[] = [];
  const lines = text.split('\n');
  // What comes after the last line break was not finished.
  for (const line of lines.slice(0, -1)) {
    const read = readLine(line);
    if (read === null || read.revision !== from + entries.length + 1) break;
    entries.push(read);
  }
  return entries;
}
