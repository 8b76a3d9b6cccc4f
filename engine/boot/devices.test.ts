/** What QEMU is told of devices: argument lists as a person reviews them, for each machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseBoard } from '../catalog/board.ts';
import { parseMicrolib } from '../catalog/microlib.ts';
import type { Board, Catalog } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import { assignBackends, type BackendWords } from '../graph/backends.ts';
import { planDevices } from '../graph/devices.ts';
import { catalog as base, composition } from '../graph/fixture.ts';
import { buildGraph } from '../graph/flatten.ts';
import type { BootSettings, Component } from '../model/types.ts';
import { TCG } from './accel.ts';
import { deviceArguments } from './devices.ts';
import { machineCommand } from './machine.ts';

const PLATFORM = join(import.meta.dirname, '../../microlibs/platform');

function board(name: string): Board {
  const dir = `platform/${name}`;
  const { board: found } = parseBoard(readFileSync(join(PLATFORM, name, 'board.yaml'), 'utf8'), 'board.yaml', dir);
  if (found === undefined) throw new Error(name);
  // Its machine alone: the drivers here are the test's.
  return { ...found, components: {}, wires: [], provides: {}, requires: {}, defaults: {} };
}

const KCONFIG = `choice
	prompt "Which device"
config $(component)_MATCH_INDEX
	bool "By its number"
config $(component)_MATCH_NAME
	bool "By its name"
endchoice
config $(component)_INDEX
	int "Number"
	depends on $(component)_MATCH_INDEX
config $(component)_NAME
	string "Name"
	depends on $(component)_MATCH_NAME
config $(component)_FILE
	string "File"
`;

/** A driver with a main, so that nothing else need be wired. */
function driver(name: string, device: string) {
  const text = `name: ${name}
version: 1.0.0
title: x
summary: x
category: drivers
licence: BSD-3-Clause
main: plain
boot-options: [FILE]
device:
  bus: virtio
  match:
    - { by: index, option: INDEX, if: MATCH_INDEX }
    - { by: name, option: NAME, if: MATCH_NAME }
  option: FILE
${device.replace(/^/gm, '  ')}`;
  const { microlib, diagnostics } = parseMicrolib(text, `${name}.yaml`, `drivers/${name}`, KCONFIG, []);
  if (microlib === undefined) throw new Error(JSON.stringify(diagnostics));
  return microlib;
}

const drivers = [
  driver(
    'net',
    `type: net
backend: net
qemu:
  - device: "virtio-net-{bus}"
    properties: ["netdev={backend}", { property: "mac={NAME}", if: MATCH_NAME }]`,
  ),
  driver(
    'blk',
    `type: block
backend: disk
qemu:
  - device: "virtio-blk-{bus}"
    properties: ["drive={backend}", { property: "serial={NAME}", if: MATCH_NAME }]`,
  ),
  driver(
    'p9',
    `type: p9
backend: share
qemu:
  - device: "virtio-9p-{bus}"
    properties:
      - fsdev={backend}
      - { property: "mount_tag={NAME}", if: MATCH_NAME }
      - { property: "mount_tag={id}", if: "!MATCH_NAME" }`,
  ),
  driver('rng', `type: rng\nbackend: entropy\nqemu: [{ device: "virtio-rng-{bus}", properties: ["rng={backend}"] }]`),
  driver(
    'vcon',
    `type: console
backend: console
qemu:
  - device: "virtio-serial-{bus}"
  - { device: virtconsole, properties: ["bus={id}.0", "chardev={backend}"] }`,
  ),
];

const host: Board = {
  ...board('qemu-pc'),
  target: 'host',
  machine: { kind: 'process', memory: { least: '1M', default: '4M' } },
};
const catalog: Catalog = {
  ...base,
  microlibs: { ...base.microlibs, ...Object.fromEntries(drivers.map((one) => [one.name, one])) },
  boards: { 'x86_64/microvm': board('microvm'), 'x86_64/qemu-pc': board('qemu-pc'), host },
};

type Components = { readonly [name: string]: Component | string };

const made = (components: Components, boot: BootSettings, target: string) =>
  composition(components, [], { targets: [target], boot });

