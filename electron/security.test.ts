import type { IpcMainInvokeEvent } from 'electron';
import { expect, test } from 'vitest';
import { isTrustedSender, mayOpenExternally } from './security.ts';

const sender = (url: string, parent: object | null = null) =>
  ({ senderFrame: { url, parent } }) as unknown as IpcMainInvokeEvent;

test('the top frame of our pages may call', () => {
  expect(isTrustedSender(sender('app://uniloom/index.html'))).toBe(true);
});

test.each([
  ['another scheme', sender('https://uniloom/index.html')],
  ['another host', sender('app://uniloom.evil/index.html')],
  ['a page that only begins like ours', sender('app://uniloomx/')],
  ['a file', sender('file:///index.html')],
  ['an inner frame', sender('app://uniloom/index.html', {})],
  ['a frame that is gone', { senderFrame: null } as unknown as IpcMainInvokeEvent],
])('%s may not call', (_what, event) => {
  expect(isTrustedSender(event)).toBe(false);
});

test('links go out through an allow-list', () => {
  expect(mayOpenExternally('https://github.com/unikraft')).toBe(true);
  expect(mayOpenExternally('http://github.com/')).toBe(false);
  expect(mayOpenExternally('https://github.com.evil.example/')).toBe(false);
  expect(mayOpenExternally('javascript:alert(1)')).toBe(false);
  expect(mayOpenExternally('no url')).toBe(false);
});
