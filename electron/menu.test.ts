import { expect, test, vi } from 'vitest';
import { menuTemplate, parseMenu } from './menu.ts';

test('what is no menu is refused', () => {
  expect(parseMenu('x')).toBeNull();
  expect(parseMenu([{ label: 1 }])).toBeNull();
  expect(parseMenu([{ label: 'x'.repeat(1000) }])).toBeNull();
});

test('items become a template whose clicks name the action', () => {
  const menu = parseMenu([
    { label: 'Edit', submenu: [{ id: 'undo', label: 'Undo', accelerator: 'Ctrl+Z', enabled: false }, {}] },
  ]);
  const choose = vi.fn();
  const [edit] = menuTemplate(menu ?? [], choose);
  const submenu = edit?.submenu;
  if (!Array.isArray(submenu)) throw new Error('no submenu');
  const [undo, separator] = submenu;
  expect(undo).toMatchObject({ label: 'Undo', enabled: false, accelerator: 'Ctrl+Z', registerAccelerator: false });
  expect(separator).toEqual({ type: 'separator' });
  undo?.click?.(undefined as never, undefined, undefined as never);
  expect(choose).toHaveBeenCalledWith('undo');
});
