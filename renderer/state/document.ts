/**
 * The open document. This store owns the composition while it is open (design §4): the only way to change it is
 * `commit`, `undo` and `redo`, all of which are lists of edits. Each is sent to the engine's replica in order; the
 * checker's replica follows by `subscribeEdits`.
 */
import { create } from 'zustand';
import { ContractError, type DocumentInfo } from '../../engine/contract.ts';
import { apply, type Change, type Edit } from '../../engine/model/edits.ts';
import {
  isDirty as differs,
  emptyHistory,
  type History,
  markSaved,
  push,
  redo as redone,
  type Step,
  undo as undone,
  unsavedHistory,
} from '../../engine/model/history.ts';
import type { Composition } from '../../engine/model/types.ts';
import { engine } from '../engine/client.ts';

export type Info = Omit<DocumentInfo, 'composition' | 'diagnostics' | 'revision'>;

export interface DocumentState {
  readonly info: Info | null;
  readonly composition: Composition;
  /** Counts every change since the page was loaded, so that no two states of any document share one. */
  readonly revision: number;
  readonly history: History;
  /** The shape findings of opening the file. */
  readonly opening: DocumentInfo['diagnostics'];
  /** The replica of the engine refused an edit: the document must be reloaded. */
  readonly broken: string | null;
}

export const EMPTY: Composition = {
  uniloom: 1,
  name: 'untitled',
  targets: [],
  components: {},
  wires: [],
  groups: {},
  defaults: {},
  boot: {},
  layout: {},
};

export const useDocument = create<DocumentState>()(() => ({
  info: null,
  composition: EMPTY,
  revision: 0,
  history: emptyHistory,
  opening: [],
  broken: null,
}));

export const isDirty = (state: DocumentState): boolean => state.info !== null && differs(state.history);

export type Follower = (message: {
  readonly revision: number;
  /** Null: take `composition` whole (another document, or a reload). */
  readonly edits: readonly Edit[] | null;
  readonly composition: Composition;
}) => void;

const followers = new Set<Follower>();

/** Follows the document by edits; told of the present state at once. */
export function subscribeEdits(follower: Follower): () => void {
  const { revision, composition } = useDocument.getState();
  followers.add(follower);
  follower({ revision, edits: null, composition });
  return () => followers.delete(follower);
}

const tell: Follower = (message) => {
  for (const follower of followers) follower(message);
};

// The engine's replica counts its own revisions; edits go out one after the other.
let remote = { document: '', revision: 0 };
let queue: Promise<void> = Promise.resolve();

function send(label: string, edits: readonly Edit[]): void {
  const { document } = remote;
  queue = queue.then(async () => {
    if (remote.document !== document) return;
    try {
      const { revision } = await engine().call('document.edit', {
        document,
        revision: remote.revision,
        label,
        // The contract's schema wants mutable arrays; nobody changes them.
        edits: edits as never,
      });
      if (remote.document === document) remote = { document, revision };
    } catch (error) {
      const message = error instanceof ContractError ? error.message : String(error);
      if (remote.document === document) useDocument.setState({ broken: message });
    }
  });
}

/** Resolves when the engine has all edits made so far: before saving, building, reading texts. */
export const flushed = (): Promise<void> => queue;

/** Shows another document (or a reloaded one). */
export function load(info: DocumentInfo): void {
  const { composition, diagnostics, revision, ...rest } = info;
  remote = { document: info.id, revision };
  const local = useDocument.getState().revision + 1;
  useDocument.setState({
    info: rest,
    composition,
    revision: local,
    // A restored draft differs from its file from the start.
    history: info.restored ? unsavedHistory : emptyHistory,
    opening: diagnostics,
    broken: null,
  });
  tell({ revision: local, edits: null, composition });
}

/**
 * After a save: where it is now, and that it is clean.
 * @param then The history when saving began: edits made meanwhile stay unsaved.
 */
export function saved(info: DocumentInfo, then: History): void {
  const { composition: _, diagnostics: __, revision: ___, ...rest } = info;
  if (info.id !== remote.document) remote = { ...remote, document: info.id };
  useDocument.setState(({ history }) => ({ info: { ...rest, restored: false }, history: markSaved(history, then) }));
}

function step({ edits, label, history }: Step): void {
  const state = useDocument.getState();
  const composition = apply(state.composition, edits);
  const revision = state.revision + 1;
  useDocument.setState({ composition, revision, history });
  tell({ revision, edits, composition });
  send(label, edits);
}

/**
 * Applies a change as one undo step; nothing where it has no edits or the document is read-only.
 * @param mergeKey Changes that follow one another with one key are one step.
 * @returns whether the document changed.
 */
export function commit(change: Change, mergeKey?: string): boolean {
  const { info, history } = useDocument.getState();
  if (change.edits.length === 0 || info === null || info.readOnly !== null) return false;
  step({ ...change, history: push(history, change, mergeKey) });
  return true;
}

export function undo(): void {
  const back = undone(useDocument.getState().history);
  if (back !== null) step(back);
}

export function redo(): void {
  const again = redone(useDocument.getState().history);
  if (again !== null) step(again);
}
