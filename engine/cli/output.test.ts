import { afterEach, expect, it, vi } from 'vitest';
import { diagnostic } from '../check/types.ts';
import { diagnosticText } from './output.ts';

const EVIL = '\x1b]0;owned\x07\x1b[2J';
const found = diagnostic('UL0003', 'warning', `unknown key 'a${EVIL}b'`, {
  at: { file: `x${EVIL}.yaml`, line: 3 },
  because: [`one${EVIL}`, 'two'],
  fixes: [{ title: `Remove a${EVIL}b`, edits: [] }],
});
const PLAIN = ["warning UL0003 x.yaml:3: unknown key 'ab'", '  · one', '  · two', '  fix 1: Remove ab'].join('\n');

afterEach(() => vi.unstubAllEnvs());

it('what a composition says reaches no terminal as a command', () => {
  expect(diagnosticText(found, { isTTY: false } as NodeJS.WriteStream)).toBe(PLAIN);
});

it('colours are ours alone', () => {
  vi.stubEnv('NO_COLOR', '');
  vi.stubEnv('FORCE_COLOR', '1');
  const text = diagnosticText(found, { isTTY: true } as NodeJS.WriteStream);
  expect(text).not.toContain('owned');
  expect(text).not.toContain('\x1b[2J');
  expect(text).not.toContain('\x07');
});
