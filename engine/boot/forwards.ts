/**
 * Forwarded ports: where they are, and when the guest answers on them.
 *
 * QEMU's user network accepts a connection before there is a guest, so that connecting proves nothing. What it did
 * with the guest since, `info usernet` tells: SYN_SENT, then ESTABLISHED, or the connection is gone and ours ended where
 * the guest refused. A connection that found no guest stays in SYN_SENT, is tried again after six seconds only, and the
 * guest gets it even if we have closed it. So nothing is tried before the guest has shown its address in a frame (a
 * mirror on the card, taken away then), and what remains unanswered is tried again at growing intervals. The guest's
 * program sees one connection that ends without a byte.
 */
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Forward } from '../contract.ts';
import type { Backend } from '../graph/backends.ts';
import { mirrorOf } from './devices.ts';
import { addressShown } from './mirror.ts';
import type { Qmp } from './qmp.ts';
import { type Connection, connections, wasAccepted } from './usernet.ts';

/** How long a guest that shows no address is waited for before it is tried nevertheless; later ones double, ms. */
const UNSEEN = { first: 1000, most: 30_000 } as const;
/** Between connections that the guest refused, ms: doubled up to a few a second. */
const REFUSED = { first: 50, most: 250 } as const;
/** Between questions about a connection under way, and how long it may be under way, ms. */
const ASKED = { first: 5, most: 100, patience: 1000 } as const;

export interface ForwardWatch {
  /** As known so far. */
  states(): readonly Forward[];
  stop(): void;
}

export interface ForwardRequest {
  readonly forwards: readonly Forward[];
  readonly monitor: Qmp;
  /** What each guest's card sends, by component. */
  readonly mirrors: ReadonlyMap<string, Readable>;
  /** ms */
  readonly sinceStart: () => number;
  /** All of them: when their ports are known, and when one is answered. */
  readonly onChange?: ((forwards: readonly Forward[]) => void) | undefined;
}

/** The forwarded ports of `backends`, none answered yet. */
export const forwardsOf = (backends: readonly Backend[]): Forward[] =>
  backends.flatMap((backend) =>
    backend.kind === 'net'
      ? backend.forwards.map(({ protocol, host, guest }) => ({
          proto: protocol,
          hostPort: host,
          guestPort: guest,
          component: backend.component,
          readyMs: null,
        }))
      : [],
  );

/** `forwards` with the ports that QEMU chose where none was asked for. */
export function withPorts(forwards: readonly Forward[], rows: readonly Connection[]): Forward[] {
  const free = rows.filter(
    ({ protocol, state, host }) =>
      state === 'HOST_FORWARD' && !forwards.some((one) => one.proto === protocol && one.hostPort === host),
  );
  return forwards.map((one) => {
    if (one.hostPort !== 0) return one;
    const at = free.findIndex(({ protocol, guest }) => protocol === one.proto && guest === one.guestPort);
    const [found] = at < 0 ? [] : free.splice(at, 1);
    return found === undefined ? one : { ...one, hostPort: found.host };
  });
}

type Answer = 'accepted' | 'refused' | 'none';

/** Connects to a forwarded port and ends without a byte; says what the guest made of it. */
async function attempt(port: number, ask: () => Promise<Connection[]>, signal: AbortSignal): Promise<Answer> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  let spoken = false;
  let over = false;
  let wake = () => {};
  socket.on('data', () => {
    spoken = true;
    wake();
  });
  for (const event of ['end', 'error', 'close'])
    socket.on(event, () => {
      over = true;
      wake();
    });
  try {
    await new Promise<void>((resolve) => {
      wake = resolve;
      socket.once('connect', () => resolve());
    });
    const until = performance.now() + ASKED.patience;
    for (let pause: number = ASKED.first; ; pause = Math.min(2 * pause, ASKED.most)) {
      // Whoever was refused ended before its row went.
      const ended = over;
      const rows = await ask();
      if (spoken || rows.some((row) => row.host === port && wasAccepted(row))) return 'accepted';
      if (ended) return 'refused';
      if (performance.now() > until) return 'none';
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!over) await Promise.race([woken, sleep(pause, undefined, { signal, ref: false })]);
    }
  } finally {
    socket.destroy();
  }
}

/** Watches forwarded ports of a machine that has just been started. */
export function watchForwards({ monitor, mirrors, sinceStart, onChange, ...request }: ForwardRequest): ForwardWatch {
  let forwards = request.forwards;
  const ending = new AbortController();
  const { signal } = ending;
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false });
  const ask = () => connections(monitor);
  const running = async () => (await monitor.status()) === 'running';

  const seen = new Set<string>();
  const shown = new Map(
    [...mirrors].map(([component, stream]) => {
      const there = addressShown(stream).then(async () => {
        seen.add(component);
        const { filter, channel } = mirrorOf(component);
        await monitor.execute('object-del', { id: filter });
        await monitor.execute('chardev-remove', { id: channel });
      });
      return [component, there.catch(() => {})] as const;
    }),
  );

  const reach = async (at: number) => {
    const { component, hostPort } = forwards[at] as Forward;
    let patience: number = UNSEEN.first;
    let refused: number = REFUSED.first;
    const settle = async () => {
      const waited = pause(patience);
      waited.catch(() => {});
      await (seen.has(component) ? waited : Promise.race([shown.get(component), waited]));
      patience = Math.min(2 * patience, UNSEEN.most);
    };
    await settle();
    for (;;) {
      // A machine that is halted for a debugger answers nobody.
      const answer = (await running()) ? await attempt(hostPort, ask, signal) : 'none';
      if (answer === 'accepted') break;
      if (answer === 'none') await settle();
      else {
        await pause(refused);
        refused = Math.min(2 * refused, REFUSED.most);
      }
    }
    forwards = forwards.with(at, { ...(forwards[at] as Forward), readyMs: Math.round(sinceStart() * 100) / 100 });
    onChange?.(forwards);
  };

  const watch = async () => {
    forwards = withPorts(forwards, await ask());
    onChange?.(forwards);
    await Promise.all(forwards.map(({ proto }, at) => (proto === 'tcp' ? reach(at) : null)));
  };
  // The machine went, or nobody wants to know any more.
  watch().catch(() => {});
  return { states: () => forwards, stop: () => ending.abort() };
}

/** When the last of the ports that tell was answered; null while one was not, or where none tells. */
export function allReadyMs(forwards: readonly Forward[]): number | null {
  const told = forwards.filter(({ proto }) => proto === 'tcp').map(({ readyMs }) => readyMs);
  return told.length === 0 || told.includes(null) ? null : Math.max(...told.map((ms) => ms ?? 0));
}
