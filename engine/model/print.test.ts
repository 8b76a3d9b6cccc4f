import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../testing/scale.ts';
import { composition as anyComposition, commandList } from './arbitrary.testing.ts';
import { moveNodes, removeComponent, renameComponent, setBoot, setOption } from './commands.ts';
import { apply } from './edits.ts';
import { printComposition, printEdited, printOver } from './print.ts';
import type { Composition } from './types.ts';
import { parseComposition } from './yaml.ts';

const EXAMPLES = join(import.meta.dirname, '../../assets/examples');
const read = (text: string): Composition => {
  const { composition, diagnostics } = parseComposition(text, 'f');
  if (composition === null) throw new Error(JSON.stringify(diagnostics));
  return composition;
};

const COMMENTED = `# first
# second

uniloom: 1   # version
name: x
targets: [ host ]  # padded

# about the components
components:
    app: {microlib: hello}  # the app
    # the heap
    heap:
        microlib: "tlsf"   # quoted
        options:
            POOL_KB: 0x40  # hex
# wires follow

wires:
- {from: app.heap, to: heap.alloc}   # one
# between
- from: heap.region
  to: board.region
colour: red # unknown

# the end
`;

describe('printing', () => {
  it.each(readdirSync(EXAMPLES))('leaves the example %s as it is', (name) => {
    const text = readFileSync(join(EXAMPLES, name, 'uniloom.yaml'), 'utf8');
    expect(printOver(text, read(text))).toBe(text);
    // An edit and its undoing leave no trace, and an edit touches its own line only.
    const moved = printEdited(text, moveNodes(read(text), { board: { x: 1, y: 2 } }).edits);
    const differing = moved.split('\n').filter((line, at) => line !== text.split('\n')[at]);
    expect(differing).toEqual(['    board: { x: 1, y: 2 }']);
  });

  it('copies the sections that did not change', () => {
    const text = printEdited(COMMENTED, setBoot(read(COMMENTED), { memory: '4M' }).edits);
    expect(text).toBe(COMMENTED.replace('colour: red', 'boot:\n  memory: 4M\ncolour: red'));
  });

  it('keeps comments and flow style in a section that did', () => {
    const text = printEdited(COMMENTED, setOption(read(COMMENTED), 'heap', 'POOL_KB', 65).edits);
    for (const comment of COMMENTED.match(/#.*$/gm) ?? []) expect(text.split(comment)).toHaveLength(2);
    expect(text).toContain('app: {microlib: hello}');
    expect(text).toContain('microlib: "tlsf"');
    expect(text).toContain('POOL_KB: 65 # hex');
    expect(text).toContain('\n- {from: app.heap, to: heap.alloc}   # one\n');
  });

  it('keeps the comment of what is renamed, and drops that of what is removed', () => {
    expect(printEdited(COMMENTED, renameComponent(read(COMMENTED), 'heap', 'pool').edits)).toMatch(
      /# the heap\n +pool:/,
    );
    const removed = printEdited(COMMENTED, removeComponent(read(COMMENTED), 'heap').edits);
    expect(removed).not.toContain('# quoted');
    expect(removed).toContain('# the app');
    expect(removed).toContain('# wires follow');
    expect(removed).toContain('# the end');
  });

  it('keeps Windows line ends', () => {
    const text = COMMENTED.replaceAll('\n', '\r\n');
    const changed = printEdited(text, setBoot(read(text), { memory: '4M' }).edits);
    expect(changed).toBe(COMMENTED.replace('colour: red', 'boot:\n  memory: 4M\ncolour: red').replaceAll('\n', '\r\n'));
  });

  it('changes one of two places that an alias makes equal', () => {
    const text =
      'uniloom: 1\nname: x\ntargets: [host]\ncomponents:\n  a: &a { microlib: x, options: { N: 1 } }\n  b: *a # same\n';
    const changed = printEdited(text, setOption(read(text), 'b', 'N', 2).edits);
    expect(read(changed).components).toEqual({
      a: { microlib: 'x', options: { N: 1 } },
      b: { microlib: 'x', options: { N: 2 } },
    });
  });

  it('writes a migrated file in the current version', () => {
    const text = 'uniloom: 0 # old\nname: x\ntarget: host\n# end\n';
    const printed = printOver(text, read(text));
    expect(printed).toContain('uniloom: 1 # old');
    expect(printed).toContain('targets: [host]');
    expect(printed).not.toContain('target:');
  });

  it('writes new compositions in one canonical form', () => {
    const text = printComposition({
      layout: { nodes: { app: { x: 1, y: 2 } } },
      boot: { memory: '4M' },
      wires: [{ from: 'app.console', to: 'board.console' }],
      defaults: {},
      groups: {},
      components: { app: { microlib: 'hello' } },
      targets: ['host', 'x86_64/microvm'],
      name: 'x',
      uniloom: 1,
    });
    expect(text).toBe(`uniloom: 1
name: x
targets: [host, x86_64/microvm]
components:
  app: { microlib: hello }
wires:
  - { from: app.console, to: board.console }
boot:
  memory: 4M
layout:
  nodes:
    app: { x: 1, y: 2 }
`);
  });

  it('writes what it reads', () => {
    fc.assert(
      fc.property(anyComposition, (composition) => {
        expect(read(printComposition(composition))).toEqual(composition);
      }),
      { numRuns: scaled(500), seed: 1 },
    );
  });

  it('writes over any text what the edits make of it, and keeps the comments at its margins', () => {
    fc.assert(
      fc.property(anyComposition, commandList(6), (start, list) => {
        const text = `# head\n\n${printComposition(start)}# tail\n`;
        let composition = read(text);
        for (const command of list) composition = apply(composition, command(composition).edits);
        const printed = printOver(text, composition);
        expect(read(printed)).toEqual(composition);
        expect(printed.startsWith('# head\n\n')).toBe(true);
        expect(printed.endsWith('# tail\n')).toBe(true);
      }),
      { numRuns: scaled(500), seed: 2 },
    );
  });

  it('writes over a commented text', () => {
    fc.assert(
      fc.property(commandList(5), (list) => {
        let composition = read(COMMENTED);
        for (const command of list) composition = apply(composition, command(composition).edits);
        const printed = printOver(COMMENTED, composition);
        expect(read(printed)).toEqual(composition);
        for (const comment of [
          '# first',
          '# version',
          '# about the components',
          '# wires follow',
          '# unknown',
          '# the end',
        ])
          expect(printed.split(comment)).toHaveLength(2);
      }),
      { numRuns: scaled(500), seed: 3 },
    );
  });
});
