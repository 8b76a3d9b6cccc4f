/** A real archive from Debian's mirror, into images that run. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pinsOf } from '../catalog/thirdparty.ts';
import { composition, openWorkshop, type Workshop } from '../emit/fixtures/workshop.ts';
import { ensureArchives } from './archives.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
  await ensureArchives(pinsOf(Object.values(shop.catalog.microlibs)));
});
afterAll(() => shop.close());

const twice = composition({ one: 'checksum', two: 'checksum' }, [
  'one.console board.console',
  'two.console board.console',
]);

it.each(['debug', 'release'] as const)(
  'compiles an archive’s files for two components at once (%s)',
  async (profile) => {
    const out = shop.folder();
    const built = await shop.build({ composition: twice, profile }, out);
    if (!built.ok) throw new Error(`${JSON.stringify(built.diagnostics, null, 1)}\n${built.log}`);
    const { stdout, status } = spawnSync(join(out, 'image'), { encoding: 'utf8' });
    expect([stdout, status]).toEqual(['checksum 220d\nchecksum 220d\n', 0]);
    // What they include came along, and no more than that.
    const top = join(out, 'src/checksum/lwip-2.1.3');
    expect(existsSync(join(top, 'src/include/lwip/opt.h'))).toBe(true);
    expect(existsSync(join(top, 'src/core/tcp.c'))).toBe(false);
    expect(readFileSync(join(out, 'gen/one/rename.h'), 'utf8')).toContain('inet_chksum one__inet_chksum\n');
    // The archive's code is the component's: release folds what both have, and inlines.
    const text = built.result.size.components.filter(({ name }) => name === 'one' || name === 'two');
    expect(text.reduce((sum, row) => sum + row.text, 0)).toBeGreaterThan(300);
  },
);
