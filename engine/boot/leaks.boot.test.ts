/** What a program does not free is reported by function and line, after its main. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGuest, program } from '../testing/guest.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-leaks-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const source = 'leaky.c';
const line = (text: string) =>
  readFileSync(join(import.meta.dirname, '../testing/guests', source), 'utf8')
    .split('\n')
    .findIndex((one) => one.includes(text)) + 1;

it.each([
  ['host', 'debug'],
  ['x86_64/microvm', 'debug'],
  ['x86_64/microvm', 'release'],
] as const)('%s, %s', async (target, profile) => {
  const leaky = program({
    source,
    requires: [{ port: 'alloc', api: 'alloc' }],
    components: { leaks: { microlib: 'leaks' }, heap: { microlib: 'tlsf' } },
    wires: [
      'probe.alloc leaks.alloc',
      'leaks.backing heap.alloc',
      'leaks.control board.control',
      'heap.region board.region',
    ],
  });
  const own = join(folder, target.replace('/', '-'), profile);
  const guest = await buildGuest({ ...leaky, target, profile, folder: own });
  const { result, diagnostics } = await guest.boot();
  expect(result.failure, result.console).toBeNull();
  expect(result.console).toContain('leaks: 3 blocks, 1507 bytes not freed');
  const [found, ...others] = diagnostics;
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: 'UL0415', severity: 'warning', message: '3 blocks (1507 bytes) were not freed' });
  expect(found?.because).toEqual([
    expect.stringMatching(`^2 blocks, 1500 bytes: forget_one \\(probe\\) at probe/leaky.c:${line('forgotten here')}$`),
    expect.stringMatching(`^1 block, 7 bytes: .*main \\(probe\\) at probe/leaky.c:${line('malloc(7)')}$`),
  ]);
});
