/** Files and folders behind devices: found where they are said to be, never outside a composition's folder, usable. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../graph/backends.ts';
import { checkBackends, settingsIn, wordsIn } from './backends.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom backends,'));
  mkdirSync(join(folder, 'www'));
  writeFileSync(join(folder, 'disk.img'), '');
  symlinkSync('/etc', join(folder, 'out'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('paths', () => {
  it('of a composition are in its folder', async () => {
    const boot = {
      memory: '4M',
      disks: ['disk0=disk.img,readonly'],
      shares: ['www'],
      nets: ['net0=socket:peer', 'user'],
    };
    expect(await settingsIn(folder, boot)).toEqual({
      memory: '4M',
      disks: [`disk0=${join(folder, 'disk.img')},readonly`],
      shares: [join(folder, 'www')],
      nets: [`net0=socket:${join(folder, 'peer')}`, 'user'],
    });
    for (const path of ['../x', '/etc', 'out', 'out/passwd'])
      for (const bad of [{ disks: [`d=${path}`] }, { shares: [path] }, { nets: [`listen:${path}`] }])
        await expect(settingsIn(folder, bad)).rejects.toMatchObject({ code: 'denied' });
  });

  it('of the command line are the user’s own', async () => {
    expect(await wordsIn(folder, { disks: ['/dev/null', 'a=../x'], nets: ['tap:t'], forwards: ['tcp:1:2'] })).toEqual({
      disks: ['/dev/null', `a=${join(folder, '../x')}`],
      nets: ['tap:t'],
      forwards: ['tcp:1:2'],
    });
  });
});

it('what cannot be used is told, with the component', async () => {
  const of = (kind: 'disk' | 'share', path: string): Backend => ({
    component: `${kind}0`,
    kind,
    path: join(folder, path),
    readOnly: false,
  });
  expect(
    await checkBackends([of('disk', 'disk.img'), of('share', 'www'), { component: 'r', kind: 'entropy' }]),
  ).toEqual([]);
  const found = await checkBackends([
    of('disk', 'none'),
    of('disk', 'www'),
    of('share', 'none'),
    of('share', 'disk.img'),
  ]);
  expect(found.map(({ code, at }) => [code, at.component])).toEqual([
    ['UL0414', 'disk0'],
    ['UL0414', 'disk0'],
    ['UL0414', 'share0'],
    ['UL0414', 'share0'],
  ]);
  expect(found.map(({ message }) => message.replaceAll(folder, 'F'))).toEqual([
    "'disk0' cannot have its backend: there is no F/none; `truncate -s 16M FILE` makes one",
    "'disk0' cannot have its backend: F/www is no file",
    "'share0' cannot have its backend: there is no F/none",
    "'share0' cannot have its backend: F/disk.img is no folder",
  ]);
});

it('a port of the host that is taken is told before QEMU runs, and who asks for it', async () => {
  const tcp = createServer().listen(0, '127.0.0.1');
  const udp = createSocket('udp4').bind(0, '127.0.0.1');
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
  const address = tcp.address();
  const ports = { tcp: typeof address === 'object' && address !== null ? address.port : 0, udp: udp.address().port };
  const asks = (protocol: 'tcp' | 'udp', host: number): Backend => ({
    component: 'net0',
    kind: 'net',
    net: 'user',
    at: '',
    forwards: [{ name: null, protocol, host, guest: 80 }],
  });
  const found = await checkBackends([asks('tcp', ports.tcp), asks('udp', ports.udp), asks('tcp', 0)]);
  expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual(
    (['tcp', 'udp'] as const).map(
      (protocol) =>
        `UL0414 'net0' cannot have its backend: ${protocol} port ${ports[protocol]} of the host is taken by another program, ` +
        `and the forward ${protocol}:${ports[protocol]}:80 wants it; 0 takes any free one`,
    ),
  );
  await Promise.all([once(tcp.close(), 'close'), once(udp.close(), 'close')]);
});
