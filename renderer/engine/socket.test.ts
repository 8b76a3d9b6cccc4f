import { expect, test, vi } from 'vitest';
import { socketClient } from './socket.ts';

class FakeSocket {
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor() {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(text);
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  say(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const start = () => {
  FakeSocket.all = [];
  vi.stubGlobal('WebSocket', { OPEN: 1 });
  const client = socketClient('ws://x/ws', () => new FakeSocket() as unknown as WebSocket);
  const [socket] = FakeSocket.all;
  if (socket === undefined) throw new Error('no socket was made');
  return { client, socket };
};

test('a call made before the connection is sent when it opens, and gets its reply', async () => {
  const { client, socket } = start();
  const answer = client.call('recent.list', {});
  expect(socket.sent).toEqual([]);
  socket.open();
  expect(JSON.parse(socket.sent[0] ?? '')).toEqual({ id: 1, procedure: 'recent.list', input: {} });
  socket.say({ id: 1, ok: true, output: [] });
  await expect(answer).resolves.toEqual([]);
});

test('a failure is a ContractError with its code and hint', async () => {
  const { client, socket } = start();
  socket.open();
  const answer = client.call('recent.list', {});
  socket.say({ id: 1, ok: false, error: { code: 'denied', message: 'no', hint: 'ask', diagnostics: [] } });
  await expect(answer).rejects.toMatchObject({ code: 'denied', hint: 'ask' });
});

test('events reach their listeners until they leave', () => {
  const { client, socket } = start();
  socket.open();
  const seen: unknown[] = [];
  const end = client.on('action', (payload) => seen.push(payload));
  socket.say({ event: 'action', payload: { id: 'a' } });
  end();
  socket.say({ event: 'action', payload: { id: 'b' } });
  expect(seen).toEqual([{ id: 'a' }]);
});

test('a lost connection fails what was under way and is tried again', async () => {
  vi.useFakeTimers();
  const { client, socket } = start();
  const states: string[] = [];
  client.watch((state) => states.push(state));
  socket.open();
  const answer = client.call('recent.list', {});
  socket.onclose?.();
  await expect(answer).rejects.toMatchObject({ code: 'io' });
  vi.advanceTimersByTime(300);
  const again = FakeSocket.all[1];
  again?.open();
  expect(states).toEqual(['connecting', 'open', 'lost', 'open']);
  vi.useRealTimers();
});