function argumentsOf(
  components: Components,
  {
    boot = {},
    given = {},
    target = 'x86_64/microvm',
  }: { boot?: BootSettings; given?: BackendWords; target?: string } = {},
) {
  const whole = made(components, boot, target);
  const { graph } = buildGraph(whole, catalog, target);
  const { backends, diagnostics } = assignBackends(graph, whole, given);
  const plan = planDevices(graph);
  const { args } = deviceArguments(plan, backends, 6);
  return {
    lines: args.flatMap((word, index) => (index % 2 === 0 ? [`${word} ${args[index + 1]}`] : [])),
    command: (devices: boolean) =>
      machineCommand({
        image: 'image',
        board: graph.board,
        words: [],
        accelerator: TCG,
        ...(devices && { devices: plan, backends }),
      }),
    findings: [...plan.diagnostics, ...diagnostics].map(({ code, message }) => `${code} ${message}`),
    backends,
  };
}

const found = (components: Components, boot: BootSettings = {}, target = 'x86_64/microvm') =>
  check(made(components, boot, target), catalog, target)
    .filter(({ code }) => /^UL(?:012[123]|041[1-4])$/.test(code))
    .map(({ code, severity, message, fixes }) =>
      [code, severity, message, ...fixes.map(({ title }) => title)].join(' | '),
    );

const byName = (microlib: string, name: string): Component => ({ microlib, options: { MATCH_NAME: true, NAME: name } });
const EVERYTHING: Components = {
  net0: byName('net', '52:54:00:00:00:01'),
  net1: { microlib: 'net', options: { INDEX: 0 } },
  disk0: byName('blk', 'a,b'),
  share0: 'p9',
  rng0: 'rng',
  vcon0: 'vcon',
  vcon1: { microlib: 'vcon', options: { INDEX: 1 } },
};
const BOOT: BootSettings = {
  disks: ['disk0=a, b.img,readonly'],
  shares: ['web'],
  nets: ['net1=socket:peer.sock'],
  forwards: ['tcp:8080:80', 'net0:udp:53:5353'],
};

// pc and q35 are told the same.
it.each(['x86_64/microvm', 'x86_64/qemu-pc'])('QEMU is told of devices on %s', (target) => {
  const { lines, findings, command } = argumentsOf(EVERYTHING, { boot: BOOT, target });
  expect(findings).toEqual([]);
  expect(lines).toMatchSnapshot();
  const { args, channels } = command(true);
  expect(channels.map(({ kind, component }) => `${kind} ${component}`).sort()).toEqual([
    'console vcon0',
    'console vcon1',
    'mirror net0',
    'wire net1',
  ]);
  expect(args.join(' ')).toContain(lines.join(' '));
});

it('an image without devices adds no word', () => {
  const { lines, command } = argumentsOf({ app: 'hello' });
  expect(lines).toEqual([]);
  expect(command(true)).toEqual(command(false));
});

it('a device stands where its driver looks for it', () => {
  const { lines, findings } = argumentsOf({
    a: { microlib: 'rng', options: { INDEX: 2 } },
    b: byName('rng', 'x'),
    c: { microlib: 'rng', options: { INDEX: 0 } },
  });
  expect(findings).toEqual([]);
  expect(
    lines
      .filter((line) => line.includes('virtio-rng'))
      .map((line) => /id=(\w+),bus=virtio-mmio-bus\.(\d)/.exec(line)?.slice(1)),
  ).toEqual([
    ['c', '0'],
    ['b', '1'],
    ['a', '2'],
  ]);
});

it('the command line goes before the composition, named before unnamed', () => {
  const disks = { disk0: byName('blk', 'a'), disk1: byName('blk', 'b'), disk2: byName('blk', 'c') };
  const files = (boot: readonly string[], given: readonly string[]) =>
    argumentsOf(disks, { boot: { disks: boot }, given: { disks: given } }).backends.map((one) =>
      'path' in one ? one.path : '',
    );
  expect(files(['x', 'y', 'z'], [])).toEqual(['x', 'y', 'z']);
  expect(files(['disk1=x', 'y', 'z'], [])).toEqual(['y', 'x', 'z']);
  expect(files(['x', 'y', 'z'], ['disk1=/b'])).toEqual(['x', '/b', 'y']);
  expect(files(['disk0=x', 'disk1=y', 'disk2=z'], ['/a'])).toEqual(['/a', 'y', 'z']);
});

it('what stands behind a stand-in on host is its option', () => {
  const { backends, findings } = argumentsOf(
    { disk0: 'blk', net0: 'net' },
    { target: 'host', boot: { disks: ['d.img'] } },
  );
  expect([backends.map(({ component }) => component), findings]).toEqual([['disk0', 'net0'], []]);
});

