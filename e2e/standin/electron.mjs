/**
 * A stand-in for the `electron` module that drives a real Chromium (design: docs/testing.md). It has what our main
 * process uses and nothing else: asking it for anything more throws. Types are checked against electron.d.ts in
 * `types.ts`.
 *
 * BrowserWindow is a page; `protocol.handle('app')` answers a loopback HTTP server whose URLs are mapped back to
 * app://; the preload runs in an isolated world with a binding; everything that crosses is structured-cloned by JSON.
 */
import { EventEmitter } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { attachPreload } from './preload.mjs';
import { serveProtocol } from './protocol.mjs';

/** @param {string} what @returns {never} */
function absent(what) {
  throw new Error(`the Electron stand-in has no ${what}`);
}

/**
 * An object that throws for what it does not have.
 * @template {object} T @param {string} name @param {T} object @returns {T}
 */
function strict(name, object) {
  return new Proxy(object, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target || key === 'then') return Reflect.get(target, key, target);
      return absent(`${name}.${key}`);
    },
  });
}

const userData = mkdtempSync(join(tmpdir(), 'uniloom-standin-'));
const appEvents = new EventEmitter();
const browserReady = launch(userData);

/** @typedef {(request: Request) => Response | Promise<Response>} ProtocolHandler */
/** @type {Map<string, ProtocolHandler>} */
const protocols = new Map();
const origin = serveProtocol((request) => {
  const handler = protocols.get('app');
  return handler ? handler(request) : new Response(null, { status: 404 });
});

export const app = strict(
  'app',
  Object.assign(appEvents, {
    whenReady: () => browserReady.then(() => undefined),
    requestSingleInstanceLock: () => true,
    getPath: (/** @type {string} */ name) => (name === 'userData' ? userData : absent(`app.getPath('${name}')`)),
    getVersion: () => process.env['npm_package_version'] ?? '0.0.0',
    getAppPath: () => process.cwd(),
    enableSandbox: () => {},
    isPackaged: false,
    quit: () => {
      appEvents.emit('before-quit');
      void shutDown(0);
    },
    exit: (/** @type {number} */ code = 0) => void shutDown(code),
  }),
);

/** @param {number} code */
async function shutDown(code) {
  appEvents.emit('will-quit');
  await (await browserReady).close();
  rmSync(userData, { recursive: true, force: true });
  process.exit(code);
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged: () => {},
  handle: (/** @type {string} */ scheme, /** @type {ProtocolHandler} */ handler) => {
    protocols.set(scheme, handler);
  },
});

/** @typedef {(event: import('electron').IpcMainInvokeEvent, ...args: unknown[]) => unknown} InvokeHandler */
/** @type {Map<string, InvokeHandler>} */
const invokeHandlers = new Map();
const ipcEvents = new EventEmitter();

export const ipcMain = strict('ipcMain', {
  handle: (/** @type {string} */ channel, /** @type {InvokeHandler} */ handler) => {
    if (invokeHandlers.has(channel)) throw new Error(`a second handler for '${channel}'`);
    invokeHandlers.set(channel, handler);
  },
  on: (/** @type {string} */ channel, /** @type {(...args: unknown[]) => void} */ listener) => {
    ipcEvents.on(channel, listener);
  },
});

let nextId = 1;
/** @type {Map<WebContents, BrowserWindow>} */
const owners = new Map();

class WebContents extends EventEmitter {
  id = nextId++;
  /** @type {import('@playwright/test').Page | null} */
  page = null;
  /** @type {((channel: string, args: unknown[]) => Promise<void>) | null} */
  deliver = null;
  setWindowOpenHandler(
    /** @type {(details: import('electron').HandlerDetails) => import('electron').WindowOpenHandlerResponse} */ handler,
  ) {
    this.openHandler = handler;
  }
  send(/** @type {string} */ channel, /** @type {unknown[]} */ ...args) {
    void this.deliver?.(channel, args);
  }
  getURL() {
    return this.page ? mapBack(this.page.url()) : '';
  }
}

