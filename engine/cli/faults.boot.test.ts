/** Each class of fault, on a copy of an example: `check` finds it, `explain` says why, and the first fix leaves nothing to mend. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Document, parseDocument } from 'yaml';
import { createSandbox, ensureCli, example, type Sandbox } from '../testing/cli.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

type Spoil = (document: Document) => void;

const add =
  (...path: readonly unknown[]): Spoil =>
  (document) => {
    const value = path.at(-1);
    document.addIn(path.slice(0, -1), document.createNode(value));
  };
const set =
  (...path: readonly unknown[]): Spoil =>
  (document) =>
    document.setIn(path.slice(0, -1), path.at(-1));
const all =
  (...spoils: readonly Spoil[]): Spoil =>
  (document) => {
    for (const spoil of spoils) spoil(document);
  };

/** What is wrong, the example it is done to, how, and the finding as `CODE@ITEM`. */
const FAULTS: readonly (readonly [string, string, Spoil, string])[] = [
  ['an unknown microlib', 'threads', set('components', 'heap', 'microlib', 'tslf'), 'UL0101@heap'],
  ['a required port without a wire', 'threads', (one) => one.deleteIn(['wires', 1]), 'UL0102@app.heap'],
  ['a wire twice', 'hello', add('wires', { from: 'app.console', to: 'board.console' }), 'UL0103@app.console'],
  [
    'two wires at a port for one',
    'two-allocators',
    add('wires', { from: 'left.heap', to: 'pages.alloc' }),
    'UL0103@left.heap',
  ],
  ['a wire to another API', 'threads', set('wires', 1, 'to', 'board.console'), 'UL0104@app.heap'],
  ['a misspelt port', 'hello', set('wires', 0, 'to', 'board.consle'), 'UL0105@app.console'],
  ['a misspelt component', 'hello', set('wires', 0, 'from', 'ap.console'), 'UL0105@ap.console'],
  ['a lost component', 'threads', (one) => one.deleteIn(['components', 'heap']), 'UL0105@app.heap'],
  [
    'inits in a circle',
    'two-allocators',
    all(set('wires', 2, 'to', 'right_stats.alloc'), set('wires', 5, 'to', 'left_stats.alloc')),
    'UL0106',
  ],
  [
    'a microlib of another target',
    'threads',
    all(
      set('targets', ['host']),
      set('components', 'memory', { microlib: 'region' }),
      set('wires', 4, 'to', 'memory.region'),
      add('wires', { from: 'memory.bootinfo', to: 'board.bootinfo' }),
    ),
    'UL0107@memory',
  ],
  ['no app', 'hello', all((one) => one.deleteIn(['components', 'app']), set('wires', [])), 'UL0108'],
  ['a component that nothing uses', 'hello', set('components', 'spare', { microlib: 'bump' }), 'UL0110@spare'],
  [
    'two of what an image holds once',
    'threads',
    all(
      set('targets', ['x86_64/microvm']),
      set('components', 'memory', { microlib: 'region' }),
      set('wires', 4, 'to', 'memory.region'),
      add('wires', { from: 'memory.bootinfo', to: 'board.bootinfo' }),
      add('wires', { from: 'other.region', to: 'board.region' }),
      set('components', 'other', { microlib: 'bump' }),
      set('wires', 2, 'to', 'other.alloc'),
    ),
    'UL0111@board_region',
  ],
  ['an unknown target', 'hello', set('targets', 0, 'x86_64/microvmm'), 'UL0113@targets.0'],
  ['a kind of wire that there is not yet', 'hello', set('wires', 0, 'kind', 'gated'), 'UL0114@app.console'],
  ['an unknown option', 'two-allocators', set('components', 'fast', 'options', { POOLKB: 128 }), 'UL0201@fast.POOLKB'],
  [
    'a value of the wrong type',
    'two-allocators',
    set('components', 'fast', 'options', 'POOL_KB', '0x80'),
    'UL0202@fast.POOL_KB',
  ],
  [
    'a value out of range',
    'two-allocators',
    set('components', 'fast', 'options', 'POOL_KB', 99_999_999),
    'UL0203@fast.POOL_KB',
  ],
];

