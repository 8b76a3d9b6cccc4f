import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Edit } from '../../engine/model/edits.ts';
import type { Json } from '../../engine/model/types.ts';
import { editLines, flow } from './editPreview.ts';

const show = (edits: readonly Edit[]) => editLines(edits).map((line) => `${line.sign}${line.text}`);

test('an addition shows the containers it stands in', () => {
  expect(
    show([
      { op: 'put', path: ['components', 'rng'], value: { microlib: 'virtio_rng' } },
      { op: 'insert', path: ['wires'], index: 2, value: { from: 'app.entropy', to: 'rng.random' } },
    ]),
  ).toEqual([
    ' components:',
    '+  rng: { microlib: virtio_rng }',
    ' wires:',
    '+  - { from: app.entropy, to: rng.random }',
  ]);
});

test('a replacement shows both sides, a deletion one', () => {
  expect(
    show([
      { op: 'put', path: ['boot', 'memory'], value: '4M', before: '2M' },
      { op: 'remove', path: ['wires'], index: 0, before: { from: 'a.b', to: 'c.d' } },
      { op: 'put', path: ['name'], before: 'old' },
    ]),
  ).toEqual([' boot:', '-  memory: "2M"', '+  memory: "4M"', ' wires:', '-  - { from: a.b, to: c.d }', '-name: old']);
});

test('edits in the same place share their context; a deeper one opens only what is new', () => {
  expect(
    show([
      { op: 'put', path: ['components', 'net', 'options', 'RX_RNG'], before: 64 },
      { op: 'put', path: ['components', 'net', 'options', 'RX_RING'], value: 64 },
      { op: 'put', path: ['components', 'heap'], value: { microlib: 'tlsf' } },
      { op: 'put', path: ['components', 'net', 'label'], value: 'stack' },
    ]),
  ).toEqual([
    ' components:',
    '   net:',
    '     options:',
    '-      RX_RNG: 64',
    '+      RX_RING: 64',
    '+  heap: { microlib: tlsf }',
    '   net:',
    '+    label: stack',
  ]);
});

test('edits of one part of the file stand together, however they alternate', () => {
  expect(
    show([
      { op: 'put', path: ['components', 'a'], value: { microlib: 'x' } },
      { op: 'insert', path: ['wires'], index: 0, value: { from: 'app.p', to: 'a.q' } },
      { op: 'put', path: ['components', 'b'], value: { microlib: 'y' } },
      { op: 'insert', path: ['wires'], index: 1, value: { from: 'a.p', to: 'b.q' } },
    ]),
  ).toEqual([
    ' components:',
    '+  a: { microlib: x }',
    '+  b: { microlib: y }',
    ' wires:',
    '+  - { from: app.p, to: a.q }',
    '+  - { from: a.p, to: b.q }',
  ]);
});

test('what flow writes is YAML that reads back as the same value', () => {
  const values: Json[] = [
    'plain',
    'two words',
    'true',
    'No',
    '4M',
    '12',
    '',
    ' leading',
    'a: b',
    'comma, inside',
    '#no comment',
    '内核',
    '~',
    "it's",
    'line\nbreak',
    0,
    -1.5,
    true,
    null,
    [],
    {},
    ['a', 1, { b: [false] }],
    { 'odd key:': 'v', on: 'off' },
  ];
  for (const value of values) expect(parse(flow(value)), flow(value)).toEqual(value);
});
