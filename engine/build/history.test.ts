/** The sizes of the build before, as the build folder keeps them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SizeReport } from '../contract.ts';
import { previousSizes } from './history.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'uniloom-sizes-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const report = (text: number): SizeReport => ({
  image: text,
  total: { text, rodata: 0, data: 0, bss: 0 },
  components: [{ name: 'app', microlib: 'hello', text, rodata: 0, data: 0, bss: 0 }],
});

it('a build is compared with the one before', () => {
  expect(previousSizes(dir, report(1), false)).toBeNull();
  expect(previousSizes(dir, report(2), false)).toEqual(report(1));
  // A boot that builds nothing still says what the last build changed.
  expect(previousSizes(dir, report(2), true)).toEqual(report(1));
  // A build that changes no size is unchanged against the last.
  expect(previousSizes(dir, report(2), false)).toEqual(report(2));
});

it('a first build of nothing has none before it', () => {
  expect(previousSizes(dir, report(1), true)).toBeNull();
  expect(previousSizes(dir, report(1), true)).toBeNull();
});

const SIZES = '"text":1,"rodata":0,"data":0,"bss":0';
const NAMELESS = `{"last":{"image":1,"total":{${SIZES}},"components":[{${SIZES}}]}}`;

it.each(['', 'null', '{"last":{}}', '{"last":{"image":1,"total":{},"components":[]}}', NAMELESS, '[1'])(
  'a damaged record is none: %s',
  (text) => {
    writeFileSync(join(dir, 'sizes.json'), text);
    expect(previousSizes(dir, report(1), true)).toBeNull();
    expect(previousSizes(dir, report(2), false)).toEqual(report(1));
  },
);

it('a folder that takes no record has no history', () => {
  expect(previousSizes(join(dir, 'none'), report(1), false)).toBeNull();
});
