/** A guest without a machine: QEMU's user network with a card on which a test answers TCP by hand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { mirrorOf } from '../boot/devices.ts';
import { createQmp, type Qmp } from '../boot/qmp.ts';
import { ethernet, networkEnd } from './wire-ends.ts';

/** What the guest does with a connection: nothing at all, a reset, an answer, an answer that it ends, with a byte first. */
export type Manner = 'silent' | 'refuse' | 'accept' | 'close' | 'speak';

export interface ScriptedGuest {
  readonly monitor: Qmp;
  readonly mirror: Readable;
  manner: Manner;
  /** Tells the network its address, as a guest does that has just got one. */
  announce(): void;
  /** Resolves with the number of connections begun so far when there are at least so many. */
  begun(count: number): Promise<number>;
  /** Resolves when a connection that was answered has been ended from outside, with the bytes that came on it. */
  readonly ended: Promise<number>;
  readonly accepted: () => number;
  close(): Promise<void>;
}

const MAC = '52:54:00:12:34:56';
const US = Buffer.from([10, 0, 2, 15]);
const HOST = Buffer.from([10, 0, 2, 2]);
const FLAGS = { fin: 1, syn: 2, reset: 4, push: 8, ack: 16 } as const;

function sum(bytes: Buffer): number {
  let total = 0;
  for (let at = 0; at < bytes.length; at += 2) total += (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return ~total & 0xffff;
}

function arp(operation: number, to: string, target: Buffer): Buffer {
  const packet = Buffer.alloc(46);
  Buffer.from([0, 1, 8, 0, 6, 4, 0, operation]).copy(packet);
  Buffer.from(MAC.replaceAll(':', ''), 'hex').copy(packet, 8);
  US.copy(packet, 14);
  target.copy(packet, 24);
  return ethernet(to, MAC, packet, 0x0806);
}

/** A segment back to whoever sent `of`, a TCP segment. */
function segment(to: string, of: Buffer, flags: number, sequence: number, ack: number, data = ''): Buffer {
  const tcp = Buffer.alloc(20 + data.length);
  of.copy(tcp, 0, 2, 4);
  of.copy(tcp, 2, 0, 2);
  tcp.writeUInt32BE(sequence >>> 0, 4);
  tcp.writeUInt32BE(ack >>> 0, 8);
  tcp[12] = 0x50;
  tcp[13] = flags;
  tcp.writeUInt16BE(8192, 14);
  tcp.write(data, 20);
  const pseudo = Buffer.concat([US, HOST, Buffer.from([0, 6, 0, tcp.length]), tcp]);
  tcp.writeUInt16BE(sum(pseudo), 16);
  const ip = Buffer.alloc(20);
  ip[0] = 0x45;
  ip.writeUInt16BE(20 + tcp.length, 2);
  ip[8] = 64;
  ip[9] = 6;
  US.copy(ip, 12);
  HOST.copy(ip, 16);
  ip.writeUInt16BE(sum(ip), 10);
  return ethernet(to, MAC, Buffer.concat([ip, tcp]), 0x0800);
}

/** @param forwards as QEMU's `hostfwd=` takes them */
export async function scriptedGuest(folder: string, forwards: readonly string[]): Promise<ScriptedGuest> {
  const path = join(folder, 'card');
  const end = await networkEnd(path);
  const led = forwards.map((one) => `,hostfwd=${one}`).join('');
  const { filter, channel } = mirrorOf('net0');
  const args = ['-M', 'none', '-display', 'none', '-nodefaults', '-netdev', `user,id=net0${led}`];
  args.push('-netdev', 'hubport,id=a,hubid=0,netdev=net0', '-netdev', 'hubport,id=b,hubid=0,netdev=card');
  args.push('-netdev', `stream,id=card,server=off,addr.type=unix,addr.path=${path}`);
  args.push('-chardev', `socket,id=${channel},fd=3`, '-chardev', 'socket,id=monitor,fd=4');
  args.push('-object', `filter-mirror,id=${filter},netdev=net0,queue=rx,outdev=${channel}`);
  args.push('-mon', 'chardev=monitor,mode=control');
  const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const gone = once(child, 'exit');
  await end.connected;

  let begun = 0;
  let accepted = 0;
  let received = 0;
  let over = (_bytes: number) => {};
  const ended = new Promise<number>((resolve) => {
    over = resolve;
  });
  const waiting: { count: number; resolve(count: number): void }[] = [];
  const guest: ScriptedGuest = {
    monitor: createQmp(child.stdio[4] as Duplex),
    mirror: child.stdio[3] as Readable,
    manner: 'silent',
    announce: () => end.send(arp(1, 'ff:ff:ff:ff:ff:ff', US)),
    begun: (count) =>
      begun >= count ? Promise.resolve(begun) : new Promise((resolve) => waiting.push({ count, resolve })),
    ended,
    accepted: () => accepted,
    async close() {
      child.kill();
      await gone;
      end.close();
    },
  };
  const take = (frame: Buffer) => {
    const from = (frame.subarray(6, 12).toString('hex').match(/../g) ?? []).join(':');
    const type = frame.readUInt16BE(12);
    // An address that nobody has yet is not answered for.
    if (type === 0x0806 && guest.manner !== 'silent' && frame[21] === 1 && frame.subarray(38, 42).equals(US))
      end.send(arp(2, from, frame.subarray(28, 32)));
    if (type !== 0x0800 || frame[23] !== 6) return;
    const tcp = frame.subarray(34, 14 + frame.readUInt16BE(16));
    const flags = tcp[13] ?? 0;
    const next = tcp.readUInt32BE(4) + 1;
    received += tcp.length - ((tcp[12] ?? 0) >> 4) * 4;
    if (flags & FLAGS.syn) {
      begun += 1;
      for (const one of waiting) if (begun >= one.count) one.resolve(begun);
      if (guest.manner === 'refuse') end.send(segment(from, tcp, FLAGS.reset | FLAGS.ack, 0, next));
      if (guest.manner === 'silent' || guest.manner === 'refuse') return;
      accepted += 1;
      end.send(segment(from, tcp, FLAGS.syn | FLAGS.ack, 1000, next));
      if (guest.manner === 'speak') end.send(segment(from, tcp, FLAGS.push | FLAGS.ack, 1001, next, 'hello'));
      if (guest.manner === 'close') end.send(segment(from, tcp, FLAGS.fin | FLAGS.ack, 1001, next));
    } else if (flags & FLAGS.fin) over(received);
  };
  const read = async () => {
    for (;;) take(await end.next());
  };
  read().catch(() => {});
  return guest;
}
