/** The files panel's state: what was read of each file, what the user made of it, and how saving went. Pure. */
import type { FileText } from './types.ts';

export interface FileDoc {
  readonly saved: string;
  readonly version: string;
  readonly previous: string | null;
  /** What the editor shows; differs from `saved` when dirty. */
  readonly text: string;
  /** Grows when `text` changed otherwise than by typing (read anew, reverted): the editor must take it over. */
  readonly epoch: number;
  readonly saving: boolean;
  /** Why the last save failed, else null. */
  readonly problem: string | null;
}

export interface FileDocs {
  readonly docs: Readonly<Record<string, FileDoc>>;
  /** Why a file could not be read. */
  readonly errors: Readonly<Record<string, string>>;
}

export type FileAction =
  /** `generated`: the engine writes it, so that a new text can be compared with the one before. */
  | { readonly type: 'read'; readonly id: string; readonly file: FileText; readonly generated?: boolean }
  | { readonly type: 'unreadable'; readonly id: string; readonly message: string }
  | { readonly type: 'edit'; readonly id: string; readonly text: string }
  | { readonly type: 'saving'; readonly id: string }
  | { readonly type: 'saved'; readonly id: string; readonly text: string; readonly version: string }
  | { readonly type: 'unsaved'; readonly id: string; readonly message: string }
  | { readonly type: 'revert'; readonly id: string }
  | { readonly type: 'revertAll' };

export const NO_FILES: FileDocs = { docs: {}, errors: {} };

export const isDirty = (doc: FileDoc | undefined): boolean => doc !== undefined && doc.text !== doc.saved;

export const dirtyIds = (state: FileDocs): string[] =>
  Object.entries(state.docs).flatMap(([id, doc]) => (isDirty(doc) ? [id] : []));

const change = (state: FileDocs, id: string, next: (doc: FileDoc) => FileDoc): FileDocs => {
  const doc = state.docs[id];
  return doc === undefined ? state : { ...state, docs: { ...state.docs, [id]: next(doc) } };
};

const without = (errors: FileDocs['errors'], id: string): FileDocs['errors'] => {
  const { [id]: _gone, ...rest } = errors;
  return rest;
};

export function reduceFiles(state: FileDocs, action: FileAction): FileDocs {
  switch (action.type) {
    case 'read': {
      const { text, version } = action.file;
      const before = state.docs[action.id];
      // What the user has typed is never replaced by what is on the disk; saving meets the conflict.
      if (isDirty(before)) return state;
      const known = before === undefined || before.saved === text ? (before?.previous ?? null) : before.saved;
      const previous = action.file.previous ?? (action.generated === true ? known : null);
      const epoch = before === undefined ? 0 : before.epoch + Number(before.text !== text);
      const doc: FileDoc = { saved: text, version, previous, text, epoch, saving: false, problem: null };
      return { docs: { ...state.docs, [action.id]: doc }, errors: without(state.errors, action.id) };
    }
    case 'unreadable':
      return { ...state, errors: { ...state.errors, [action.id]: action.message } };
    case 'edit':
      return change(state, action.id, (doc) => ({ ...doc, text: action.text }));
    case 'saving':
      return change(state, action.id, (doc) => ({ ...doc, saving: true, problem: null }));
    case 'saved':
      // Typing may have gone on while the file was being written: only what was written is saved.
      return change(state, action.id, (doc) => ({
        ...doc,
        saved: action.text,
        version: action.version,
        saving: false,
        problem: null,
      }));
    case 'unsaved':
      return change(state, action.id, (doc) => ({ ...doc, saving: false, problem: action.message }));
    case 'revert':
      return change(state, action.id, (doc) => ({ ...doc, text: doc.saved, epoch: doc.epoch + 1, problem: null }));
    case 'revertAll':
      return dirtyIds(state).reduce((all, id) => reduceFiles(all, { type: 'revert', id }), state);
  }
}
