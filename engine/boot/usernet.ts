/** What QEMU's user network says of its connections (`info usernet`). */
import type { Qmp } from './qmp.ts';

export interface Connection {
  readonly protocol: 'tcp' | 'udp';
  /** As QEMU calls it: HOST_FORWARD listens on the host; SYN_SENT, ESTABLISHED, … are the guest's side of a connection. */
  readonly state: string;
  /** The port that is forwarded, on the host, and where it leads. */
  readonly host: number;
  readonly guest: number;
}

// What the guest has opened itself leads elsewhere.
const ROW = /^\s*(TCP|UDP)\[([^\]]*)\]\s+-?\d+\s+\S+\s+(\d+)\s+10\.0\.2\.15\s+(\d+)\s/;

/** What leads from the host to the guest. */
export function parseConnections(text: string): Connection[] {
  return text.split('\n').flatMap((line) => {
    const match = ROW.exec(line);
    if (match === null) return [];
    const [, protocol, state = '', host, guest] = match;
    return [{ protocol: protocol === 'UDP' ? 'udp' : 'tcp', state, host: Number(host), guest: Number(guest) }];
  });
}

/** @throws QmpError when the machine is gone */
export async function connections(monitor: Qmp): Promise<Connection[]> {
  return parseConnections(String(await monitor.execute('human-monitor-command', { 'command-line': 'info usernet' })));
}

/** The guest has not answered yet, or nobody there takes it. */
const OPEN = new Set(['HOST_FORWARD', 'SYN_SENT', 'CLOSED', 'LISTEN', 'NONE']);

/** The guest has accepted it, whatever came of it since. */
export const wasAccepted = ({ protocol, state }: Connection): boolean => protocol === 'tcp' && !OPEN.has(state);
