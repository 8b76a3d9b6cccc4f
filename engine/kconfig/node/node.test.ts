import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { treeFiles } from './files.ts';
import { replaceFile } from './replace.ts';
import { makeShell, parseRecord, recordText } from './shell.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uniloom-kconfig-'));
  for (const path of ['tree/lib/a', 'tree/lib/b', 'tree/.hidden', 'build'])
    mkdirSync(join(folder, path), { recursive: true });
  for (const path of [
    'tree/Kconfig',
    'tree/lib/a/Kconfig',
    'tree/lib/b/Kconfig',
    'tree/lib/b/Kconfig.x',
    'build/generated',
  ])
    writeFileSync(join(folder, path), path);
  writeFileSync(join(folder, 'tree/large'), 'x'.repeat(200_000));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files', () => {
  test('are those of the source tree, then of the second folder, or absolute', () => {
    const files = treeFiles(join(folder, 'tree'), join(folder, 'build'));
    expect(files.read('lib/a/Kconfig')).toBe('tree/lib/a/Kconfig');
    expect(files.read('generated')).toBe('build/generated');
    expect(files.read(join(folder, 'build/generated'))).toBe('build/generated');
    expect(files.read('large')).toHaveLength(200_000);
    for (const none of ['none', 'lib', '', 'a\0b']) expect(files.read(none)).toBeUndefined();
  });

  test('match patterns in order; what is no file does not', () => {
    const { glob } = treeFiles(join(folder, 'tree'), join(folder, 'build'));
    expect(glob('lib/*/Kconfig')).toEqual(['lib/a/Kconfig', 'lib/b/Kconfig']);
    expect(glob('lib/[b-z]/Kconfig*')).toEqual(['lib/b/Kconfig', 'lib/b/Kconfig.x']);
    expect(glob('lib/[!a]/Kconfig.?')).toEqual(['lib/b/Kconfig.x']);
    expect(glob('*')).toEqual(['Kconfig', 'large']);
    expect(glob('gen*')).toEqual(['generated']);
    expect(glob(`${folder}/tree/lib/?/Kconfig`)).toHaveLength(2);
    expect(glob('none/*')).toEqual([]);
  });
});

