/** The window's native menu in Electron, drawn from the registry; nothing elsewhere. */
import i18next from 'i18next';
import type { MenuItem } from '../../engine/bridge.ts';
import { actions } from '../actions/registry.ts';
import type { ActionGroup } from '../actions/types.ts';
import { useDocument } from '../state/document.ts';
import { useJobs } from '../state/jobs.ts';
import { useUi } from '../state/ui.ts';

const GROUPS: readonly ActionGroup[] = ['file', 'edit', 'arrange', 'view', 'run', 'help'];

/** `Mod+Shift+Z` as Electron writes it; undefined for what is no accelerator there. */
function accelerator(keys: string | undefined): string | undefined {
  if (keys === undefined || !/\+|^F\d+$/.test(keys)) return undefined;
  return keys
    .replace('Mod', 'CommandOrControl')
    .replace(/Arrow(Left|Right|Up|Down)/, '$1')
    .replace(/\+=$/, '+Plus');
}

export function nativeMenu(): readonly MenuItem[] {
  return GROUPS.map((group) => ({
    label: i18next.t(`menu.${group}`),
    submenu: actions
      .filter((action) => action.group === group)
      .map((action) => {
        const keys = accelerator(action.keys?.[0]);
        const detail = action.detail?.() ?? '';
        return {
          id: action.id,
          label: `${i18next.t(action.label)}${detail === '' ? '' : `: ${detail}`}`,
          enabled: action.enabled() === true,
          ...(keys === undefined ? {} : { accelerator: keys }),
        };
      }),
  }));
}

/** Keeps the native menu up to date. */
export function startNativeMenu(): void {
  const bridge = window.uniloom;
  if (bridge?.menu === undefined) return;
  let last = '';
  let waiting = false;
  const refresh = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const items = nativeMenu();
      const text = JSON.stringify(items);
      if (text === last) return;
      last = text;
      bridge.menu?.(items);
    });
  };
  refresh();
  useDocument.subscribe(refresh);
  useUi.subscribe(refresh);
  useJobs.subscribe(refresh);
  i18next.on('languageChanged', refresh);
}
