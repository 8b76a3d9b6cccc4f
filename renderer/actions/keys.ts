/** Keys → actions. */
import { actions } from './registry.ts';
import type { Action } from './types.ts';

const mac = /mac/i.test(navigator.platform);

/** `Mod+Shift+Z` as people read it here: `Ctrl+Shift+Z`, `⇧⌘Z`. */
export function shown(keys: string): string {
  const names: Record<string, string> = mac
    ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Delete: '⌫', Enter: '↩' }
    : { Mod: 'Ctrl', Delete: 'Del' };
  const parts = (keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+')).map((part) => {
    const name =
      names[part] ??
      part.replace(/^Arrow(.*)$/, (_, way) => ({ Left: '←', Right: '→', Up: '↑', Down: '↓' })[way as string] ?? way);
    return name.length === 1 ? name.toUpperCase() : name;
  });
  return parts.join(mac ? '' : '+');
}

/** How a key event is written in the registry. */
export function written(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const mod = mac ? event.metaKey : event.ctrlKey;
  // Shifted digits are symbols that differ by layout; the code says which digit.
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  const key = digit !== undefined && event.shiftKey ? digit : event.key;
  const symbol = key.length === 1 && !/[a-z0-9]/i.test(key);
  return [
    ...(mod ? ['Mod'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && !symbol ? ['Shift'] : []),
    key.length === 1 && /[a-z]/i.test(key) ? (mod || event.altKey || event.shiftKey ? key.toUpperCase() : key) : key,
  ].join('+');
}

const normal = (keys: string): string => {
  const parts = keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+');
  const order = ['Mod', 'Alt', 'Shift'];
  return [...order.filter((one) => parts.includes(one)), parts.at(-1)].join('+');
};

const table = new Map<string, Action>();
for (const action of actions) for (const keys of action.keys ?? []) table.set(normal(keys), action);

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, [contenteditable], .monaco-editor, .xterm, [role=listbox], [role=menu]') !==
    null;

const OPEN_DIALOG = ':is([role=dialog], [role=alertdialog]):not([data-closed])';

/** Listens for the keys of all actions. */
export function startKeys(): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const action = table.get(written(event));
    if (action === undefined || (isText(event.target) && action.global !== true)) return;
    // A dialog has the keys to itself, until it is closed; it may still be fading then.
    if (document.querySelector(OPEN_DIALOG) !== null && action.id !== 'help.commands') return;
    event.preventDefault();
    if (action.enabled() === true) action.run();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}
