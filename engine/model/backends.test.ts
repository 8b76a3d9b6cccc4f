import { describe, expect, it } from 'vitest';
import {
  entryOf,
  netEntryText,
  parseForwardEntry,
  parseNetEntry,
  parsePathEntry,
  pathEntryText,
  renamedEntry,
} from './backends.ts';
import { removeComponents, renameComponent, setBackend, setForwards } from './commands.ts';
import { apply } from './edits.ts';
import type { Composition } from './types.ts';

describe('entries', () => {
  it('of files and folders, and back', () => {
    expect(parsePathEntry('disk0=a=b.img,readonly')).toEqual({ name: 'disk0', path: 'a=b.img', readOnly: true });
    expect(parsePathEntry('a b,c.img')).toEqual({ name: null, path: 'a b,c.img', readOnly: false });
    for (const text of ['', 'disk0=', 'disk0=,readonly', 'a\0b']) expect(parsePathEntry(text)).toBeNull();
    for (const text of ['disk0=x,readonly', 'x', '/abs/x', 'Disk=x'])
      expect(pathEntryText(parsePathEntry(text) ?? { name: null, path: '', readOnly: false })).toBe(text);
  });

  it('of networks', () => {
    expect(parseNetEntry('user')).toEqual({ name: null, net: 'user', at: '' });
    expect(parseNetEntry('net1=socket:/run/a b.sock')).toEqual({ name: 'net1', net: 'socket', at: '/run/a b.sock' });
    for (const text of ['net0=tap:eth0', 'listen:x', 'net0=user']) {
      const entry = parseNetEntry(text);
      expect(entry && netEntryText(entry)).toBe(text);
    }
    for (const text of ['', 'bridge', 'socket:', 'tap:a,script=x', 'tap:longerthanfifteen'])
      expect(parseNetEntry(text)).toBeNull();
  });

  it('of forwards: protocol, host port, guest port', () => {
    expect(parseForwardEntry('tcp:8080:80')).toEqual({ name: null, protocol: 'tcp', host: 8080, guest: 80 });
    expect(parseForwardEntry('net1:udp:53:5353')).toEqual({ name: 'net1', protocol: 'udp', host: 53, guest: 5353 });
    for (const text of ['8080:80', 'tcp:80:0', 'tcp:80:65536', 'sctp:1:1', 'tcp:1'])
      expect(parseForwardEntry(text)).toBeNull();
  });

  it('follow the component that they name', () => {
    expect(renamedEntry('a=x', 'a', 'b')).toBe('b=x');
    expect(renamedEntry('a:tcp:1:2', 'a', 'b')).toBe('b:tcp:1:2');
    expect(renamedEntry('ab=x', 'a', 'b')).toBe('ab=x');
    expect(renamedEntry('a=x', 'a', null)).toBeNull();
    expect(entryOf(['y', 'a=x'], 'a')).toBe('a=x');
    expect(entryOf(['a=x', 'y'], 'b')).toBe('y');
    expect(entryOf(undefined, 'b')).toBeNull();
  });
});

const composition: Composition = {
  uniloom: 1,
  name: 'c',
  targets: ['host'],
  components: { a: { microlib: 'm' }, b: { microlib: 'm' } },
  wires: [],
  groups: {},
  defaults: {},
  boot: { disks: ['a=x', 'b=y'], forwards: ['a:tcp:1:2', 'tcp:3:4'], nets: ['b=tap:t'] },
  layout: {},
};
const after = (edits: Parameters<typeof apply>[1]) => apply(composition, edits).boot;

it('renaming and removing components changes what boot says of them', () => {
  expect(after(renameComponent(composition, 'a', 'z').edits)).toEqual({
    ...composition.boot,
    disks: ['z=x', 'b=y'],
    forwards: ['z:tcp:1:2', 'tcp:3:4'],
  });
  expect(after(removeComponents(composition, ['a', 'b']).edits)).toEqual({ forwards: ['tcp:3:4'] });
});

it('what is behind a device takes the place of what was', () => {
  expect(after(setBackend(composition, 'disks', 'a', 'a=new').edits).disks).toEqual(['a=new', 'b=y']);
  expect(after(setBackend(composition, 'disks', 'c', 'c=z').edits).disks).toEqual(['a=x', 'b=y', 'c=z']);
  expect(after(setBackend(composition, 'nets', 'b', null).edits).nets).toBeUndefined();
  expect(after(setForwards(composition, []).edits).forwards).toBeUndefined();
});