describe('shell', () => {
  const files = {
    hasChangedSince: (path: string, since: number) => treeFiles(join(folder, 'tree')).hasChangedSince(path, since),
  };
  const shell = (more: Partial<Parameters<typeof makeShell>[0]> = {}) =>
    makeShell({ cwd: folder, environment: { PATH: process.env['PATH'], WHO: 'me' }, ...more });

  test('runs in the source tree with the environment given, and keeps the answers', () => {
    const { run, record } = shell();
    expect(run('echo $WHO; ls').output).toBe('me\nbuild\ntree\n');
    expect(run('false')).toEqual({ output: '' });
    expect(parseRecord(recordText(record))).toEqual(record);
    expect([...record.keys()]).toEqual(['echo $WHO; ls', 'false']);
  });

  test('answers from a record without running', () => {
    const { run } = shell({ replay: new Map([['touch made', 'kept']]) });
    expect(run('touch made').output).toBe('kept');
    expect(readdirSync(folder)).not.toContain('made');
  });

  test('runs what is asked for twice once', () => {
    const command = 'echo asked >>asked; wc -l <asked';
    const { run, ahead } = shell();
    const { begin } = ahead?.(files.hasChangedSince) ?? expect.fail();
    const later = [begin(command), begin('cat asked; rm asked'), begin(command)];
    expect(later.map((answer) => answer().output)).toEqual(['1\n', 'asked\n', '1\n']);
    expect(run(command).output).toBe('1\n');
    expect(readdirSync(folder)).not.toContain('asked');
    // The next reading asks again.
    expect(shell().run(command).output).toBe('1\n');
    expect(shell().run(command).output).toBe('2\n');
  });

  test('ends what takes too long, puts out too much or is not there', () => {
    expect(shell({ timeout: 100 }).run('exec tail -f /dev/null').failure).toContain('too long');
    expect(shell().run('yes | head -c 1000000').failure).toContain('more than 64 KiB');
    expect(shell().run('no-such-command 2>/dev/null').failure).toContain('not find');
    expect(shell({ total: 0 }).run('echo a').failure).toContain('not run');
  });

  test('runs one after the other, each for itself, while nobody waits', () => {
    const { ahead, record } = shell();
    const { begin, changed } = ahead?.(files.hasChangedSince) ?? expect.fail();
    const before = Date.now();
    const answers = [
      'echo one >made-by-one; X=left; cd /; exit 3',
      'cat made-by-one; rm made-by-one; echo "[$X]"',
      "printf 'it''s \\000 a \"text\"'",
      'cat; echo no input',
      '(read none; echo late) & echo early',
      '(while kill -0 $$ 2>/dev/null; do :; done; echo orphaned) & echo parent',
      'kill -9 $$',
      'echo last',
    ].map(begin);
    const said = answers.map((answer) => answer());
    expect(said.map(({ output }) => output)).toEqual([
      '',
      'one\n[]\n',
      'its \0 a "text"',
      'no input\n',
      expect.stringMatching(/^(early\nlate|late\nearly)\n$/),
      'parent\norphaned\n',
      '',
      'last\n',
    ]);
    expect(said.map(({ failure }) => failure)).toEqual([...Array(6), 'it was ended by SIGKILL', undefined]);
    expect([...record.values()].at(-1)).toBe('last\n');
    writeFileSync(join(folder, 'tree/Kconfig'), 'tree/Kconfig');
    expect(changed(['Kconfig'])).toBe(true);
    expect(files.hasChangedSince('none', before)).toBe(true);
    expect(files.hasChangedSince(process.execPath, before)).toBe(false);
  });

  test('looks by itself for what its commands changed', () => {
    const asked: string[] = [];
    const { ahead, record } = shell();
    const { begin, look, changed } =
      ahead?.((path, since) => {
        asked.push(path);
        return files.hasChangedSince(path, since);
      }) ?? expect.fail();
    begin('echo one');
    look?.(['/bin/sh', '/bin/../bin/sh']);
    expect(changed(['/bin/sh', '/bin/../bin/sh'])).toBe(false);
    expect(asked).toEqual([]);
    // Of nothing else is anything known.
    expect(changed(['/bin/sh'])).toBe(false);
    expect(asked).toEqual(['/bin/sh']);
    for (const [command, path] of [
      ['echo tree/Kconfig >tree/Kconfig', `${folder}/tree/Kconfig`],
      ['echo', `${folder}/none`],
      ['echo', `${folder}/of blanks; echo same`],
    ] as const) {
      begin(command);
      look?.([path]);
      expect(changed([path])).toBe(true);
      expect(asked.at(-1)).toBe(path);
    }
    look?.(['/bin/sh']);
    begin('echo after');
    expect(changed(['/bin/sh'])).toBe(false);
    expect(asked.at(-1)).toBe('/bin/sh');
    // What was looked for is nobody's command.
    expect([...record.keys()].filter((command) => command.includes('find'))).toEqual([]);
    writeFileSync(join(folder, 'tree/Kconfig'), 'tree/Kconfig');
  });

  test('takes more than the pipe to the shell has room for, of commands and of bytes', () => {
    const { ahead, run } = shell();
    const { begin } = ahead?.(files.hasChangedSince) ?? expect.fail();
    const answers = Array.from({ length: 700 }, (_, i) => begin(`echo ${i}; : ${'x'.repeat(200)}`));
    expect(answers.map((answer) => answer().output)).toEqual(answers.map((_, i) => `${i}\n`));
    const large = Array.from({ length: 8 }, (_, i) => begin(`: ${'中'.repeat(20_000)}; echo ${i}`));
    expect(large.map((answer) => answer())).toEqual(large.map((_, i) => ({ output: `${i}\n` })));
    // One that the pipe has no room for by itself is a failure of its own.
    expect(run(`: ${'x'.repeat(4_000_000)}`).failure).toContain('could not be started');
    expect(run('echo next').output).toBe('next\n');
  });

  test('goes on with the others when one takes too long', () => {
    const { ahead } = shell({ timeout: 100 });
    const { begin } = ahead?.(files.hasChangedSince) ?? expect.fail();
    const [hangs, next] = ['tail -f /dev/null | cat', 'echo next'].map(begin);
    expect(hangs?.().failure).toContain('too long');
    let said = next?.();
    // A machine may be so busy that this takes too long as well.
    while (said?.failure !== undefined) {
      expect(said.failure).toContain('too long');
      said = begin('echo next')();
    }
    expect(said?.output).toBe('next\n');
  });

  test('refuses a record of another shape', () => {
    expect(() => parseRecord('[]')).toThrow('JSON object');
    expect(() => parseRecord('{"a":1}')).toThrow("'a'");
  });
});

test('a file is replaced whole, and left alone where nothing changed', () => {
  const path = join(folder, 'out');
  replaceFile(path, 'one');
  const before = statSync(path).ino;
  replaceFile(path, 'one');
  expect(statSync(path).ino).toBe(before);
  replaceFile(path, 'two');
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual(['out']);
});
