/**
 * Undo and redo: a list of labelled changes and a place in it. Immutable; the composition itself is kept elsewhere and
 * follows by the edits that `undo` and `redo` hand out.
 */
import { type Change, type Edit, invert } from './edits.ts';

interface Entry extends Change {
  /** Consecutive changes of the same key are one step: a drag, typing in one field. */
  readonly mergeKey?: string;
}

export interface History {
  readonly done: readonly Entry[];
  /** The next to redo is the last. */
  readonly undone: readonly Entry[];
  /** How many changes were done when the document was last saved; -1 where no undo leads back there. */
  readonly saved: number;
  /** Whether the next change with the last one's key is merged into it. */
  readonly open: boolean;
}

/** Steps that can be undone; older ones are forgotten. */
export const MAX_STEPS = 1000;

export const emptyHistory: History = { done: [], undone: [], saved: 0, open: false };

/** A history in which what was there at the start was never saved (a new or a restored document). */
export const unsavedHistory: History = { ...emptyHistory, saved: -1 };

/**
 * Notes a change that was made. A change without edits is none.
 * @param mergeKey Merges it into the change before when that has the same key and `seal` was not called in between.
 */
export function push(history: History, change: Change, mergeKey?: string): History {
  if (change.edits.length === 0) return history;
  const last = history.done.at(-1);
  const isSaved = history.saved === history.done.length;
  const merges = mergeKey !== undefined && history.open && last?.mergeKey === mergeKey && !isSaved;
  // What was undone is gone, and with it the way back to a saved state in there.
  const saved = history.saved > history.done.length ? -1 : history.saved;
  if (merges && last !== undefined) {
    const merged: Entry = { ...last, label: change.label, edits: coalesce([...last.edits, ...change.edits]) };
    return { done: [...history.done.slice(0, -1), merged], undone: [], saved, open: true };
  }
  const entry: Entry = { label: change.label, edits: change.edits, ...(mergeKey !== undefined && { mergeKey }) };
  const done = [...history.done, entry];
  const dropped = Math.max(0, done.length - MAX_STEPS);
  return {
    done: done.slice(dropped),
    undone: [],
    saved: saved < dropped ? -1 : saved - dropped,
    open: true,
  };
}

/** Ends merging: the drag or the typing is over. */
export const seal = (history: History): History => (history.open ? { ...history, open: false } : history);

/** A run of puts to one place is one put: hundreds of moves of a drag leave one edit. */
function coalesce(edits: readonly Edit[]): readonly Edit[] {
  if (!edits.every((edit) => edit.op === 'put' && edit.value !== undefined)) return edits;
  const byPath = new Map<string, Edit>();
  const paths: string[][] = [];
  for (const edit of edits) {
    if (edit.op !== 'put') continue;
    const key = JSON.stringify(edit.path);
    const first = byPath.get(key);
    if (first === undefined) paths.push(edit.path.map(String));
    byPath.set(key, first?.op === 'put' ? { ...first, value: edit.value } : edit);
  }
  // Where one place lies in another, the order of the edits matters.
  const nested = paths.some((outer) =>
    paths.some((inner) => inner.length > outer.length && outer.every((step, index) => step === inner[index])),
  );
  return nested ? edits : [...byPath.values()];
}

export interface Step {
  readonly history: History;
  /** To apply to the composition. */
  readonly edits: readonly Edit[];
  readonly label: string;
}

export function undo(history: History): Step | null {
  const entry = history.done.at(-1);
  if (entry === undefined) return null;
  return {
    history: { ...history, done: history.done.slice(0, -1), undone: [...history.undone, entry], open: false },
    edits: invert(entry.edits),
    label: entry.label,
  };
}

export function redo(history: History): Step | null {
  const entry = history.undone.at(-1);
  if (entry === undefined) return null;
  return {
    history: { ...history, done: [...history.done, entry], undone: history.undone.slice(0, -1), open: false },
    edits: entry.edits,
    label: entry.label,
  };
}

/** Label of what undo would undo, or null. */
export const undoLabel = (history: History): string | null => history.done.at(-1)?.label ?? null;
/** Label of what redo would redo, or null. */
export const redoLabel = (history: History): string | null => history.undone.at(-1)?.label ?? null;

/**
 * Notes that the composition was saved.
 * @param then The history when saving began, where changes may have been made since: those stay unsaved.
 */
export function markSaved(history: History, then: History = history): History {
  return { ...history, saved: placeOf(history, then), open: false };
}

/** How many changes lead to the state that `then` was in; -1 where none do any more. */
function placeOf(history: History, then: History): number {
  const last = then.done.at(-1);
  if (last === undefined) return history.done.length < MAX_STEPS ? 0 : -1;
  const done = history.done.indexOf(last);
  if (done >= 0) return done + 1;
  const undone = history.undone.indexOf(last);
  return undone < 0 ? -1 : history.done.length + history.undone.length - undone;
}

/** Whether the composition differs from what was saved. */
export const isDirty = (history: History): boolean => history.saved !== history.done.length;
