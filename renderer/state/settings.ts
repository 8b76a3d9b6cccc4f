/** Settings of the app, kept by the engine; shown at once and written behind. */
import { create } from 'zustand';
import type { Settings } from '../../engine/contract.ts';
import { engine } from '../engine/client.ts';

export const useSettings = create<Settings>()(() => ({
  theme: 'system',
  language: 'system',
  profile: 'debug',
  panes: {},
}));

/** Changes settings here and in the engine; a failed write loses the setting at the next start, nothing more. */
export function changeSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
  engine()
    .call('settings.set', { ...change, ...(change.panes === undefined ? {} : { panes: { ...change.panes } }) })
    .catch(() => {});
}
