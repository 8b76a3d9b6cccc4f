/** The other end of a guest's network card: frames over a unix socket, each behind its length (QEMU's `-netdev stream`). */
import { createServer, type Socket } from 'node:net';
import { promised } from './promised.ts';

export interface NetworkEnd {
  /** Resolves when a guest is there. */
  readonly connected: Promise<void>;
  send(frame: Uint8Array): void;
  /** The next frame that the guest has sent. Rejects when it is gone. */
  next(): Promise<Buffer>;
  close(): void;
}

/** Listens at `path`. Frames that `wanted` refuses are let go. */
export async function networkEnd(path: string, wanted: (frame: Buffer) => boolean = () => true): Promise<NetworkEnd> {
  const frames: Buffer[] = [];
  const waiting: { resolve(frame: Buffer): void; reject(error: Error): void }[] = [];
  const there = promised<void>();
  let peer: Socket | undefined;
  let rest: Buffer = Buffer.alloc(0);
  const take = (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 4) {
      const size = rest.readUInt32BE();
      if (rest.length < 4 + size) break;
      const frame = rest.subarray(4, 4 + size);
      rest = rest.subarray(4 + size);
      if (!wanted(frame)) continue;
      const one = waiting.shift();
      if (one) one.resolve(frame);
      else frames.push(frame);
    }
  };
  const server = createServer((socket) => {
    peer = socket;
    socket.on('data', take);
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const one of waiting.splice(0)) one.reject(new Error('the guest is gone'));
    });
    there.resolve(undefined);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    connected: there.promise,
    send(frame) {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(frame.length);
      peer?.write(Buffer.concat([head, frame]));
    },
    next() {
      const frame = frames.shift();
      if (frame) return Promise.resolve(frame);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    close() {
      peer?.destroy();
      server.close();
    },
  };
}

export const ECHO_TYPE = 0x88b5;

/** An Ethernet frame from `from` to `to` (six bytes each, in hexadecimal with colons). */
export function ethernet(to: string, from: string, data: Uint8Array, type = ECHO_TYPE): Buffer {
  const address = (text: string) => Buffer.from(text.replaceAll(':', ''), 'hex');
  return Buffer.concat([address(to), address(from), Buffer.from([type >> 8, type & 255]), data]);
}
