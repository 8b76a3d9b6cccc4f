/** The keys of the option tree: moving, folding, setting, filtering (the tree pattern of the ARIA practices, and menuconfig's y and n). */
import { type KeyboardEvent, type RefObject, useCallback } from 'react';
import { canvasApi } from '../canvas/api.ts';
import { useDocument } from '../state/document.ts';
import { isFiltered, putOption, search, setFold, setOnlyChanged, useOptions } from '../state/options.ts';
import { wantValue } from './change.ts';
import { editorId } from './Editor.tsx';
import { forcedBy } from './links.ts';
import { moved, parentOf, type Row } from './rows.ts';
import { startsValue } from './values.ts';

interface Given {
  readonly rows: readonly Row[];
  readonly at: number;
  readonly go: (index: number) => void;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly focusTree: () => HTMLElement | null;
}

/** Rows that a page of the list has. */
const pageOf = (scroller: HTMLElement | null): number =>
  Math.max(Math.floor((scroller?.clientHeight ?? 300) / 30) - 1, 1);

const readOnly = (): boolean => useDocument.getState().info?.readOnly != null;

/** Gives the keys to the row's editor; a list opens. @returns whether there is one that takes them. */
function edit({ node }: Row): boolean {
  if (node.kind !== 'option' && node.kind !== 'choice') return false;
  const name = node.kind === 'option' ? node.info.name : (node.members[0]?.info.name ?? '');
  const element = document.getElementById(editorId('tree', node.component, name));
  if (element === null || element.matches(':disabled, [data-disabled]')) return false;
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
  else if (node.kind === 'choice') element.click();
  return true;
}

function setBool({ node }: Row, on: boolean | 'toggle'): boolean {
  if (node.kind !== 'option' || node.info.type !== 'bool') return false;
  const { info } = node;
  if (!info.visible || forcedBy(info).length > 0 || readOnly()) return true;
  const value = on === 'toggle' ? info.value !== true : on;
  if (value !== info.value) putOption(node.component, wantValue(node, value));
  return true;
}

function reset({ node }: Row): boolean {
  if ((node.kind !== 'option' && node.kind !== 'choice') || readOnly()) return false;
  if (node.changes === 0) return false;
  const names = node.kind === 'option' ? [node.info.name] : node.members.map(({ info }) => info.name);
  putOption(node.component, Object.fromEntries(names.map((name) => [name, undefined])));
  return true;
}

/** What Escape does: filters go first, then the keys go back to the canvas. */
function leave(): void {
  if (isFiltered(useOptions.getState())) {
    search('');
    setOnlyChanged(false);
  } else canvasApi()?.focus();
}

function act(row: Row, event: KeyboardEvent, { rows, at, go }: Given): boolean {
  const { key } = event;
  const { open } = row;
  switch (key) {
    case 'ArrowRight':
      if (open === false) setFold(row.key, true);
      else if (open === true) go(at + 1);
      return true;
    case 'ArrowLeft':
      if (open === true) setFold(row.key, false);
      else go(Math.max(parentOf(rows, at), 0));
      return true;
    case 'Enter':
    case ' ':
      if (open !== undefined) setFold(row.key, !open);
      else if (!setBool(row, 'toggle')) edit(row);
      return true;
    case 'F2':
      edit(row);
      return true;
    case 'Delete':
    case 'Backspace':
      // Also where there is nothing to reset: the selected component must not go instead.
      reset(row);
      return true;
    case 'Escape':
      leave();
      return true;
    case 'y':
    case 'n':
      if (setBool(row, key === 'y')) return true;
  }
  return false;
}

export function useTreeKeys(given: Given): (event: KeyboardEvent) => void {
  const { rows, at, go, scroller, focusTree } = given;
  return useCallback(
    (event: KeyboardEvent) => {
      const row = rows[at];
      if (row === undefined || event.defaultPrevented) return;
      if (event.target !== event.currentTarget) {
        // An editor has the keys; Escape takes them back.
        const inText = event.target instanceof HTMLInputElement;
        if (event.key === 'Escape' && !inText) {
          event.preventDefault();
          focusTree();
        }
        return;
      }
      const mod = event.ctrlKey || event.metaKey;
      if (event.altKey || (mod && event.key.toLowerCase() !== 'f')) return;
      const to = moved(rows, at, event.key, pageOf(scroller.current));
      if (to !== null) {
        event.preventDefault();
        go(to);
        return;
      }
      if (!mod && act(row, event, { rows, at, go, scroller, focusTree })) {
        event.preventDefault();
        return;
      }
      // What is typed over a value begins a new one: the field gets the keys before the character arrives.
      const { node } = row;
      if (!mod && node.kind === 'option' && startsValue(node.info, event.key) && edit(row)) return;
      if (event.key.toLowerCase() === 'f') {
        event.preventDefault();
        document.getElementById('options-search')?.focus();
      }
    },
    [rows, at, go, scroller, focusTree],
  );
}
