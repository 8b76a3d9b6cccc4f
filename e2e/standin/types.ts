/**
 * The stand-in against electron.d.ts, checked by `tsc` (nothing here runs): each object has only what Electron's has,
 * takes what Electron's takes, and answers with what Electron's answers. A claim that does not hold is a type error
 * that names the member.
 */
import type { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type * as standin from './electron.mjs';

/** Members that are the events of Node. Electron declares each event by itself, which cannot be compared. */
type Events = keyof EventEmitter;

/**
 * Answers that main hands on and never looks into, or looks at one part of: a menu, `ipcMain.on`'s chaining, the
 * default session.
 */
type Opaque = 'buildFromTemplate' | 'on' | 'defaultSession';

type Takes<S, R> = R extends (...args: infer P) => unknown ? (S extends (...args: P) => unknown ? true : false) : true;
type Answers<S, R> = S extends (...args: never[]) => infer A
  ? R extends (...args: never[]) => infer B
    ? A extends B
      ? true
      : false
    : false
  : S extends R
    ? true
    : false;

/** Names of members of the stand-in `S` that are not as in Electron's `R`, with what is wrong. */
type Wrong<S, R> = {
  [K in Exclude<keyof S, Events> & string]: K extends keyof R
    ? K extends Opaque
      ? never
      : Takes<S[K], R[K]> extends true
        ? Answers<S[K], R[K]> extends true
          ? never
          : `${K} answers with something else`
        : `${K} does not take what Electron's takes`
    : `Electron has no ${K}`;
}[Exclude<keyof S, Events> & string];

type Shared = Exclude<keyof typeof standin & keyof typeof Electron, 'BrowserWindow'>;
type ObjectFaults = { [K in Shared]: Wrong<(typeof standin)[K], (typeof Electron)[K]> }[Shared];

/** What a stand-in's window holds for itself. */
type Own = 'options' | 'menu' | 'webContents';
type WindowFaults =
  | Wrong<Omit<standin.BrowserWindow, Own>, Electron.BrowserWindow>
  | Wrong<Omit<standin.BrowserWindow['webContents'], 'page' | 'deliver' | 'openHandler'>, Electron.WebContents>;

type Nothing<Fault extends never> = Fault;
export type Checked = [Nothing<ObjectFaults>, Nothing<WindowFaults>];
