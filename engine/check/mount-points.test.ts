/** UL0125: two file systems at one place under the same root; not under two roots, and not where one is used alone. */
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { apply } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';
import { exampleComposition } from '../testing/examples.ts';
import { check } from './check.ts';

let catalog: Catalog;
beforeAll(async () => {
  catalog = await readCatalog(fileURLToPath(new URL('../../microlibs', import.meta.url)));
});

const files = exampleComposition('files');
const withData = (more: Composition['wires'], options = {}): Composition => ({
  ...files,
  components: { ...files.components, data: { microlib: 'ramfs', options }, second: { microlib: 'vfs' } },
  wires: [...files.wires, { from: 'data.heap', to: 'heap.alloc' }, ...more],
});
const found = (composition: Composition) => check(composition, catalog, 'host').filter(({ code }) => code === 'UL0125');

it('names both and the place, and moves one away', () => {
  const composition = withData([{ from: 'tree.mounts', to: 'data.fs' }]);
  const [first, ...others] = found(composition);
  expect(others).toEqual([]);
  expect(first?.message).toBe("'root' and 'data' both want to be at / of tree.mounts");
  expect(first?.at).toEqual({ component: 'data', option: 'AT' });
  expect(first?.fixes.map(({ title }) => title)).toEqual(['Put data at /data']);
  expect(found(apply(composition, first?.fixes[0]?.edits ?? []))).toEqual([]);
});

it('is about one root', () => {
  expect(found(withData([{ from: 'second.mounts', to: 'data.fs' }]))).toEqual([]);
  expect(found(withData([{ from: 'tree.mounts', to: 'data.fs' }], { AT: '/srv' }))).toEqual([]);
  expect(found(withData([{ from: 'tree.mounts', to: 'data.fs' }], { AT: '/dev' }))).toHaveLength(1);
});
