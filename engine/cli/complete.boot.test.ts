/** `uniloom complete`, as a whole process of the bundled CLI; what it has completed boots and says what it should. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Completion } from '../resolve/types.ts';
import { createSandbox, ensureCli, type Sandbox } from '../testing/cli.ts';
import { EXPECTED } from '../testing/examples.ts';
import { HANGS } from '../testing/scale.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

async function composition(name: string, ...lines: string[]): Promise<string> {
  const folder = join(sandbox.folder, name);
  await mkdir(folder, { recursive: true });
  const head = ['uniloom: 1', `name: ${name}`, 'targets: [x86_64/microvm, host]'];
  await writeFile(join(folder, 'uniloom.yaml'), `${[...head, ...lines].join('\n')}\n`);
  return folder;
}
const text = (folder: string) => readFile(join(folder, 'uniloom.yaml'), 'utf8');

describe('uniloom complete', () => {
  it('tells what it would add, and why, and leaves the file alone', async () => {
    const folder = await composition('tells', 'components:', '  app: { microlib: hello } # mine');
    const before = await text(folder);
    const { status, stdout, stderr } = await sandbox.run(['complete', folder]);
    expect(status, stderr).toBe(0);
    expect(stdout).toBe(
      [
        'Wire app.console to board.console',
        '  · app has a main',
        '  · app.console needs console',
        '  · board.console is there: nothing is added',
        '',
      ].join('\n'),
    );
    expect(stderr).toContain('--write');
    expect(await text(folder)).toBe(before);
  });

  it('writes when told to, comments kept, and has nothing to add then', async () => {
    const folder = await composition('writes', 'components:', '  app: { microlib: threads } # mine');
    const written = await sandbox.run(['complete', folder, '--write', '--json', '--answer', 'app.heap=add:tlsf.alloc']);
    expect(written.status, written.stderr).toBe(0);
    const { additions, questions, diagnostics } = JSON.parse(written.stdout) as Extract<
      Completion,
      { is: 'complete' }
    > & {
      diagnostics: unknown[];
    };
    expect(additions.map(({ item }) => item)).toContain('tlsf');
    expect(questions.find(({ port }) => port === 'app.heap')?.taken).toBe('add:tlsf.alloc');
    expect(diagnostics).toEqual([]);
    expect(await text(folder)).toContain('app: { microlib: threads } # mine');
    expect((await sandbox.run(['check', folder, '--json'])).status).toBe(0);
    const again = await sandbox.run(['complete', folder]);
    expect(again.stdout).toBe('Nothing to add: it is complete on x86_64/microvm\n');
  });

  it('asks what to answer where there are several ways', async () => {
    const folder = await composition('asks', 'components:', '  app: { microlib: threads }');
    const { stdout } = await sandbox.run(['complete', folder]);
    expect(stdout).toMatch(/^ {2}\* --answer app\.heap=add:bump\.alloc {2}Add Bump as bump \(\d+ B\)/m);
    expect(stdout).toMatch(/^ {4}--answer app\.heap=add:tlsf\.alloc {2}.*For general use/m);
    const bad = await sandbox.run(['complete', folder, '--answer', 'app.heap']);
    expect([bad.status, bad.stderr.includes('PORT=ID')]).toEqual([2, true]);
    const unknown = await sandbox.run(['complete', folder, '--answer', 'app.heap=tlsf']);
    expect([unknown.status, unknown.stderr.includes('add:tlsf.alloc')]).toEqual([1, true]);
  });

  it('names what is impossible', async () => {
    const folder = await composition('empty', 'components: {}');
    const { status, stdout, stderr } = await sandbox.run(['complete', folder, '--target', 'host']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/an app is missing.*the catalog has .*hello/);
    const { stdout: json } = await sandbox.run(['complete', folder, '--json']);
    expect(JSON.parse(json)).toMatchObject({ is: 'impossible', target: 'x86_64/microvm', contradiction: [{}] });
  });
});

/** A composition with one fault: what completes it, or what is named where nothing can. */
const FAULTS: [code: string, components: string[], wires: string[], expected: { adds: RegExp } | { names: RegExp }][] =
  [
    [
      'UL0101',
      ['app: { microlib: hello }', 'x: { microlib: nope }'],
      [],
      { names: /x: .*'nope', which the catalog does not/ },
    ],
    ['UL0102', ['app: { microlib: hello }'], [], { adds: /^Wire app\.console to board\.console$/m }],
    [
      'UL0103',
      ['app: { microlib: hello }', 'both: { microlib: tee }'],
      ['from: app.console, to: board.console', 'from: app.console, to: both.console'],
      { names: /app\.console: .*wired to '.*' and to 'both\.console'; it takes one/ },
    ],
    [
      'UL0104',
      ['app: { microlib: hello }'],
      ['from: app.console, to: board.region'],
      { adds: /^Wire app\.console to board\.console instead of board\.region$/m },
    ],
    [
      'UL0105',
      ['app: { microlib: hello }'],
      ['from: app.console, to: gone.console', 'from: gone.out, to: board.console'],
      {
        adds: /^Remove the wire gone\.out → board\.console$[\s\S]*^Wire app\.console to board\.console instead of gone/m,
      },
    ],
    [
      'UL0106',
      ['app: { microlib: alloc_user }', 'a: { microlib: allocstats }', 'b: { microlib: allocstats }'],
      [
        'from: app.heap, to: a.alloc',
        'from: app.stats, to: a.stats',
        'from: a.backing, to: b.alloc',
        'from: b.backing, to: a.alloc',
      ],
      { names: /cycle[\s\S]*a\.backing needs alloc from b\.alloc before its init/ },
    ],
    [
      'UL0107',
      ['app: { microlib: hello }', 'uart: { microlib: ns16550 }', 'model: { microlib: uart16550 }'],
      ['from: app.console, to: uart.console', 'from: uart.pio, to: model.pio', 'from: model.line, to: board.console'],
      { names: /model: .*does not support x86_64\/microvm/ },
    ],
    ['UL0108', ['heap: { microlib: tlsf }'], [], { names: /an app is missing/ }],
    [
      'UL0111',
      [
        'app: { microlib: alloc_user }',
        'stats: { microlib: allocstats }',
        'r: { microlib: region }',
        'heap: { microlib: bump }',
        'other: { microlib: bump }',
      ],
      [
        'from: app.heap, to: other.alloc',
        'from: app.stats, to: stats.stats',
        'from: stats.backing, to: heap.alloc',
        'from: heap.region, to: r.region',
        'from: other.region, to: board.region',
      ],
      { names: /both region; an image holds one/ },
    ],
    [
      'UL0114',
      ['app: { microlib: hello }'],
      ['from: app.console, to: board.console, kind: gated'],
      { names: /app\.console: .*cannot be 'gated'/ },
    ],
    [
      'UL0115',
      [
        'app: { microlib: threads }',
        'coop: { microlib: coop }',
        'heap: { microlib: tlsf }',
        'fs: { microlib: fsbase }',
      ],
      ['from: app.sched, to: coop.sched', 'from: coop.pointer, to: fs.pointer'],
      { adds: /^Set coop\.THREAD_POINTER to true$/m },
    ],
    [
      'UL0117',
      ['app: { microlib: threads }', 'rr: { microlib: round_robin }', 'heap: { microlib: tlsf }'],
      [
        ...['from: app.sched, to: rr.sched', 'from: app.heap, to: heap.alloc', 'from: rr.stacks, to: heap.alloc'],
        ...['from: board.sched, to: rr.sched', 'from: heap.region, to: board.region'],
      ],
      { adds: /^Wire heap\.lock to board\.lock$/m },
    ],
    [
      'UL0201',
      ['app: { microlib: hello, options: { TXET: x } }'],
      ['from: app.console, to: board.console'],
      { names: /TXET/ },
    ],
  ];

