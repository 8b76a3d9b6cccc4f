/** Reads, keeps and saves the texts of the files panel through its props. */
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { FileAction } from './fileDocs.ts';
import { dirtyIds, isDirty, NO_FILES, reduceFiles } from './fileDocs.ts';
import type { FilesPanelProps } from './types.ts';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

export function useFileDocs(props: FilesPanelProps, current: string | null) {
  const { read, save, revision, files, handle, onDirtyChange } = props;
  const [state, setState] = useState(NO_FILES);
  // Ahead of the rendered state: a save that follows a key stroke at once must see it.
  const latest = useRef(state);
  const dispatch = useCallback((action: FileAction) => {
    latest.current = reduceFiles(latest.current, action);
    setState(latest.current);
  }, []);
  const isDirtyNow = (id: string) => isDirty(latest.current.docs[id]);

  // Read when shown and whenever the engine says that it may have changed. Dirty files keep what was typed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` and `files` say that the same file has new text
  useEffect(() => {
    if (current === null) return;
    let wanted = true;
    const generated = files.find((file) => file.id === current)?.kind === 'emitted';
    read(current).then(
      (file) => wanted && dispatch({ type: 'read', id: current, file, generated }),
      (error: unknown) => wanted && dispatch({ type: 'unreadable', id: current, message: messageOf(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [current, read, revision, files, dispatch]);

  const store = useCallback(
    async (id: string): Promise<void> => {
      const doc = latest.current.docs[id];
      if (doc === undefined || !isDirty(doc) || doc.saving) return;
      dispatch({ type: 'saving', id });
      try {
        const { version } = await save(id, doc.text, doc.version);
        dispatch({ type: 'saved', id, text: doc.text, version });
      } catch (error) {
        dispatch({ type: 'unsaved', id, message: messageOf(error) });
        throw error;
      }
    },
    [save, dispatch],
  );

  const dirty = useMemo(() => dirtyIds(state), [state]);
  const dirtyKey = dirty.join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the set changes, not on every key
  useEffect(() => onDirtyChange?.(dirty), [dirtyKey]);

  useImperativeHandle(
    handle,
    () => ({
      dirty: () => dirtyIds(latest.current),
      saveAll: async () => {
        for (const id of dirtyIds(latest.current)) await store(id);
      },
      discardAll: () => dispatch({ type: 'revertAll' }),
    }),
    [store, dispatch],
  );
  return { state, dirty, dispatch, store, isDirtyNow };
}
