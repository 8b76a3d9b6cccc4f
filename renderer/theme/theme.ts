/** Resolves "system", and puts the theme on <html>. */
import { create } from 'zustand';
import type { ThemeName } from '../dock/types.ts';
import { useSettings } from '../state/settings.ts';

const light = window.matchMedia('(prefers-color-scheme: light)');

const resolve = (): ThemeName => {
  const { theme } = useSettings.getState();
  if (theme !== 'system') return theme;
  return light.matches ? 'light' : 'dark';
};

/** The theme in use. */
export const useTheme = create<{ readonly theme: ThemeName }>()(() => ({ theme: resolve() }));

const apply = () => {
  const theme = resolve();
  document.documentElement.dataset['theme'] = theme;
  useTheme.setState({ theme });
};

/** Follows the setting and the system. */
export function startTheme(): void {
  apply();
  light.addEventListener('change', apply);
  useSettings.subscribe(apply);
}
