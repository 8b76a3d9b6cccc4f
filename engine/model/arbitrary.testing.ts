/** Compositions and changes for property tests. */
import fc from 'fast-check';
import * as commands from './commands.ts';
import type { Change } from './edits.ts';
import type { Component, Composition, WireKind } from './types.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/).filter((text) => text !== 'board' && text !== 'uniloom');
/** Text that YAML has to quote, fold or escape. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    'true',
    'null',
    '0x10',
    '1e3',
    ' a',
    'a: b',
    '# c',
    '- d',
    'e\nf',
    '"',
    "'",
    '中文',
    '~',
    '[',
    '&x',
    '*y',
    '%z',
  ),
);
const option = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,5}$/);
const value = fc.oneof(fc.boolean(), fc.integer(), fc.constantFrom(0.5, 1e21, -2.25), text);
const position = fc.record({ x: fc.integer({ min: -5000, max: 5000 }), y: fc.integer({ min: -5000, max: 5000 }) });
const component: fc.Arbitrary<Component> = fc.record(
  {
    microlib: name,
    options: fc.dictionary(option, value, { maxKeys: 3, noNullPrototype: true }),
    sources: fc.array(
      name.map((stem) => `src/${stem}.c`),
      { maxLength: 2 },
    ),
    label: text,
  },
  { requiredKeys: ['microlib'], noNullPrototype: true },
);
const ref = fc.tuple(name, name).map(([owner, port]) => `${owner}.${port}`);
const kind = fc.constantFrom<WireKind>('counted', 'traced', 'faulty');

export const composition: fc.Arbitrary<Composition> = fc.record(
  {
    uniloom: fc.constant(1 as const),
    name,
    targets: fc.uniqueArray(fc.constantFrom('host', 'x86_64/microvm', 'x86_64/qemu-pc'), { minLength: 1 }),
    components: fc.dictionary(name, component, { maxKeys: 5, noNullPrototype: true }),
    wires: fc.array(fc.record({ from: ref, to: ref, kind }, { requiredKeys: ['from', 'to'], noNullPrototype: true }), {
      maxLength: 6,
    }),
    groups: fc.constant({}),
    defaults: fc.dictionary(name, ref, { maxKeys: 2, noNullPrototype: true }),
    boot: fc.record(
      { memory: fc.constantFrom('4M', '512K'), arguments: fc.array(text, { maxLength: 3 }) },
      { requiredKeys: [], noNullPrototype: true },
    ),
    layout: fc.record(
      { nodes: fc.dictionary(name, position, { maxKeys: 4, noNullPrototype: true }) },
      { requiredKeys: [], noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
);

type Command = (composition: Composition) => Change;

const pick = (names: readonly string[], index: number): string => names[index % Math.max(1, names.length)] ?? 'none';
const componentAt = (from: Composition, index: number) => pick(Object.keys(from.components), index);
const index = fc.nat(50);

/** A thing that a person does; it finds what it is done to in the composition that it meets. */
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(name, position).map(
    ([lib, at]): Command =>
      (c) =>
        commands.addComponent(c, lib, { position: at }),
  ),
  index.map(
    (i): Command =>
      (c) =>
        commands.removeComponent(c, componentAt(c, i)),
  ),
  fc.tuple(index, name).map(
    ([i, to]): Command =>
      (c) =>
        commands.nameRefusal(c, to) === null && Object.keys(c.components).length > 0
          ? commands.renameComponent(c, componentAt(c, i), to)
          : { label: 'none', edits: [] },
  ),
  fc.tuple(index, option, value).map(
    ([i, key, to]): Command =>
      (c) =>
        Object.keys(c.components).length > 0
          ? commands.setOption(c, componentAt(c, i), key, to)
          : { label: 'none', edits: [] },
  ),
  fc.tuple(index, option).map(
    ([i, key]): Command =>
      (c) =>
        commands.resetOption(c, componentAt(c, i), key),
  ),
  fc.tuple(index, text).map(
    ([i, to]): Command =>
      (c) =>
        Object.keys(c.components).length > 0
          ? commands.setLabel(c, componentAt(c, i), to)
          : { label: 'none', edits: [] },
  ),
  fc.tuple(ref, ref, fc.constantFrom('one' as const, 'many' as const)).map(
    ([from, to, count]): Command =>
      (c) =>
        commands.addWire(c, { from, to }, count),
  ),
  index.map(
    (i): Command =>
      (c) =>
        commands.removeWire(c, i % Math.max(1, c.wires.length)),
  ),
  fc.tuple(index, kind).map(
    ([i, to]): Command =>
      (c) =>
        commands.setWireKind(c, i % Math.max(1, c.wires.length), to),
  ),
  fc.tuple(index, position).map(
    ([i, at]): Command =>
      (c) =>
        commands.moveNodes(c, { [componentAt(c, i)]: at }),
  ),
  fc.constantFrom('host', 'x86_64/qemu-pc').map(
    (target): Command =>
      (c) =>
        commands.setDefaultTarget(c, target),
  ),
  fc.array(text, { maxLength: 3 }).map(
    (list): Command =>
      (c) =>
        commands.setBoot(c, { arguments: list }),
  ),
  fc.tuple(name, ref).map(
    ([api, to]): Command =>
      (c) =>
        commands.setDefaultProvider(c, api, to),
  ),
  fc.tuple(index, position).map(
    ([i, at]): Command =>
      (c) =>
        commands.duplicate(c, [componentAt(c, i)], at),
  ),
  fc.tuple(index, index).map(
    ([i, j]): Command =>
      (c) =>
        Object.keys(c.components).length > 0
          ? commands.addGroup(c, [...new Set([componentAt(c, i), componentAt(c, j)])])
          : { label: 'none', edits: [] },
  ),
  index.map(
    (i): Command =>
      (c) =>
        commands.ungroup(c, pick(Object.keys(c.groups), i)),
  ),
  fc.tuple(index, name).map(
    ([i, lib]): Command =>
      (c) =>
        c.wires.length > 0
          ? commands.insertOnWire(c, i % c.wires.length, lib, { requires: 'in', provides: 'out' })
          : { label: 'none', edits: [] },
  ),
);

export const commandList = (maxLength: number): fc.Arbitrary<readonly Command[]> =>
  fc.array(command, { minLength: 1, maxLength });
