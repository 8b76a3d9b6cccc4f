/** Message-signalled interrupts on real guests: each reaches the handler that it is for, once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TCG } from '../boot/accel.ts';
import { boot } from '../boot/boot.ts';
import { buildComposition } from '../build/compose.ts';
import { sourceReader } from '../build/reader.ts';
import { readCatalog } from '../catalog/read.ts';
import type { Catalog, Microlib } from '../catalog/types.ts';
import { root } from '../testing/cli.ts';

const microlibs = join(root, 'microlibs');
const APIS = ['msi', 'mmio', 'cpu'];

let catalog: Catalog;
let folder = '';
beforeAll(async () => {
  catalog = await readCatalog(microlibs);
  folder = mkdtempSync(join(tmpdir(), 'uniloom-messages-'));
  writeFileSync(join(folder, 'main.c'), MESSAGES);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** QEMU takes a write of the processor for a message of a device. */
const MESSAGES = `#include <ports.h>

static volatile unsigned came[2];

static void count(void *ctx)
{
	++*(volatile unsigned *)ctx;
}

int main(void)
{
	struct msi_message messages[2];

	for (unsigned i = 0; i < 2; i++)
		if (msi_attach(count, (void *)&came[i], &messages[i]) < 0)
			return 1;
	for (unsigned round = 1; round <= 100; round++)
		for (unsigned i = 0; i < 2; i++) {
			unsigned long state = cpu_irq_save();

			mmio_write32(messages[i].address & 0xfffff000, messages[i].data);
			while (came[i] < round)
				cpu_idle();
			cpu_irq_restore(state);
			if (came[i] != round || came[!i] + 1 - i != round)
				return 2;
		}
	return 0;
}
`;

it.each(['x86_64/microvm', 'x86_64/qemu-pc'])('%s', async (target) => {
  const hello = catalog.microlibs['hello'] as Microlib;
  const requires = APIS.map((api) => ({ port: api, api, version: 1, count: 'one' as const, late: false }));
  const messages: Microlib = { ...hello, name: 'messages', requires, bootOptions: [], kconfig: '' };
  const composed = await buildComposition({
    composition: {
      ...{ uniloom: 1, name: 'messages', targets: [target], groups: {}, defaults: {}, boot: {}, layout: {} },
      components: { app: { microlib: 'messages', sources: ['main.c'] } },
      wires: APIS.map((api) => ({ from: `app.${api}`, to: `board.${api}` })),
    },
    catalog: { ...catalog, microlibs: { ...catalog.microlibs, messages } },
    target,
    profile: 'release',
    out: join(folder, target),
    readSource: sourceReader(microlibs, folder).read,
  });
  if (!composed.ok) throw new Error(`${JSON.stringify(composed.diagnostics, null, 1)}\n${composed.log}`);
  const { graph, result, elf } = composed;
  const names = { inits: graph.inits, mains: graph.mains, counters: [], traced: [] };
  const { result: run } = await boot({
    image: result.image,
    elf,
    board: graph.board,
    accelerator: TCG,
    words: [],
    names,
  });
  expect(run, run.console).toMatchObject({ failure: null, exitStatus: 0, poweredOff: true });
});
