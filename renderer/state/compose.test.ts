import { beforeEach, expect, test, vi } from 'vitest';
import type { DocumentInfo } from '../../engine/contract.ts';
import { addComponent, moveWire, removeWire } from '../../engine/model/commands.ts';
import { type Connection, replaceConnection } from '../engine/client.ts';
import { applyEdits } from './compose.ts';
import { commit, EMPTY, load, useDocument } from './document.ts';
import { useUi } from './ui.ts';

vi.hoisted(() => vi.stubGlobal('navigator', { language: 'en' }));

const wires = [
  { from: 'app.heap', to: 'a.alloc' },
  { from: 'app.out', to: 'board.console' },
];
const info: DocumentInfo = {
  ...{ id: 'd', path: '/w/uniloom.yaml', folder: '/w', folderLabel: '~', revision: 1, readOnly: null, trusted: true },
  ...{ restored: false, diagnostics: [], composition: { ...EMPTY, wires } },
};

beforeEach(() => {
  vi.useFakeTimers();
  const call = async () => ({ revision: 2 });
  replaceConnection({ call, on: () => () => {}, watch: () => () => {} } as unknown as Connection);
  load(info);
});

test('a fix that is older than the last change is refused, and told', () => {
  const { edits } = moveWire(useDocument.getState().composition, 0, { from: 'app.heap', to: 'b.alloc' }, 'one');
  commit(removeWire(useDocument.getState().composition, 0));
  const before = useDocument.getState().composition;
  applyEdits('Wire', edits);
  expect(useDocument.getState().composition).toBe(before);
  expect(useUi.getState().toast?.kind).toBe('bad');
});

test('one that still fits is done, though something else has changed', () => {
  const { edits } = moveWire(useDocument.getState().composition, 0, { from: 'app.heap', to: 'b.alloc' }, 'one');
  commit(addComponent(useDocument.getState().composition, 'hello'));
  applyEdits('Wire', edits);
  expect(useDocument.getState().composition.wires[0]?.to).toBe('b.alloc');
});
