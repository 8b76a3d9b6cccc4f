/** The streams of a machine, with a shell in QEMU's place. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Channel } from './devices.ts';
import type { MachineCommand } from './machine.ts';
import { startSession } from './session.ts';

let folder = '';
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom session-'));
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Something listens there; `connected` resolves with who connects. */
async function listens(path: string): Promise<{ readonly connected: Promise<Socket> }> {
  server = createServer();
  const connected = once(server, 'connection').then(([socket]) => socket as Socket);
  server.listen(path);
  await once(server, 'listening');
  return { connected };
}

const wire = (component: string): Channel => ({ kind: 'wire', component, path: join(folder, component) });

const command = (program: string, script: string, channels: readonly Channel[]): MachineCommand => ({
  ...{ kind: 'qemu', program, args: ['-c', script], machine: 'shell', accelerator: 'none' },
  channels,
});

/** All that comes out of a stream. */
async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
}

it('a card’s wire is connected before the machine starts, and is the machine’s alone', async () => {
  const { connected } = await listens(join(folder, 'net0'));
  const starting = startSession(command('/bin/sh', 'head -c 5 <&6 >&3; echo back >&6', [wire('net0')]));
  const other = await connected;
  // Before anybody reads: nothing of it is lost on the way.
  other.write('frame');
  const back = textOf(other);
  const session = await starting;
  expect(await textOf(session.outputs[0] ?? expect.fail())).toBe('frame');
  // Its end comes although this process goes on.
  expect(await back).toBe('back\n');
});

it('a wire that leads nowhere ends the boot before it begins', async () => {
  const { connected } = await listens(join(folder, 'net0'));
  await expect(startSession(command('/bin/sh', '', [wire('net0'), wire('net1')]))).rejects.toMatchObject({
    code: 'bad-input',
    message: `'net1' cannot have its backend: nobody listens at ${join(folder, 'net1')}`,
    diagnostics: [{ code: 'UL0414', at: { component: 'net1' } }],
  });
  expect(await textOf(await connected)).toBe('');
});

it('a wire is let go where the machine does not start', async () => {
  const { connected } = await listens(join(folder, 'net0'));
  await expect(startSession(command(join(folder, 'none'), '', [wire('net0')]))).rejects.toMatchObject({
    code: 'tool-missing',
  });
  expect(await textOf(await connected)).toBe('');
});
