import type { KeyboardEvent } from 'react';

/** Roving focus for a tab list whose tabs carry `data-tab`: arrows, Home and End select and focus. */
export function useTabKeys(ids: readonly string[], active: string, onSelect: (id: string) => void) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const at = ids.indexOf(active);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: (at + 1) % ids.length,
      ArrowLeft: (at - 1 + ids.length) % ids.length,
      Home: 0,
      End: ids.length - 1,
    };
    const id = ids[steps[event.key] ?? -1];
    if (id === undefined) return;
    event.preventDefault();
    onSelect(id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${CSS.escape(id)}"]`)?.focus();
  };
}
