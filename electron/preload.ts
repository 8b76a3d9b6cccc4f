/** The preload script: the contract's transport, and nothing else of Electron, reaches the page. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../engine/bridge.ts';
import { CALL, MENU, PUSH } from './channels.ts';

const listeners = new Map<string, Set<(payload: never) => void>>();

ipcRenderer.on(PUSH, (_event, message: { event: string; payload: never }) => {
  for (const listener of listeners.get(message.event) ?? []) listener(message.payload);
});

const bridge: Bridge = {
  call: (procedure, input) => ipcRenderer.invoke(CALL, { procedure, input }),
  on: (event, listener) => {
    const all = listeners.get(event) ?? new Set();
    listeners.set(event, all);
    all.add(listener);
    return () => all.delete(listener);
  },
  menu: (items) => ipcRenderer.send(MENU, items),
};

contextBridge.exposeInMainWorld('uniloom', bridge);
