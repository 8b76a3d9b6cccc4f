/**
 * `node scripts/bench/alloc.mjs`, and a part of `npm run bench`: what an allocation costs with each provider, on a trace recorded
 * from a real program, on the emulated machine and on host, there beside glibc's malloc.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../lib/run.mjs';

const OPERATIONS = 20_000;
const app = join(root, 'microlibs/tests/allocbench/src');

/**
 * What the C compiler asks of malloc while it compiles the recorder.
 * @param {string} folder
 * @returns {string} `trace.c`
 */
function recorded(folder) {
  const recorder = join(folder, 'recorder.so');
  const source = join(root, 'scripts/bench/alloc-recorder.c');
  execFileSync('gcc', ['-O2', '-fno-builtin', '-shared', '-fPIC', '-o', recorder, source, '-ldl']);
  const env = { ...process.env, LD_PRELOAD: recorder, ALLOC_TRACE: join(folder, 'trace'), ALLOC_MOST: `${OPERATIONS}` };
  execFileSync('gcc', ['-O2', '-c', '-o', join(folder, 'ignored.o'), source], { env });
  // The driver, the compiler proper and the assembler have a file each.
  const [text = ''] = readdirSync(folder)
    .filter((name) => name.startsWith('trace.'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .sort((a, b) => b.length - a.length);
  /** @type {Map<string, number>} */
  const slots = new Map();
  /** @type {string[]} */
  const rows = [];
  for (const line of text.split('\n').slice(0, OPERATIONS)) {
    const [what, slot = '', size = '0'] = line.split(' ');
    if (what === '') continue;
    if (!slots.has(slot)) slots.set(slot, slots.size);
    rows.push(`\t{ ${slots.get(slot)}, ${what === '+' ? size : 0} },`);
  }
  if (rows.length < 1000) throw new Error(`gcc made ${rows.length} calls of malloc: too few to replay`);
  return `#include <ports.h>

#include "trace.h"

static const struct trace_operation operations[] = {
${rows.join('\n')}
};

struct trace trace_load(void)
{
	return (struct trace){ operations, ${rows.length}, ${slots.size}, "recorded" };
}
`;
}

/** Components and wires beside the app, by provider. @type {Record<string, { options?: object, from: string }>} */
const PROVIDERS = {
  bump: { options: { CHUNK_KB: 1024 }, from: 'region' },
  pool: { options: { BLOCK_BYTES: 4096, COUNT: 4096 }, from: 'region' },
  tlsf: { options: { POOL_KB: 16384 }, from: 'region' },
  buddy: { options: { POOL_KB: 16384 }, from: 'region' },
  slab: { from: 'frames' },
  guarded: { options: { WINDOW_MB: 64 }, from: 'paging' },
};

/** @param {string} target @param {string} heap */
function composition(target, heap) {
  const { options = {}, from } = PROVIDERS[heap] ?? { from: 'host' };
  const lines = ['uniloom: 1', 'name: allocbench', `targets: ["${target}"]`, 'components:'];
  lines.push(`  app: { microlib: allocbench, options: { NAME: ${heap} }, sources: [allocbench.c, trace.c] }`);
  lines.push(`  heap: { microlib: ${heap}, options: ${JSON.stringify(options)} }`);
  if (from === 'frames' || from === 'paging') lines.push('  pages: { microlib: frames, options: { CLAIM_KB: 32768 } }');
  if (from === 'paging') lines.push(`  space: { microlib: ${target === 'host' ? 'host_paging' : 'paging'} }`);
  lines.push('wires:', '  - { from: app.heap, to: heap.alloc }');
  if (from === 'region') lines.push('  - { from: heap.region, to: board.region }');
  if (from === 'frames' || from === 'paging')
    lines.push('  - { from: heap.frames, to: pages.frames }', '  - { from: pages.region, to: board.region }');
  if (from === 'paging') {
    lines.push('  - { from: heap.paging, to: space.paging }', '  - { from: board.faults, to: space.faults }');
    if (target !== 'host') lines.push('  - { from: space.frames, to: pages.frames }');
  }
  return `${lines.join('\n')}\n`;
}

/** @param {(...args: string[]) => string} uniloom runs the CLI and gives what it printed */
export function benchAlloc(uniloom) {
  const folder = mkdtempSync(join(tmpdir(), 'uniloom-alloc-'));
  const trace = recorded(folder);
  const count = (trace.match(/^\t\{/gm) ?? []).length;
  console.log(`\nAllocators, release, ns an operation: ${count} calls as gcc made them, best of 5 rounds`);
  try {
    for (const target of ['x86_64/microvm', 'host']) {
      const heaps = [...Object.keys(PROVIDERS), ...(target === 'host' ? ['host_malloc'] : [])];
      for (const heap of heaps) {
        const own = join(folder, `${target.replace('/', '-')}-${heap}`);
        mkdirSync(own);
        cpSync(app, own, { recursive: true });
        writeFileSync(join(own, 'trace.c'), trace);
        writeFileSync(join(own, 'uniloom.yaml'), composition(target, heap));
        const args = ['boot', own, '--trust', '--target', target, '--profile', 'release', '--accel', 'tcg'];
        const said = uniloom(...args, '--memory', '512M', '--timeout', '120', '--expect', 'ps each');
        const found = /(\d+) operations, (\d+) ps each, (\d+) refused/.exec(said);
        if (!found) throw new Error(`${heap} on ${target} said nothing:\n${said}`);
        const name = heap === 'host_malloc' ? 'glibc malloc' : heap;
        const refused = found[3] === '0' ? '' : `   (${found[3]} refused)`;
        console.log(
          `  ${`${name}, ${target}`.padEnd(34)} ${(Number(found[2]) / 1000).toFixed(1).padStart(9)}${refused}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ensureBuilt, cli } = await import('../lib/build.mjs');
  await ensureBuilt([cli]);
  benchAlloc((...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli/uniloom.mjs'), ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`uniloom ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
    return stdout;
  });
}
