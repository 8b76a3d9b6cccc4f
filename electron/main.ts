/** Electron's main process: windows, menus, dialogs, and the contract over IPC. No logic of its own. */
import { dirname, join, resolve } from 'node:path';
import { app, dialog, ipcMain, protocol, session, shell } from 'electron';
import { ContractError } from '../engine/contract.ts';
import { createEngine } from '../engine/procedures/engine.ts';
import { CALL, MENU } from './channels.ts';
import { answerCall, forwardEvents } from './ipc.ts';
import { createAppHandler } from './protocol.ts';
import { isTrustedSender, restrictPermissions } from './security.ts';
import { type AppWindow, focus, openWindow, setMenu, windows } from './window.ts';

/** dist/electron/main.mjs → the checkout (or the package). */
const root = dirname(dirname(import.meta.dirname));

/** The composition named on a command line: its last argument that is no switch. */
function fileOf(argv: readonly string[], folder: string): string | null {
  const file = argv
    .slice(process.defaultApp || !app.isPackaged ? 2 : 1)
    .findLast((argument) => !argument.startsWith('-'));
  return file === undefined ? null : resolve(folder, file);
}

function start(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
  app.enableSandbox();

  const hooks = {
    stateFile: join(app.getPath('userData'), 'window.json'),
    preload: join(import.meta.dirname, 'preload.cjs'),
    choose: (window: AppWindow, id: string) =>
      window.window.webContents.send('uniloom:push', { event: 'action', payload: { id } }),
    closed: (window: AppWindow) => {
      for (const document of window.documents)
        void engine.call('document.close', { document, discard: false }).catch(() => {});
    },
  };
  const engine = createEngine({
    shell: 'electron',
    root,
    workspace: process.cwd(),
    browse: (url) => shell.openExternal(url),
    pick: async (purpose, suggested) => {
      if (purpose === 'open') {
        const { canceled, filePaths } = await dialog.showOpenDialog({
          properties: ['openFile', 'openDirectory'],
          filters: [{ name: 'Uniloom', extensions: ['uniloom', 'yaml'] }],
        });
        return canceled ? null : (filePaths[0] ?? null);
      }
      if (purpose === 'file' || purpose === 'folder') {
        const { canceled, filePaths } = await dialog.showOpenDialog({
          properties: [purpose === 'file' ? 'openFile' : 'openDirectory'],
          ...(suggested !== undefined && { defaultPath: suggested }),
        });
        return canceled ? null : (filePaths[0] ?? null);
      }
      const { canceled, filePath } = await dialog.showSaveDialog(
        suggested === undefined ? {} : { defaultPath: suggested },
      );
      return canceled ? null : filePath;
    },
  });

  app.on('second-instance', (_event, argv, folder) => {
    const file = fileOf(argv, folder);
    const open = [...windows.values()].find((window) => window.path !== null && window.path === file);
    if (open) focus(open);
    else openWindow(file, hooks);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => void engine.close());

  void app.whenReady().then(() => {
    restrictPermissions(session.defaultSession);
    protocol.handle('app', createAppHandler(join(root, 'dist/renderer')));
    ipcMain.handle(CALL, (event, request: unknown) => {
      const window = windows.get(event.sender.id);
      if (!window || !isTrustedSender(event)) throw new ContractError('denied', 'this frame may not call the engine');
      return answerCall(engine, window, request);
    });
    ipcMain.on(MENU, (event, items: unknown) => {
      const window = windows.get(event.sender.id);
      if (window && isTrustedSender(event)) setMenu(window, items, (id) => hooks.choose(window, id));
    });
    forwardEvents(engine);
    openWindow(fileOf(process.argv, process.cwd()), hooks);
  });
}

if (app.requestSingleInstanceLock()) start();
else app.quit();