describe('a composition with one fault', () => {
  it.each(FAULTS)('%s is completed, or what is wrong is named', async (code, components, wires, expected) => {
    const folder = await composition(
      code,
      'components:',
      ...components.map((line) => `  ${line}`),
      wires.length === 0 ? 'wires: []' : 'wires:',
      ...wires.map((line) => `  - { ${line} }`),
    );
    const before = await sandbox.run(['check', folder, '--target', 'x86_64/microvm', '--json']);
    expect(before.stdout).toContain(`"${code}"`);
    const { status, stdout, stderr } = await sandbox.run(['complete', folder, '--write']);
    if ('names' in expected) {
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(expected.names);
      return;
    }
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(expected.adds);
    expect((await sandbox.run(['check', folder, '--target', 'x86_64/microvm'])).status).toBe(0);
  });
});

const APPS: [name: string, lines: string[], answers: string[], expected: readonly RegExp[], input: string][] = [
  ['hello', ['app: { microlib: hello }'], [], EXPECTED['hello'] ?? [], ''],
  ['threads', ['app: { microlib: threads }'], [], EXPECTED['threads'] ?? [], ''],
  [
    'two-allocators',
    [
      'left: { microlib: alloc_user, options: { NAME: left, ROUNDS: 40 } }',
      'right: { microlib: alloc_user, options: { NAME: right, ROUNDS: 25 } }',
    ],
    [],
    // The smallest has one allocator, whose figures are of both.
    [/^left: 40 rounds, used \d+, peak \d+, live 8, failures 0$/m, /^right: 25 rounds, .*, live 16, failures 0$/m],
    '',
  ],
  ['threads answered', ['app: { microlib: threads }'], ['app.heap=add:tlsf.alloc'], EXPECTED['threads'] ?? [], ''],
  ['echo', ['app: { microlib: echo }'], [], [/typed/], 'typed\nexit\n'],
];

describe.each(['x86_64/microvm', 'host'])('an app alone on %s', (target) => {
  it.each(APPS)('%s is completed and runs', async (name, lines, answers, expected, input) => {
    const folder = await composition(
      `${name} ${target.replace('/', ' ')}`,
      'components:',
      ...lines.map((line) => `  ${line}`),
    );
    const answer = answers.flatMap((one) => ['--answer', one]);
    const completed = await sandbox.run(['complete', folder, '--target', target, '--write', ...answer]);
    expect(completed.status, completed.stderr).toBe(0);
    const args = ['boot', folder, '--target', target, '--accel', 'tcg', '--timeout', HANGS, '--trust'];
    const { status, stdout, stderr } = await sandbox.run(args, input);
    expect(status, stderr).toBe(0);
    expect(expected.length).toBeGreaterThan(0);
    for (const line of expected) expect(stdout.replaceAll('\r', '')).toMatch(line);
  });
});
