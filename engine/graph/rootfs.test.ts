/** Who is given the root folder's archive, and what is said where nobody is. */
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import { apply } from '../model/edits.ts';
import type { Composition } from '../model/types.ts';
import { exampleComposition } from '../testing/examples.ts';
import { analyse } from './flatten.ts';
import { archiveTaker, rootfsFindings } from './rootfs.ts';

let catalog: Catalog;
beforeAll(async () => {
  catalog = await readCatalog(fileURLToPath(new URL('../../microlibs', import.meta.url)));
});

const files = exampleComposition('files');
const graphOf = (composition: Composition, target: Parameters<typeof analyse>[2]) =>
  analyse(composition, catalog, target).graph;
const without: Composition = { ...files, wires: files.wires.filter(({ to }) => to !== 'board.initrd') };

describe('the archive', () => {
  it("goes to the loader on machines, and into the reader's boot option on host", () => {
    expect(archiveTaker(graphOf(files, 'x86_64/microvm'))).toEqual({ component: 'board_pvh', option: null });
    expect(archiveTaker(graphOf(files, 'x86_64/qemu-pc'))).toEqual({ component: 'board_pvh', option: null });
    expect(archiveTaker(graphOf(files, 'host'))).toEqual({ component: 'board_initrd', option: 'PATH' });
  });

  it('goes to nobody where nothing is wired to it, or what is wired is not linked', () => {
    expect(archiveTaker(graphOf(without, 'x86_64/microvm'))).toBeNull();
    const lost = { ...files, wires: files.wires.filter(({ to }) => to !== 'root.fs') };
    expect(archiveTaker(graphOf(lost, 'x86_64/microvm'))).toBeNull();
    expect(archiveTaker(graphOf(exampleComposition('hello'), 'x86_64/microvm'))).toBeNull();
  });
});

describe('a root folder that nothing takes', () => {
  it('is a warning in the document, and an error on the command line', () => {
    const graph = graphOf(without, 'host');
    const [own] = rootfsFindings(graph, without);
    expect([own?.code, own?.severity, own?.at]).toEqual(['UL0412', 'warning', { path: ['boot', 'rootfs'] }]);
    const [given] = rootfsFindings(graph, without, '/srv/www');
    expect([given?.code, given?.severity]).toEqual(['UL0412', 'error']);
    expect(given?.message).toMatch(/^--rootfs \/srv\/www: .*board\.initrd$/);
    expect(rootfsFindings(graphOf(files, 'host'), files, '/srv/www')).toEqual([]);
    expect(rootfsFindings(graph, { ...without, boot: {} })).toEqual([]);
  });

  it('is mended by the wire that is missing, or without the setting', () => {
    const [found] = check(without, catalog, 'host').filter(({ code }) => code === 'UL0412');
    expect(found?.fixes.map(({ title }) => title)).toEqual(['Wire root.archive to board.initrd', 'Remove boot.rootfs']);
    for (const { edits } of found?.fixes ?? [])
      expect(check(apply(without, edits), catalog, 'host').map(({ code }) => code)).not.toContain('UL0412');
  });
});
