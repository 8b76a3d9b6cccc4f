/** An open document as the engine keeps it: the text on disk, and what the edits since have made of it. */
import { dirname } from 'node:path';
import { ContractError, type DocumentInfo } from '../contract.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { apply, type Edit, EditError } from '../model/edits.ts';
import type { JournalEntry } from '../model/journal.ts';
import { isPlainJson } from '../model/json.ts';
import { printOver } from '../model/print.ts';
import type { Composition } from '../model/types.ts';
import { validate } from '../model/validate.ts';
import { pathLabel } from './recent.ts';

export interface Replica {
  readonly id: string;
  /** The composition's file, links resolved; in the drafts folder while `draft`. */
  readonly file: string;
  readonly draft: boolean;
  /** The text that `entries` start from. */
  readonly text: string;
  /** Hash of the file as we last read or wrote it; null where it was not there. */
  readonly hash: string | null;
  readonly composition: Composition;
  readonly revision: number;
  /** Unsaved changes; their revisions count from 1. */
  readonly entries: readonly JournalEntry[];
  readonly readOnly: string | null;
  readonly trusted: boolean;
  readonly restored: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

export function infoOf(replica: Replica): DocumentInfo {
  const folder = dirname(replica.file);
  const { id, composition, revision, readOnly, trusted, restored, diagnostics } = replica;
  const path = replica.draft ? null : replica.file;
  return {
    id,
    path,
    folder,
    folderLabel: pathLabel(folder),
    composition,
    revision,
    readOnly,
    trusted,
    restored,
    diagnostics,
  };
}

export function requireWritable(replica: Replica): void {
  if (replica.readOnly !== null)
    throw new ContractError('read-only', replica.readOnly, 'Install a newer Uniloom to change this file.');
}

/**
 * The replica after a change.
 * @throws ContractError `conflict` for another revision, `bad-input` for edits that do not fit or make it invalid.
 */
export function edited(replica: Replica, revision: number, label: string, edits: readonly Edit[]): Replica {
  requireWritable(replica);
  if (revision !== replica.revision)
    throw new ContractError(
      'conflict',
      `The document is at revision ${replica.revision}, the change was made at ${revision}`,
      'Load the document again.',
    );
  const values = edits.flatMap((edit) => [
    'value' in edit ? (edit.value ?? null) : null,
    'before' in edit ? (edit.before ?? null) : null,
  ]);
  if (!values.every((value) => isPlainJson(value)))
    throw new ContractError('bad-input', 'The change holds a value that a composition cannot hold');
  const { composition, problems } = validate(applied(replica.composition, edits));
  if (composition === null) {
    const first = problems.find((problem) => problem.severity === 'error');
    throw new ContractError('bad-input', `The change would make the composition invalid: ${first?.message ?? ''}`);
  }
  const entry: JournalEntry = { revision: replica.entries.length + 1, label, edits };
  return { ...replica, composition, revision: revision + 1, entries: [...replica.entries, entry] };
}

function applied(composition: Composition, edits: readonly Edit[]): Composition {
  try {
    return apply(composition, edits);
  } catch (error) {
    if (error instanceof EditError)
      throw new ContractError('bad-input', `The change does not fit the document: ${error.message}`);
    throw error;
  }
}

/** The entries of a journal applied as far as they fit. */
export function replay(
  composition: Composition,
  entries: readonly JournalEntry[],
): { composition: Composition; entries: readonly JournalEntry[] } {
  let current = composition;
  const fitting: JournalEntry[] = [];
  for (const entry of entries) {
    try {
      const next = validate(apply(current, entry.edits)).composition;
      if (next === null) break;
      current = next;
    } catch (error) {
      if (error instanceof EditError) break;
      throw error;
    }
    fitting.push(entry);
  }
  return { composition: current, entries: fitting };
}

/** What saving would write. */
export const textOf = (replica: Replica): string =>
  replica.readOnly === null ? printOver(replica.text, replica.composition) : replica.text;
