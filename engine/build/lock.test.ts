import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inFolder } from './lock.ts';

let base = '';
let folder = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'uniloom-lock-'));
  folder = join(base, 'out');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const lock = () => join(folder, '.uniloom.lock');
const startOf = (pid: number) => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

test('builds of one folder take turns, whatever becomes of each', async () => {
  let inside = 0;
  let most = 0;
  const build = (fails: boolean) => async () => {
    inside++;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    if (fails) throw new Error('no');
  };
  const all = Array.from({ length: 8 }, (_, i) => inFolder(folder, undefined, build(i % 3 === 0)));
  const outcomes = await Promise.allSettled(all);
  expect(most).toBe(1);
  expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(outcomes.map((_, i) => i % 3 === 0));
  expect(existsSync(lock())).toBe(false);
});

test('builds of different folders do not wait for each other', async () => {
  const other = join(base, 'other');
  await inFolder(folder, undefined, () =>
    inFolder(other, undefined, async () => expect(existsSync(lock())).toBe(true)),
  );
});

test('another process that builds is waited for, until it is gone', async () => {
  await inFolder(folder, undefined, async () => {});
  const holder = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(holder, 'spawn');
  const text = `${holder.pid} ${startOf(holder.pid ?? 0)}`;
  writeFileSync(lock(), text);
  let ran = false;
  const waiting = inFolder(folder, undefined, async () => {
    ran = true;
  });
  // By the time that another folder has been through, this one has been looked at.
  await inFolder(join(base, 'other'), undefined, async () => {});
  expect(ran).toBe(false);
  expect(readFileSync(lock(), 'utf8')).toBe(text);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await waiting;
  expect(ran).toBe(true);
});

test.each(['', 'nonsense', '999999999 1', `${process.pid} 0`])(
  'a lock of nobody who lives (%j) is no obstacle',
  async (text) => {
    await inFolder(folder, undefined, async () => {});
    writeFileSync(lock(), text);
    await expect(inFolder(folder, undefined, async () => 'built')).resolves.toBe('built');
  },
);

test('who stops waiting builds nothing', async () => {
  await inFolder(folder, undefined, async () => {});
  writeFileSync(lock(), `${process.ppid} ${startOf(process.ppid)}`);
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  await expect(inFolder(folder, stop.signal, async () => 'built')).rejects.toThrow('enough');
});

test('who stops waiting for others of this process does so at once', async () => {
  const stop = new AbortController();
  let end = () => {};
  const long = inFolder(folder, undefined, () => new Promise<void>((resolve) => (end = resolve)));
  let ran = false;
  const waiting = inFolder(folder, stop.signal, async () => {
    ran = true;
  });
  const after = inFolder(folder, undefined, async () => 'built');
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(inFolder(folder, stop.signal, async () => {})).rejects.toThrow('enough');
  end();
  await long;
  expect(await after).toBe('built');
  expect(ran).toBe(false);
  expect(existsSync(lock())).toBe(false);
});
