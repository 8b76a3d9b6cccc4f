/** Filtering and grouping for the shortcuts sheet. */

interface Shortcut {
  readonly label: string;
  readonly shortcut: string;
  readonly group?: string;
}

export interface ShortcutGroup {
  readonly name: string;
  readonly items: readonly Shortcut[];
}

/** Groups in the order in which they first appear; items without one under `general`. Every word must match. */
export function groupShortcuts(shortcuts: readonly Shortcut[], filter: string, general: string): ShortcutGroup[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Shortcut[]>();
  for (const item of shortcuts) {
    const text = `${item.label} ${item.shortcut}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) continue;
    const name = item.group ?? general;
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups].map(([name, items]) => ({ name, items }));
}

/** `Ctrl+Shift+B` → its keys; `Ctrl++` keeps its plus. */
export function keysOf(shortcut: string): string[] {
  const keys = shortcut.split('+');
  if (shortcut.endsWith('+') && shortcut.length > 1) return [...keys.filter((key) => key !== ''), '+'];
  return shortcut === '+' ? ['+'] : keys;
}
