/** The terminal's colours. Consoles are dark in both themes; the surface and the ink are the theme's own. */
import type { ITheme } from '@xterm/xterm';

const PALETTE: ITheme = {
  black: '#1b212a',
  red: '#f2787c',
  green: '#7fd3a8',
  yellow: '#e8c266',
  blue: '#79b4ff',
  magenta: '#c9a3f5',
  cyan: '#74d3e3',
  white: '#cdd6e0',
  brightBlack: '#7a8696',
  brightRed: '#ff9a9d',
  brightGreen: '#a3e6c3',
  brightYellow: '#f5d88f',
  brightBlue: '#a6cdff',
  brightMagenta: '#dcc2fb',
  brightCyan: '#a2e6f0',
  brightWhite: '#f4f6f9',
  selectionBackground: '#2f4d78',
  cursorAccent: '#0b0e12',
};

/** Reads `--console-bg` and `--console-ink` where `element` is. */
export function terminalTheme(element: Element): ITheme {
  const style = getComputedStyle(element);
  const background = style.getPropertyValue('--console-bg').trim() || '#0b0e12';
  const foreground = style.getPropertyValue('--console-ink').trim() || '#cdd6e0';
  return { ...PALETTE, background, foreground, cursor: foreground };
}
