import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformWithOxc } from 'vite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scaled } from '../testing/scale.ts';
import { PARTIAL, writeAtomic } from './atomic.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Text that says its own number and length, so that a part of it is told from the whole. */
const content = (number: number) => `${number}\n${String(number % 10).repeat(300_000)}\nend ${number}\n`;
const isWhole = (text: string) => text === content(Number.parseInt(text, 10));

it('keeps permissions and follows a link', async () => {
  const file = join(folder, 'a');
  writeFileSync(file, 'old');
  await chmod(file, 0o640);
  await symlink('a', join(folder, 'link'));
  await writeAtomic(join(folder, 'link'), 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).sort()).toEqual(['a', 'link']);
});

it('leaves nothing behind when it fails', async () => {
  await mkdir(join(folder, 'taken'));
  await expect(writeAtomic(join(folder, 'taken'), 'x')).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});

it('is the old or the new file, whole, when the process is killed', async () => {
  const code = readFileSync(join(import.meta.dirname, 'atomic.ts'), 'utf8');
  const { code: script } = await transformWithOxc(code, 'atomic.ts', { lang: 'ts' });
  const file = join(folder, 'uniloom.yaml');
  writeFileSync(
    join(folder, 'child.mjs'),
    `${script}\nconst content = ${content.toString()};\nfor (let n = 2; ; n += 1) { await writeAtomic(${JSON.stringify(file)}, content(n)); process.stdout.write('.'); }\n`,
  );
  let seed = 20_261_122;
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  let replaced = 0;
  for (let round = 0; round < scaled(25); round += 1) {
    writeFileSync(file, content(1));
    const child = spawn(process.execPath, [join(folder, 'child.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
    // The first save is done, so the kill falls into the second or a later one.
    await new Promise((resolve) => child.stdout.once('data', resolve));
    setTimeout(() => child.kill('SIGKILL'), random() * 15);
    expect(await ended).toBe('SIGKILL');
    const text = readFileSync(file, 'utf8');
    expect(isWhole(text)).toBe(true);
    if (Number.parseInt(text, 10) > 1) replaced += 1;
    for (const name of readdirSync(folder)) if (name.endsWith(PARTIAL)) rmSync(join(folder, name));
  }
  expect(replaced).toBe(scaled(25));
});
