import { describe, expect, it } from 'vitest';
import { createConsole } from './console.ts';
import { parseMemory } from './memory.ts';
import { bootWords, checkSet, commandLine, parseSet } from './options.ts';

describe('--set', () => {
  it('takes what the image has', () => {
    const { options, diagnostics } = checkSet(['net0.IP=10.0.2.15/24', 'app.NAME=a=b c'], ['net0.IP', 'app.NAME']);
    expect(diagnostics).toEqual([]);
    expect(options).toEqual([
      { name: 'net0.IP', value: '10.0.2.15/24' },
      { name: 'app.NAME', value: 'a=b c' },
    ]);
  });

  it('takes a parameter of a faulty wire', () => {
    const { options } = checkSet(['app.heap.malloc.skip=7'], ['app.heap.malloc.skip']);
    expect(options).toEqual([{ name: 'app.heap.malloc.skip', value: '7' }]);
  });

  it('names the nearest for one that the image does not have', () => {
    const [finding] = checkSet(['net0.ipp=1'], ['net0.ip', 'app.name']).diagnostics;
    expect(finding).toMatchObject({ code: 'UL0406', severity: 'error', params: { nearest: 'net0.ip' } });
    expect(finding?.message).toContain('did you mean net0.ip?');
    expect(checkSet(['app.x=1'], []).diagnostics[0]?.message).toContain('it has none');
  });

  it('refuses what is no assignment, and control characters', () => {
    for (const text of ['app', '=1', 'app=1', 'app.X', 'App.X=1', 'a..c=1', 'app.X=1\n2']) {
      expect(parseSet(text)).toBeNull();
      expect(checkSet([text], ['app.X']).diagnostics).toHaveLength(1);
    }
  });
});

it('the command line quotes what a blank would cut', () => {
  const words = bootWords([{ name: 'app.NAME', value: 'two words' }], ['-v', 'say "hi"']);
  expect(words).toEqual(['app.NAME=two words', '--', '-v', 'say "hi"']);
  expect(commandLine(words)).toBe('"app.NAME=two words" -- -v "say \\"hi\\""');
  expect(bootWords([], [])).toEqual([]);
});

it('memory has a unit', () => {
  expect(parseMemory('4M')).toBe(4 << 20);
  expect(parseMemory('512k')).toBe(512 << 10);
  expect(parseMemory('16')).toBe(16 << 20);
  expect(parseMemory('1GiB')).toBe(2 ** 30);
  for (const text of ['', '0M', 'M', '4X', '-1M', '9999999999G']) expect(parseMemory(text)).toBeNull();
});

describe('the console', () => {
  it('decodes characters that arrive in pieces', () => {
    const keeper = createConsole(undefined);
    const bytes = Buffer.from('你好');
    expect(keeper.push(bytes.subarray(0, 4)) + keeper.push(bytes.subarray(4)) + keeper.end()).toBe('你好');
  });

  it('sees an expectation across pieces, once', () => {
    let seen = 0;
    const keeper = createConsole(/Hel+o/g, () => seen++);
    keeper.push(Buffer.from('He'));
    expect(keeper.seen()).toBe(false);
    keeper.push(Buffer.from('llo Hello'));
    keeper.end();
    expect([keeper.seen(), seen]).toEqual([true, 1]);
  });

  it('keeps the last of a flood', () => {
    const keeper = createConsole(/never/, undefined, 1000);
    for (let i = 0; i < 1000; i++) keeper.push(Buffer.from(`line ${i}\n`));
    expect(keeper.text()).toHaveLength(1000);
    expect(keeper.text().endsWith('line 999\n')).toBe(true);
    expect(keeper.seen()).toBe(false);
  });
});
