/**
 * Runs the built preload in an isolated world of the page, as Electron does with contextIsolation: its globals are
 * not the page's, and only what it exposes crosses, by value.
 */
import { readFileSync } from 'node:fs';

const WORLD = 'uniloom-preload';

/**
 * The bridge between the worlds. DOM events carry JSON between the preload's world and the page's; functions given by
 * the page are kept on its side and called by number, as Electron's contextBridge proxies them.
 */
const PRELOAD_SIDE = `
const pending = new Map(); const channels = new Map(); let next = 1;
const up = (message) => globalThis.__standinUp(JSON.stringify(message));
globalThis.__standinDown = (text) => {
  const message = JSON.parse(text);
  if (message.type === 'reply') {
    const { resolve, reject } = pending.get(message.id); pending.delete(message.id);
    if (message.ok) resolve(message.value); else reject(new Error(message.error));
  } else for (const listener of channels.get(message.channel) ?? []) listener({}, ...message.args);
};
const ipcRenderer = {
  invoke: (channel, ...args) => new Promise((resolve, reject) => {
    const id = next++; pending.set(id, { resolve, reject }); up({ type: 'invoke', id, channel, args });
  }),
  send: (channel, ...args) => up({ type: 'send', channel, args }),
  on: (channel, listener) => { const all = channels.get(channel) ?? []; channels.set(channel, all); all.push(listener); return ipcRenderer; },
};
const functions = new Map(); let functionId = 1;
const toPage = (detail) => document.dispatchEvent(new CustomEvent('standin:to-page', { detail: JSON.stringify(detail) }));
const revive = (value) => value && value.$callback !== undefined
  ? (...args) => toPage({ type: 'callback', id: value.$callback, args }) : value;
const contextBridge = {
  exposeInMainWorld: (name, api) => {
    for (const [key, value] of Object.entries(api)) if (typeof value !== 'function') throw new Error('only functions are exposed: ' + key);
    document.addEventListener('standin:to-preload', (event) => {
      const message = JSON.parse(event.detail);
      if (message.type === 'ready') return toPage({ type: 'expose', name, keys: Object.keys(api) });
      const args = message.args.map(revive);
      const done = (value) => {
        if (typeof value === 'function') { const id = functionId++; functions.set(id, value); return toPage({ type: 'result', id: message.id, ok: true, value: { $function: id } }); }
        toPage({ type: 'result', id: message.id, ok: true, value });
      };
      if (message.type === 'function') return functions.get(message.target)?.(...args);
      try {
        const value = api[message.key](...args);
        if (value instanceof Promise) value.then(done, (error) => toPage({ type: 'result', id: message.id, ok: false, value: String(error) }));
        else done(value);
      } catch (error) { toPage({ type: 'result', id: message.id, ok: false, value: String(error) }); }
    });
    toPage({ type: 'expose', name, keys: Object.keys(api) });
  },
};
const require = (id) => { if (id === 'electron') return { contextBridge, ipcRenderer }; throw new Error('a sandboxed preload has no module ' + id); };
`;

/** Runs in the page's own world before its scripts. Exposed calls answer with promises or, for listeners, a function. */
const PAGE_SIDE = `(() => {
  const waiting = new Map(); const callbacks = new Map(); let next = 1;
  const send = (detail) => document.dispatchEvent(new CustomEvent('standin:to-preload', { detail: JSON.stringify(detail) }));
  document.addEventListener('standin:to-page', (event) => {
    const message = JSON.parse(event.detail);
    if (message.type === 'callback') return callbacks.get(message.id)?.(...message.args);
    if (message.type === 'result') {
      const entry = waiting.get(message.id); waiting.delete(message.id);
      if (message.ok) entry.resolve(message.value); else entry.reject(new Error(message.value));
      return;
    }
    if (globalThis[message.name]) return;
    const api = {};
    for (const key of message.keys) api[key] = (...args) => {
      const id = next++; let listener = false;
      const passed = args.map((value) => {
        if (typeof value !== 'function') return value;
        listener = true; const callback = next++; callbacks.set(callback, value); return { $callback: callback };
      });
      let settled; const result = new Promise((resolve, reject) => { settled = { resolve, reject }; });
      waiting.set(id, settled);
      send({ type: 'call', id, key, args: passed });
      return listener ? () => void result.then((value) => send({ type: 'function', target: value.$function, args: [] })) : result;
    };
    Object.defineProperty(globalThis, message.name, { value: Object.freeze(api), enumerable: true });
  });
  send({ type: 'ready' });
})();`;

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} preload path of the built preload
 * @param {{ invoke: (channel: string, args: unknown[]) => Promise<unknown>, send: (channel: string, args: unknown[]) => void }} main
 * @returns {Promise<(channel: string, args: unknown[]) => Promise<void>>} delivers a message to the preload
 */
export async function attachPreload(page, preload, main) {
  const session = await page.context().newCDPSession(page);
  /** @type {Map<number, string>} */
  const contexts = new Map();
  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.name === WORLD) contexts.set(context.id, context.uniqueId);
  });
  session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => contexts.delete(executionContextId));
  session.on('Runtime.executionContextsCleared', () => contexts.clear());
  const down = async (/** @type {object} */ message) => {
    const expression = `globalThis.__standinDown(${JSON.stringify(JSON.stringify(message))})`;
    for (const uniqueContextId of contexts.values())
      await session.send('Runtime.evaluate', { expression, uniqueContextId }).catch(() => {
        // The page went away meanwhile: there is nobody to tell.
      });
  };
  session.on('Runtime.bindingCalled', async ({ name, payload }) => {
    if (name !== '__standinUp') return;
    const message = JSON.parse(payload);
    if (message.type === 'send') return main.send(message.channel, message.args);
    try {
      const value = await main.invoke(message.channel, message.args);
      await down({ type: 'reply', id: message.id, ok: true, value });
    } catch (error) {
      await down({ type: 'reply', id: message.id, ok: false, error: String(error) });
    }
  });
  await session.send('Runtime.enable');
  await session.send('Page.enable');
  await session.send('Runtime.addBinding', { name: '__standinUp', executionContextName: WORLD });
  // Scripts of both worlds run before the page's own; whichever is second finds the other by its 'ready' or 'expose'.
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: PAGE_SIDE });
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(() => { const process = {}, module = { exports: {} }, exports = module.exports;\n${PRELOAD_SIDE}\n(() => {${readFileSync(preload, 'utf8')}\n})(); })();`,
    worldName: WORLD,
  });
  return (channel, args) => down({ type: 'push', channel, args });
}
