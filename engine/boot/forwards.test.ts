/** What QEMU says of its user network, and what is made of it. */
import { expect, it } from 'vitest';
import type { Forward } from '../contract.ts';
import { allReadyMs, withPorts } from './forwards.ts';
import { showsAddress } from './mirror.ts';
import { parseConnections, wasAccepted } from './usernet.ts';

// As QEMU 7.2 prints it; the addresses and ports of the last two are the guest's own doing.
const SAID = `Hub 0 (net0):
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
  TCP[ESTABLISHED]   12       127.0.0.1 36025       10.0.2.15    80     0     0
  TCP[SYN_SENT]      14       127.0.0.1 36025       10.0.2.15    80     0     0
  TCP[HOST_FORWARD]   8       127.0.0.1 36025       10.0.2.15    80     0     0
  TCP[HOST_FORWARD]   9       127.0.0.1 41000       10.0.2.15    80     0     0
  UDP[HOST_FORWARD]   3       127.0.0.1 35695       10.0.2.15    53     0     0
  TCP[ESTABLISHED]   15       10.0.2.15 49152      192.0.2.7    80     0     0
  UDP[236 sec]       16       10.0.2.15 49153       10.0.2.3    53     0     0
`;

const forward = (
  proto: 'tcp' | 'udp',
  hostPort: number,
  guestPort: number,
  readyMs: number | null = null,
): Forward => ({
  proto,
  hostPort,
  guestPort,
  component: 'net0',
  readyMs,
});

it('connections that came from the host', () => {
  const rows = parseConnections(SAID);
  expect(rows.map(({ protocol, state, host, guest }) => `${protocol} ${state} ${host} ${guest}`)).toEqual([
    'tcp ESTABLISHED 36025 80',
    'tcp SYN_SENT 36025 80',
    'tcp HOST_FORWARD 36025 80',
    'tcp HOST_FORWARD 41000 80',
    'udp HOST_FORWARD 35695 53',
  ]);
  expect(rows.map(wasAccepted)).toEqual([true, false, false, false, false]);
});

it('ports that QEMU chose', () => {
  const given = [forward('tcp', 0, 80), forward('udp', 0, 53), forward('tcp', 41000, 80), forward('tcp', 0, 7)];
  expect(withPorts(given, parseConnections(SAID)).map(({ hostPort }) => hostPort)).toEqual([36025, 35695, 41000, 0]);
});

it('a guest shows its address in what it asks and sends, not in what it asks for', () => {
  const frame = (type: number, at: number, address: readonly number[]) => {
    const bytes = Buffer.alloc(60);
    bytes.writeUInt16BE(type, 12);
    bytes.set(address, at);
    return bytes;
  };
  expect(showsAddress(frame(0x0806, 28, [10, 0, 2, 15]))).toBe(true);
  expect(showsAddress(frame(0x0800, 26, [10, 0, 2, 15]))).toBe(true);
  // Asking whether somebody has it; DHCP.
  expect(showsAddress(frame(0x0806, 38, [10, 0, 2, 15]))).toBe(false);
  expect(showsAddress(frame(0x0800, 26, [0, 0, 0, 0]))).toBe(false);
  expect(showsAddress(frame(0x86dd, 26, [10, 0, 2, 15]))).toBe(false);
  expect(showsAddress(Buffer.alloc(20))).toBe(false);
});

it('all are ready when the last is; UDP never tells', () => {
  expect(allReadyMs([])).toBeNull();
  expect(allReadyMs([forward('udp', 53, 53)])).toBeNull();
  expect(allReadyMs([forward('tcp', 80, 80, 12), forward('tcp', 81, 81)])).toBeNull();
  expect(allReadyMs([forward('tcp', 80, 80, 12), forward('tcp', 81, 81, 30), forward('udp', 53, 53)])).toBe(30);
});