/** @param {string} url of the loopback server @returns {string} the app:// URL */
function mapBack(url) {
  const base = origin.current;
  return base && url.startsWith(base) ? `app://uniloom${url.slice(base.length)}` : url;
}

export class BrowserWindow extends EventEmitter {
  /** @param {import('electron').BrowserWindowConstructorOptions} options */
  constructor(options) {
    super();
    const preferences = options.webPreferences ?? {};
    if (!preferences.sandbox || !preferences.contextIsolation || preferences.nodeIntegration)
      throw new Error('the stand-in runs sandboxed, isolated windows only');
    this.options = options;
    this.webContents = new WebContents();
    owners.set(this.webContents, this);
  }
  static getAllWindows() {
    return [...owners.values()];
  }
  /** @param {import('electron').WebContents} contents */
  static fromWebContents(contents) {
    return owners.get(/** @type {WebContents} */ (/** @type {unknown} */ (contents))) ?? null;
  }
  /** @param {string} url */
  async loadURL(url) {
    const browser = await browserReady;
    const base = await origin.ready;
    const page = await browser.newPage(this.options.width ?? 1280, this.options.height ?? 800);
    const contents = this.webContents;
    contents.page = page;
    const frame = {
      get url() {
        return mapBack(page.url());
      },
      parent: null,
    };
    // Of Electron's event it has what main reads.
    const event = /** @type {import('electron').IpcMainInvokeEvent} */ (
      /** @type {unknown} */ ({ sender: contents, senderFrame: frame })
    );
    contents.deliver = await attachPreload(page, this.options.webPreferences?.preload ?? '', {
      invoke: async (channel, args) => {
        const handler = invokeHandlers.get(channel);
        if (!handler) throw new Error(`No handler registered for '${channel}'`);
        return handler(event, ...args);
      },
      send: (channel, args) => void ipcEvents.emit(channel, event, ...args),
    });
    page.on('popup', (popup) => {
      const details = /** @type {import('electron').HandlerDetails} */ ({ url: popup.url() });
      contents.openHandler?.(details);
      void popup.close();
    });
    page.on('close', () => {
      owners.delete(contents);
      this.emit('closed');
      if (owners.size === 0) appEvents.emit('window-all-closed');
    });
    await page.goto(url.replace('app://uniloom', base));
    this.emit('ready-to-show');
  }
  show() {}
  focus() {
    void this.webContents.page?.bringToFront();
  }
  isMinimized() {
    return false;
  }
  restore() {}
  setMenu(/** @type {unknown} */ menu) {
    this.menu = menu;
  }
  getNormalBounds() {
    return { x: 0, y: 0, width: this.options.width ?? 1280, height: this.options.height ?? 800 };
  }
}

export const Menu = strict('Menu', {
  buildFromTemplate: (/** @type {unknown[]} */ template) => ({ template }),
  setApplicationMenu: () => {},
});

/** Native dialogs cannot be driven here: the answers come from the environment, so that a test says what a user would. */
export const dialog = strict('dialog', {
  showOpenDialog: async () => answer('UNILOOM_STANDIN_OPEN'),
  showSaveDialog: async () => {
    const { canceled, filePaths } = answer('UNILOOM_STANDIN_SAVE');
    return { canceled, filePath: filePaths[0] ?? '' };
  },
  showMessageBoxSync: () => 1,
});

/** @param {string} variable */
function answer(variable) {
  const path = process.env[variable];
  return path ? { canceled: false, filePaths: [path] } : { canceled: true, filePaths: [] };
}

/** What would open in the user's browser is written down. */
export const shell = strict('shell', {
  openExternal: async (/** @type {string} */ url) => {
    const file = process.env['UNILOOM_STANDIN_BROWSED'];
    if (file) appendFileSync(file, `${url}\n`);
  },
});

export const session = strict('session', {
  defaultSession: strict('session.defaultSession', {
    setPermissionRequestHandler: () => {},
    setPermissionCheckHandler: () => {},
  }),
});
