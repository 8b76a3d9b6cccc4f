import { describe, expect, test } from 'vitest';
import { catalog, composition, make, nic, option } from './fixture.testing.ts';
import { componentKey, optionKey, type TreeNode, treeMaker } from './tree.ts';

const outline = (nodes: readonly TreeNode[], depth = 0): string[] =>
  nodes.flatMap((node) => [`${'  '.repeat(depth)}${node.key}`, ...outline(node.children, depth + 1)]);

describe('the tree', () => {
  test('has components, menus, options and choices; the board last, with what can be set of it', () => {
    const inside = (name: string) => [
      `option:${name}.ON`,
      `component:${name}/Buffers`,
      `  option:${name}.RING`,
      `option:${name}.FAST`,
    ];
    const at = (depth: number, name: string) => inside(name).map((line) => '  '.repeat(depth) + line);
    expect(outline(make({ net: nic(), heap: { microlib: 'plain' } }).roots)).toEqual([
      'component:net',
      ...at(1, 'net'),
      'component:heap',
      'board',
      '  component:board_uart0',
      ...at(2, 'board_uart0'),
    ]);
  });

  test('leaves out components of other targets and of unknown microlibs, and finds the former by key', () => {
    const tree = make({ net: { ...nic(), targets: ['host'] }, what: { microlib: 'unknown' } });
    expect(tree.roots.map(({ key }) => key)).toEqual(['board']);
    expect(tree.byKey.has('component:net')).toBe(true);
    expect(tree.byKey.has('component:what')).toBe(false);
  });

  test('tells what is changed, and to what it would go back', () => {
    const tree = make({ net: nic({ RING: 128, ON: true }), board_uart0: nic({ RING: 16 }) });
    expect(option(tree, 'option:net.RING')).toMatchObject({ changed: true, standard: 64 });
    // It says what holds anyway.
    expect(option(tree, 'option:net.ON').changed).toBe(false);
    expect(option(tree, 'option:board_uart0.RING')).toMatchObject({ changed: true, standard: 32 });
    expect(tree.byKey.get('component:net')?.changes).toBe(1);
    expect(tree.byKey.get('board')?.changes).toBe(1);
    expect(option(make({ net: nic() }), 'option:board_uart0.RING')).toMatchObject({ changed: false, standard: 32 });
  });

  test('what is said without effect counts as a change', () => {
    const tree = make({ net: nic({ ON: false, RING: 128 }) });
    expect(option(tree, 'option:net.RING')).toMatchObject({ changed: true, info: { visible: false } });
  });

  test('a choice is found by each of its members', () => {
    const tree = make({ net: nic({ SMALL: true }) });
    expect(tree.byKey.get('option:net.SMALL')).toBe(tree.byKey.get('option:net.FAST'));
    expect(tree.byKey.get('option:net.SMALL')).toMatchObject({ kind: 'choice', title: 'Mode', changes: 1 });
    expect(tree.above.get('option:net.RING')).toEqual(['component:net', 'component:net/Buffers']);
  });

  test('keeps what did not change', () => {
    const maker = treeMaker();
    const one = composition({ a: nic(), b: nic({ RING: 128 }) });
    const before = maker(one, catalog, 'x86_64/pc', {});
    const two = { ...one, components: { ...one.components, a: nic({ RING: 17 }) } };
    const after = maker(two, catalog, 'x86_64/pc', {});
    expect(after.byKey.get('component:b')).toBe(before.byKey.get('component:b'));
    expect(after.byKey.get('component:a')).not.toBe(before.byKey.get('component:a'));
    expect(maker(two, catalog, 'x86_64/pc', after.roots as never)).not.toBe(after);
  });
});

test('keys are apart for every option', () => {
  expect(optionKey('a', 'B')).not.toBe(componentKey('a.B'));
});