let count = 0;
async function spoilt(name: string, spoil: Spoil): Promise<string> {
  const folder = `fault${count++}`;
  await cp(example(name), join(sandbox.folder, folder), { recursive: true });
  const file = join(sandbox.folder, folder, 'uniloom.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  spoil(document);
  await writeFile(file, String(document));
  return folder;
}

interface Told {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly item: string;
  readonly because: readonly string[];
  readonly fixes: readonly { readonly title: string }[];
}

async function check(folder: string): Promise<Told[]> {
  const { status, stdout } = await sandbox.run(['check', folder, '--json']);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Told[] };
  expect(status).toBe(diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0);
  return diagnostics;
}

describe.each(FAULTS)('%s', (_what, name, spoil, wanted) => {
  it('is found and explained; the first fix leaves nothing to mend', async () => {
    const folder = await spoilt(name, spoil);
    const [code, item] = wanted.split('@');
    const found = await check(folder);
    const one = found.find((each) => each.code === code && (item === undefined || each.item === item));
    expect(one, JSON.stringify(found.map((each) => `${each.code}@${each.item}: ${each.message}`))).toBeDefined();
    expect(one?.because.length).toBeGreaterThan(0);
    expect(one?.fixes.length).toBeGreaterThan(0);
    // Of a target that there is not, nothing else is known.
    const on = code === 'UL0113' ? ['--target', 'x86_64/microvmm'] : [];
    const explained = await sandbox.run(['explain', folder, wanted, ...on]);
    expect(explained.status, explained.stderr).toBe(0);
    expect(explained.stdout).toContain(one?.message);
    for (const cause of one?.because ?? []) expect(explained.stdout).toContain(cause);
    const fixed = await sandbox.run(['fix', folder, '--diagnostic', wanted, '--write']);
    expect(fixed.status, fixed.stderr).toBe(0);
    expect(fixed.stdout.trim()).toBe(one?.fixes[0]?.title);
    // A remark about what is no longer used may stay.
    const left = (await check(folder)).filter((each) => each.severity !== 'info' || each.code === code);
    expect(left.map(({ message }) => message)).toEqual([]);
  });
});

describe('explain', () => {
  const explain = async (...args: string[]) => {
    const { status, stdout, stderr } = await sandbox.run(['explain', ...args]);
    return { status, text: stdout + stderr };
  };

  it('tells what a wire is for, whether it may be, and why not', async () => {
    const folder = await spoilt('two-allocators', () => {});
    expect((await explain(folder, 'left.heap->left_stats.alloc')).text).toContain('left.heap needs alloc');
    expect((await explain(folder, 'left.heap → fast.alloc')).text).toContain(
      'take the place of the wire to left_stats.alloc',
    );
    expect((await explain(folder, 'left.heap->board.console')).text).toContain('(UL0104)');
    const circle = await explain(folder, 'left_stats.backing->left_stats.alloc');
    expect(circle.text).toContain('(UL0106)');
  });

  it('tells what an open port could have', async () => {
    const folder = await spoilt('threads', (one) => one.deleteIn(['wires', 5]));
    const { text } = await explain(folder, 'board.sched');
    expect(text).toContain('It could be wired to threads.sched');
  });

  it('tells of what is not there by the finding about it, and names the nearest else', async () => {
    const folder = await spoilt('hello', set('wires', 0, 'from', 'ap.console'));
    const lost = await explain(folder, 'ap.console');
    expect([lost.status, lost.text]).toEqual([0, expect.stringContaining('UL0105')]);
    const typo = await explain(folder, 'app.consle');
    expect([typo.status, typo.text]).toEqual([2, expect.stringContaining('did you mean console?')]);
  });
});
