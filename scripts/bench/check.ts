/** What one edit of a large composition costs in the checker's worker; run by `check.mjs`. Prints one JSON document. */
import { readCatalog } from '../../engine/catalog/read.ts';
import { check } from '../../engine/check/check.ts';
import { invert } from '../../engine/model/edits.ts';
import type { EditKind } from '../../engine/testing/edits.ts';
import { editOf } from '../../engine/testing/edits.ts';
import { largeCatalog, largeComposition, random } from '../../engine/testing/large.ts';
import { makeChecker } from '../../renderer/worker/checker.ts';
import type { FromChecker } from '../../renderer/worker/protocol.ts';

const TARGET = 'x86_64/microvm';
const KINDS: readonly EditKind[] = [
  'set option',
  'remove wire',
  'add wire',
  'add component',
  'remove component',
  'lose component',
  'rename',
  'move node',
];

const [root = '.', count = '1000', runs = '60'] = process.argv.slice(2);
const catalog = largeCatalog(await readCatalog(`${root}/microlibs`));
const start = largeComposition(1, Number(count), [TARGET]);

function time(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** Of this process, milliseconds: what a machine that has other things to do does not add to. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds in the worker, and of carrying both messages across, for edits of one kind, each undone again. */
function measure(kind: EditKind): { readonly worker: number[]; readonly busy: number[]; readonly across: number[] } {
  const next = random(7);
  const checker = makeChecker();
  checker.receive({ type: 'catalog', catalog });
  checker.receive({ type: 'target', target: TARGET });
  checker.receive({ type: 'document', revision: 0, composition: start });
  checker.run();
  const worker: number[] = [];
  const busy: number[] = [];
  const across: number[] = [];
  let revision = 0;
  for (let run = 0; run < Number(runs); run++) {
    const edits = editOf(kind, start, catalog, next);
    let answer: FromChecker | null = null;
    const begun = cpu();
    worker.push(
      time(() => {
        checker.receive({ type: 'edits', revision: ++revision, edits });
        answer = checker.run();
      }),
    );
    busy.push(cpu() - begun);
    across.push(time(() => structuredClone([edits, answer])));
    checker.receive({ type: 'edits', revision: ++revision, edits: invert(edits) });
    checker.run();
  }
  return { worker, busy, across };
}

// Once through, so that no kind pays for the compiler's warming up.
for (const kind of KINDS) measure(kind);
const result = {
  components: Object.keys(start.components).length,
  wires: start.wires.length,
  fresh: Array.from({ length: 15 }, () => {
    const copy = structuredClone(start);
    return time(() => check(copy, { ...catalog }, TARGET));
  }),
  kinds: KINDS.map((kind) => ({ kind, ...measure(kind) })),
};
process.stdout.write(JSON.stringify(result));
