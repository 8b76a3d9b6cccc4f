/** Guests for tests: a composition built and booted in this process, watched and spoken to while it runs. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { wordsIn } from '../boot/backends.ts';
import { type BootOutcome, boot } from '../boot/boot.ts';
import type { Qmp } from '../boot/qmp.ts';
import type { BackendWords } from '../graph/backends.ts';
import { createEngine } from '../procedures/engine.ts';
import { prepareRun, type RunRequest } from '../procedures/running.ts';
import { root } from './cli.ts';
import { promised } from './promised.ts';

/** Machines that a test runs on: target and variant. */
export const MACHINES = [
  ['x86_64/microvm', 'microvm'],
  ['x86_64/qemu-pc', 'pc'],
  ['x86_64/qemu-pc', 'q35'],
] as const;

export interface Guest {
  /** Resolves with the console so far once it shows `text`; rejects when the machine ends without. */
  shows(text: string | RegExp): Promise<string>;
  readonly input: Promise<Writable>;
  readonly monitor: Promise<Qmp>;
  readonly ended: Promise<BootOutcome>;
}

export interface Guests {
  /** A scratch folder. Its name is short: unix sockets go there. */
  readonly folder: string;
  /** Writes a composition, `yaml` behind its name and targets, into a folder of its own. */
  compose(name: string, yaml: string, files?: Readonly<Record<string, string | Uint8Array>>): string;
  /** Builds and boots the composition at `file`. */
  start(
    file: string,
    request?: Partial<Omit<RunRequest, 'backends'>> & {
      readonly words?: BackendWords;
      /** The machine gets none of the devices that the image wants. */
      readonly bare?: boolean;
    },
  ): Promise<Guest>;
  remove(): Promise<void>;
}

const TARGETS = 'targets: [x86_64/microvm, x86_64/qemu-pc, host]';

export function createGuests(): Guests {
  const folder = mkdtempSync(join(tmpdir(), 'ul-'));
  process.env['UNILOOM_CACHE_DIR'] = join(folder, 'cache');
  process.env['UNILOOM_STATE_DIR'] = join(folder, 'state');
  const engine = createEngine({ shell: 'cli', root, workspace: folder, version: 'test' });
  return {
    folder,
    compose(name, yaml, files = {}) {
      const own = join(folder, name);
      mkdirSync(own, { recursive: true });
      writeFileSync(join(own, 'uniloom.yaml'), `uniloom: 1\nname: ${name}\n${TARGETS}\n${yaml}`);
      for (const [file, data] of Object.entries(files)) writeFileSync(join(own, file), data);
      return join(own, 'uniloom.yaml');
    },
    async start(file, { words = {}, bare = false, ...request } = {}) {
      const document = await engine.call('document.open', { path: file });
      const backends = await wordsIn(folder, words);
      const target = request.target ?? document.composition.targets[0] ?? '';
      let console = '';
      const waiting: { text: string | RegExp; resolve(console: string): void; reject(error: Error): void }[] = [];
      const look = () => {
        for (const one of [...waiting]) {
          const seen = typeof one.text === 'string' ? console.includes(one.text) : one.text.test(console);
          if (!seen) continue;
          waiting.splice(waiting.indexOf(one), 1);
          one.resolve(console);
        }
      };
      const running = promised<readonly [Writable | null, Qmp | null]>();
      const wanted = { profile: 'debug' as const, accelerator: 'tcg' as const, ...request, backends, target };
      const hooks = {
        signal: new AbortController().signal,
        onConsole: (text: string) => {
          console += text;
          look();
        },
        onRunning: (input: Writable | null, monitor: Qmp | null) => running.resolve([input, monitor]),
      };
      const run = async () => {
        const prepared = await prepareRun(engine.context, { ...wanted, document: document.id }, hooks);
        return boot(bare ? { ...prepared, devices: undefined } : prepared);
      };
      const ended = run();
      const close = () => engine.call('document.close', { document: document.id, discard: true });
      const gone = (why: string) => {
        for (const one of waiting.splice(0)) one.reject(new Error(`${why} without ${String(one.text)}:\n${console}`));
      };
      ended.then(
        ({ result }) => gone(`the guest ended (${result.failure ?? 'well'})`),
        (error: unknown) => {
          gone(String(error));
          running.reject(error);
        },
      );
      running.promise.catch(() => {});
      const over = ended.finally(close);
      // A test that has failed already does not ask how it ended.
      over.catch(() => {});
      const needed = async <T>(value: Promise<T | null>): Promise<T> => {
        const there = await value;
        if (there === null) throw new Error('this machine has none');
        return there;
      };
      return {
        shows: (text) =>
          new Promise((resolve, reject) => {
            waiting.push({ text, resolve, reject });
            look();
          }),
        get input() {
          return needed(running.promise.then(([input]) => input));
        },
        get monitor() {
          return needed(running.promise.then(([, monitor]) => monitor));
        },
        ended: over,
      };
    },
    async remove() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