it('findings name the component and what to do', () => {
  expect(found({ disk0: 'blk', share0: 'p9' })).toEqual([
    'UL0411 | info | disk0 has no file: boot --disk disk0=FILE',
    'UL0411 | info | share0 has no folder: boot --share share0=FOLDER',
  ]);
  const two = { disk0: byName('blk', 'a'), disk1: byName('blk', 'b') };
  expect(found(two, { disks: ['d.img', 'd.img'] })).toEqual([
    "UL0413 | error | 'disk0' and 'disk1' have the same file: d.img",
  ]);
  expect(found(two, { disks: ['d.img,readonly', 'd.img,readonly'] })).toEqual([]);
  expect(found({ rng0: 'rng', rng1: 'rng' })).toEqual([
    "UL0122 | error | 'rng1' and 'rng0' drive the same rng device: index 0 | Let rng1 drive rng device 1",
  ]);
  expect(found({ net0: byName('net', 'AA:bb'), net1: byName('net', 'aa:BB') })).toEqual([
    "UL0122 | error | 'net1' and 'net0' drive the same net device: name aa:BB",
  ]);
  expect(found({ rng0: { microlib: 'rng', options: { INDEX: 3 } } })).toEqual([
    "UL0123 | error | 'rng0' drives rng device 3, and the image has 1 of them, from 0 on | Let rng0 drive rng device 0",
  ]);
  const nine = Object.fromEntries(
    Array.from({ length: 9 }, (_, index) => [`rng${index}`, { microlib: 'rng', options: { INDEX: index } }]),
  );
  expect(found(nine)).toEqual([
    "UL0121 | error | No slot is left for 'rng8': x86_64/microvm has 8 for devices of the bus virtio",
  ]);
  expect(found(nine, {}, 'x86_64/qemu-pc')).toEqual([]);
  expect(found({ net0: 'net' }, { disks: ['d.img', 'disk9=e.img'], nets: ['nowhere'], forwards: ['tcp:1'] })).toEqual([
    "UL0412 | warning | 'd.img' of boot.disks: the image has no disk device | Remove 'd.img' from boot.disks",
    "UL0412 | warning | 'disk9=e.img' of boot.disks: there is no disk device 'disk9'; the image has no disk device | Remove 'disk9=e.img' from boot.disks",
    "UL0412 | warning | 'nowhere' of boot.nets: it is not [NAME=]user, socket:PATH, listen:PATH or tap:INTERFACE | Remove 'nowhere' from boot.nets",
    "UL0412 | warning | 'tcp:1' of boot.forwards: it is not [NAME:]tcp:HOST:GUEST, HOST being 0 for any free port | Remove 'tcp:1' from boot.forwards",
  ]);
});

it('a process has no forwarded ports', () => {
  const { findings } = argumentsOf({ net0: 'net' }, { target: 'host', given: { forwards: ['tcp:0:80'] } });
  expect(findings).toEqual([
    'UL0412 --forward tcp:0:80: a process has no forwarded ports: its network is a socket or a TAP interface (--net)',
  ]);
  expect(argumentsOf({ net0: 'net' }, { target: 'host', boot: { forwards: ['tcp:0:80'] } }).findings).toEqual([]);
});

it('the host port 0 may be asked for more than once', () => {
  const { lines, findings } = argumentsOf({ net0: 'net' }, { given: { forwards: ['tcp:0:80', 'tcp:0:80'] } });
  expect(findings).toEqual([]);
  expect(lines.join(' ')).toContain('hostfwd=tcp:127.0.0.1:0-:80,hostfwd=tcp:127.0.0.1:0-:80');
});

it('what the command line names in vain is an error', () => {
  const { findings } = argumentsOf(
    { disk0: 'blk' },
    { given: { disks: ['disk0=/a', 'disk0=/b', '/c'], shares: ['/d'], forwards: ['tcp:80:80'] } },
  );
  expect(findings).toEqual([
    "UL0412 --disk disk0=/b: 'disk0' is named twice",
    'UL0412 --disk /c: there is no disk device left for it',
    'UL0412 --share /d: the image has no share device',
    'UL0412 --forward tcp:80:80: it leads nowhere: the image has no network device with a user network',
  ]);
});
