import { expect, test } from 'vitest';
import { type Box, placed } from './placing.ts';

const app: Box = { name: 'app', x: 0, y: 0, width: 200, height: 100 };
const board: Box = { name: 'board', x: 340, y: 0, width: 212, height: 120 };
const node = (name: string) => ({ name, width: 200, height: 100 });
const beside = { x: 500, y: 400 };

const clear = (boxes: readonly Box[]) =>
  boxes.every((a, at) =>
    boxes.every(
      (b, other) =>
        at === other || a.x >= b.x + b.width || b.x >= a.x + a.width || a.y >= b.y + b.height || b.y >= a.y + a.height,
    ),
  );

test('providers stand to the right of what needs them, the board to the right of all', () => {
  const wires = [
    { from: 'app.heap', to: 'tlsf.alloc' },
    { from: 'app.sched', to: 'coop.sched' },
    { from: 'coop.stacks', to: 'tlsf.alloc' },
    { from: 'tlsf.region', to: 'board.region' },
  ];
  // In an order in which a provider comes before one of its users.
  const at = placed([app, board], [node('tlsf'), node('coop')], wires, beside, true);
  expect(at['coop']?.x).toBe(290);
  expect(at['tlsf']?.x).toBe(580);
  expect(at['board']?.x).toBe(870);
});

test('nothing lies on anything else', () => {
  const wires = ['a', 'b', 'c', 'd'].map((name) => ({ from: `app.${name}`, to: `${name}.out` }));
  const fresh = wires.map(({ to }) => node(to.split('.')[0] ?? ''));
  for (const givesWay of [true, false]) {
    const at = placed([app, board], fresh, wires, beside, givesWay);
    const boxes = [
      app,
      { ...board, ...at['board'] },
      ...fresh.map((one): Box => ({ ...one, x: 0, y: 0, ...at[one.name] })),
    ];
    expect(clear(boxes)).toBe(true);
    expect(at['board'] === undefined).toBe(!givesWay);
  }
});

test('what nobody needs goes beside, circles end', () => {
  expect(placed([app], [node('lonely')], [], beside, true)).toEqual({ lonely: beside });
  const circle = [
    { from: 'a.x', to: 'b.y' },
    { from: 'b.x', to: 'a.y' },
  ];
  expect(Object.keys(placed([app], [node('a'), node('b')], circle, beside, true)).sort()).toEqual(['a', 'b']);
});
