/**
 * Hostile trees, macros and `.config` files, in processes of their own: no crash, no hang, no memory without bound. A
 * process may use 256 MB, and one that says nothing for ten seconds is taken to hang; no clock decides otherwise.
 * 100,000 inputs at full scale.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../testing/cli.ts';
import { scale, scaled } from '../testing/scale.ts';
import { FUZZ_KINDS } from './testing/mutate.ts';

const MEGABYTES = 256;
const SILENCE_MS = 10_000;
/** The watchdog ends what hangs; many inputs may take long where the machine is busy. */
const LONG_MS = 600_000 * Math.max(1, scale);
const PROGRAM = join(root, 'dist/test/kconfig-fuzz.mjs');

interface Outcome {
  readonly failure: string;
  /** The last input that was begun. */
  readonly seed: number;
  readonly inputs: number;
  /** Bytes of heap more than after the first hundred inputs. */
  readonly grown: number;
}

function run(kind: string, from: number, to: number): Promise<Outcome> {
  return new Promise((done) => {
    const flags = ['--expose-gc', `--max-old-space-size=${MEGABYTES}`];
    const child = spawn(process.execPath, [...flags, PROGRAM, kind, String(from), String(to)]);
    let seed = from;
    let failure = '';
    let rest = '';
    let result = { inputs: 0, grown: 0 };
    let watchdog = setTimeout(hangs, SILENCE_MS);
    function hangs() {
      failure = `input ${seed} does not end`;
      child.kill('SIGKILL');
    }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(hangs, SILENCE_MS);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.startsWith('@')) seed = Number(line.slice(1));
        if (line.startsWith('{')) result = JSON.parse(line);
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (failure.length < 4000) failure += text;
    });
    child.on('close', (status, signal) => {
      clearTimeout(watchdog);
      if (status !== 0 && failure === '') failure = `ended with ${status ?? signal}`;
      done({ ...result, failure, seed });
    });
  });
}

beforeAll(async () => {
  const { bundle } = await import(pathToFileURL(join(root, 'scripts/lib/build.mjs')).href);
  await bundle('engine/testing/kconfig-fuzz.ts', 'dist/test', 'kconfig-fuzz.mjs', 'es');
});

describe('whatever is read, the engine comes back', () => {
  test.each(FUZZ_KINDS)(
    '%s',
    async (kind) => {
      const count = scaled(2500);
      const { failure, seed, inputs, grown } = await run(kind, 0, count);
      expect(failure, `${kind}, input ${seed}`).toBe('');
      expect(inputs).toBe(count);
      expect(grown).toBeLessThan(32 * 1024 * 1024);
    },
    LONG_MS,
  );
});
