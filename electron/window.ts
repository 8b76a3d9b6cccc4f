/** Windows: one a composition, each with its own document. */
import { BrowserWindow, dialog, Menu, shell } from 'electron';
import { menuTemplate, parseMenu } from './menu.ts';
import { ORIGIN, restrictNavigation } from './security.ts';
import { readWindowState, writeWindowState } from './state.ts';

export interface AppWindow {
  readonly window: BrowserWindow;
  /** The file it was opened with, until its page has asked for it. */
  startFile: string | null;
  /** The composition file it shows, for "opening a file twice focuses its window". */
  path: string | null;
  /** Documents that the page opened and that are closed with the window. */
  readonly documents: Set<string>;
}

export interface WindowHooks {
  /** Where size and place are kept. */
  readonly stateFile: string;
  readonly preload: string;
  /** An item of the native menu was chosen. */
  readonly choose: (window: AppWindow, action: string) => void;
  readonly closed: (window: AppWindow) => void;
}

export const windows = new Map<number, AppWindow>();

export function openWindow(startFile: string | null, hooks: WindowHooks): AppWindow {
  const window = new BrowserWindow({
    ...readWindowState(hooks.stateFile),
    minWidth: 960,
    minHeight: 600,
    show: false,
    backgroundColor: '#0d1117',
    autoHideMenuBar: true,
    webPreferences: {
      preload: hooks.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    },
  });
  const appWindow: AppWindow = { window, startFile, path: startFile, documents: new Set() };
  const { id } = window.webContents;
  windows.set(id, appWindow);

  restrictNavigation(window.webContents, (url) => void shell.openExternal(url));
  // The page refuses to unload while it has unsaved changes; the question is asked here, where it can be answered.
  window.webContents.on('will-prevent-unload', (event) => {
    const choice = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: 'There are unsaved changes.',
      detail: 'They are kept as a draft, which is offered when the composition is opened again.',
      buttons: ['Stay', 'Close'],
      defaultId: 0,
      cancelId: 0,
    });
    if (choice === 1) event.preventDefault();
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeWindowState(hooks.stateFile, window.getNormalBounds()));
  window.on('closed', () => {
    windows.delete(id);
    hooks.closed(appWindow);
  });
  void window.loadURL(`${ORIGIN}/index.html`);
  return appWindow;
}

/** Puts the page's menu on its window; what is not a menu is ignored. */
export function setMenu(appWindow: AppWindow, value: unknown, choose: (action: string) => void): void {
  const items = parseMenu(value);
  if (items) appWindow.window.setMenu(Menu.buildFromTemplate(menuTemplate(items, choose)));
}

export function focus({ window }: AppWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
