import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { queue } from './jsonfile.ts';
import { hashOf } from './load.ts';
import { type Watch, watchFile } from './watch.ts';

let folder = '';
let watch: Watch | null = null;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'uniloom-watch-')));
});
afterEach(async () => {
  await watch?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Watches a file that was read as `old`; `noticed` resolves when a change asks for its turn. */
async function watching() {
  const file = join(folder, 'uniloom.yaml');
  writeFileSync(file, 'old');
  const state = { file, expected: hashOf('old'), inTurn: queue(), reports: [] as boolean[], looks: Promise.resolve() };
  let first: () => void = () => {};
  const noticed = new Promise<void>((resolve) => {
    first = resolve;
  });
  watch = watchFile(
    file,
    () => state.expected,
    (look) => {
      state.looks = state.inTurn(look);
      first();
      return state.looks;
    },
    (deleted) => void state.reports.push(deleted),
  );
  await watch.ready;
  return { state, noticed };
}

it('a save that is noticed before its hash is known is not reported', async () => {
  const { state, noticed } = await watching();
  await state.inTurn(async () => {
    writeFileSync(state.file, 'ours');
    await noticed;
    state.expected = hashOf('ours');
  });
  await state.looks;
  expect(state.reports).toEqual([]);
});

it('what another program writes is reported, after what is being done with the document', async () => {
  const { state, noticed } = await watching();
  await state.inTurn(async () => {
    writeFileSync(state.file, 'theirs');
    await noticed;
    expect(state.reports).toEqual([]);
  });
  await state.looks;
  expect(state.reports).toEqual([false]);
});
