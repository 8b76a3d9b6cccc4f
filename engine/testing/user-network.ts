/** QEMU's user network without a machine, for a process that is a guest: a socket for its card, and ports of the host that lead there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { createQmp } from '../boot/qmp.ts';

export interface UserNetwork {
  /** The host's port that leads to the guest's. */
  readonly port: number;
  close(): Promise<void>;
}

/** A port of the loopback that nobody had a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** @param path of the unix socket at which the guest's card is expected */
export async function userNetwork(path: string, proto: 'tcp' | 'udp', guestPort: number): Promise<UserNetwork> {
  const port = await freePort();
  const forward = `hostfwd=${proto}:127.0.0.1:${port}-:${guestPort}`;
  const args = ['-M', 'none', '-display', 'none', '-nodefaults', '-netdev', `user,id=net,${forward}`];
  args.push('-netdev', `stream,id=card,server=on,addr.type=unix,addr.path=${path}`);
  args.push('-netdev', 'hubport,id=a,hubid=0,netdev=net', '-netdev', 'hubport,id=b,hubid=0,netdev=card');
  args.push('-chardev', 'socket,id=monitor,fd=3', '-mon', 'chardev=monitor,mode=control');
  const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'exit');
  const monitor = createQmp(child.stdio[3] as Duplex);
  // It listens before it answers.
  await monitor.execute('query-status');
  return {
    port,
    async close() {
      child.kill();
      await gone;
    },
  };
}
