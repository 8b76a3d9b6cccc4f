/**
 * The open document. This store owns the composition while it is open (design §4): the only way to change it is
 * `commit`, `undo` and `redo`, all of which are lists of edits. Each is sent to the engine's replica in order; the
 * checker's replica follows by `subscribeEdits`.
 */
import { create } from 'zustand';
import { ContractError, type DocumentInfo } from '../../engine/contract.ts';
import { apply, type Change, type Edit, invert } from '../../engine/model/edits.ts';
import type { Composition } from '../../engine/model/types.ts';
import { engine } from '../engine/client.ts';

export type Info = Omit<DocumentInfo, 'composition' | 'diagnostics' | 'revision'>;

export interface DocumentState {
  readonly info: Info | null;
  readonly composition: Composition;
  /** Counts every change since the page was loaded, so that no two states of any document share one. */
  readonly revision: number;
  readonly past: readonly Change[];
  readonly future: readonly Change[];
  /** How long `past` was when it was saved; -1: that state cannot be reached any more. */
  readonly savedAt: number;
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

/** Undo steps kept. */
const HISTORY = 1000;

export const useDocument = create<DocumentState>()(() => ({
  info: null,
  composition: EMPTY,
  revision: 0,
  past: [],
  future: [],
  savedAt: 0,
  opening: [],
  broken: null,
}));

export const isDirty = (state: DocumentState): boolean => state.info !== null && state.past.length !== state.savedAt;

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
    past: [],
    future: [],
    // A restored draft differs from its file from the start.
    savedAt: info.restored ? -1 : 0,
    opening: diagnostics,
    broken: null,
  });
  tell({ revision: local, edits: null, composition });
}

/** After a save: where it is now, and that it is clean. Edits made meanwhile stay unsaved. */
export function saved(info: DocumentInfo, at: number): void {
  const { composition: _, diagnostics: __, revision: ___, ...rest } = info;
  if (info.id !== remote.document) remote = { ...remote, document: info.id };
  useDocument.setState({ info: { ...rest, restored: false }, savedAt: at });
}

function step(edits: readonly Edit[], label: string, next: (state: DocumentState) => Partial<DocumentState>): void {
  const state = useDocument.getState();
  const composition = apply(state.composition, edits);
  const revision = state.revision + 1;
  useDocument.setState({ composition, revision, ...next(state) });
  tell({ revision, edits, composition });
  send(label, edits);
}

/**
 * Applies a change as one undo step; nothing where it has no edits or the document is read-only.
 * @returns whether the document changed.
 */
export function commit(change: Change): boolean {
  const { info } = useDocument.getState();
  if (change.edits.length === 0 || info === null || info.readOnly !== null) return false;
  step(change.edits, change.label, ({ past, savedAt }) => {
    const kept = past.slice(-(HISTORY - 1));
    const lost = past.length - kept.length;
    return {
      past: [...kept, change],
      future: [],
      // The saved state was in the future that is given up now, or fell off the far end.
      savedAt: savedAt > past.length ? -1 : Math.max(savedAt - lost, -1),
    };
  });
  return true;
}

export function undo(): void {
  const change = useDocument.getState().past.at(-1);
  if (change === undefined) return;
  step(invert(change.edits), change.label, ({ past, future }) => ({
    past: past.slice(0, -1),
    future: [change, ...future],
  }));
}

export function redo(): void {
  const change = useDocument.getState().future[0];
  if (change === undefined) return;
  step(change.edits, change.label, ({ past, future }) => ({ past: [...past, change], future: future.slice(1) }));
}
