/** The bundled CLI with real guests: exit statuses, input, interrupts, orphans, panics, debugging. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, ensureCli, example, type Sandbox } from '../testing/cli.ts';
import { HANGS } from '../testing/scale.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  await ensureCli();
  sandbox = createSandbox();
});
afterAll(() => sandbox.remove());

/** A composition whose app is `source`, on microvm and host. */
async function composition(name: string, source: string): Promise<string> {
  const folder = join(sandbox.folder, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'main.c'), source);
  const yaml = [
    'uniloom: 1',
    `name: ${name}`,
    'targets: [x86_64/microvm, host]',
    'components:',
    '  app: { microlib: hello, sources: [main.c] }',
    'wires:',
    '  - { from: app.console, to: board.console }',
  ];
  await writeFile(join(folder, 'uniloom.yaml'), `${yaml.join('\n')}\n`);
  return folder;
}
const tcg = ['--accel', 'tcg', '--timeout', HANGS];

describe.each(['x86_64/microvm', 'x86_64/qemu-pc', 'host'])('hello on %s', (target) => {
  it('says Hello and powers off', async () => {
    const args = ['boot', example('hello'), '--target', target, '--expect', 'Hello', '--json', ...tcg];
    const { status, stdout, stderr } = await sandbox.run(args);
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('Hello');
    const result = JSON.parse(stdout) as Record<string, unknown>;
    expect(result).toMatchObject({ target, exitStatus: 0, poweredOff: true, failure: null });
    expect(result['execToExpectMs']).toBeGreaterThan(0);
    expect(result['console']).toContain('Hello');
  });

  it('fails when it does not say what is expected', async () => {
    const { status, stderr } = await sandbox.run([
      'boot',
      example('hello'),
      '--target',
      target,
      '--expect',
      'Goodbye',
      ...tcg,
    ]);
    expect(status).toBe(1);
    expect(stderr).toContain('UL0404');
  });
});

it('a missing wire stops before any compiler, naming port and candidates', async () => {
  const folder = await composition('unwired', 'int main(void) { return 0; }\n');
  const file = join(folder, 'uniloom.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/wires:[\s\S]*/, ''));
  // Nothing can be run at all with this PATH: had it looked for a compiler, the status would be 3.
  const { status, stderr } = await sandbox.run(['boot', folder, '--trust'], '', { PATH: sandbox.folder });
  expect(status, stderr).toBe(1);
  expect(stderr).toContain('UL0102');
  expect(stderr).toContain('app.console');
  expect(stderr).toContain('board.console');
});

it('an untrusted folder is not built, and is trusted once', async () => {
  const folder = await composition('stranger', '#include <ports.h>\nint main(void) { return 0; }\n');
  const refused = await sandbox.run(['boot', folder, '--target', 'host']);
  expect([refused.status, refused.stderr.includes('--trust')]).toEqual([1, true]);
  expect((await sandbox.run(['boot', folder, '--target', 'host', '--trust'])).status).toBe(0);
  expect((await sandbox.run(['boot', folder, '--target', 'host'])).status).toBe(0);
});

it('the exit status of main is told, and is a failure', async () => {
  const folder = await composition('seven', '#include <ports.h>\nint main(void) { return 7; }\n');
  const { status, stdout, stderr } = await sandbox.run(['boot', folder, '--trust', '--json', ...tcg]);
  expect(status, stderr).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ exitStatus: 7, diagnostics: [{ code: 'UL0403' }] });
});

const ECHO = `#include <ports.h>
int main(void)
{
	char data[64];
	long size;

	for (;;) {
		size = console_read(data, sizeof data);
		if (size < 0)
			return 0;
		for (long i = 0; i < size; i++) {
			if (data[i] == '!')
				return 0;
			console_write(&data[i], 1);
		}
	}
}
`;

it.each(['x86_64/microvm', 'host'])('standard input reaches the guest on %s', async (target) => {
  const folder = await composition('typed', ECHO);
  const { status, stdout, stderr } = await sandbox.run(
    ['boot', folder, '--trust', '--target', target, ...tcg],
    'typed\n!',
  );
  expect(status, stderr).toBe(0);
  expect(stdout.replaceAll('\r', '')).toBe('typed\n');
});

const FOREVER = `#include <ports.h>
int main(void)
{
	console_write("up\\n", 3);
	for (volatile int i = 0;; i = !i)
		;
}
`;

/** Resolves once the guest's console shows `text`. */
function shown(stream: NodeJS.ReadableStream | null, text: string): Promise<void> {
  let seen = '';
  return new Promise((resolve, reject) => {
    stream?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve();
    });
    stream?.on('end', () => reject(new Error(`it ended with: ${seen}`)));
  });
}

/** Processes whose command line names `text`. */
const running = (text: string): string[] =>
  execFileSync('ps', ['-eo', 'pid=,stat=,args=', '-ww'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line));

/** Waits for a condition that another process brings about; the test's own time-out bounds it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe.each(['x86_64/microvm', 'host'])('a guest that never ends, on %s', (target) => {
  const boot = async () => {
    const folder = await composition('forever', FOREVER);
    const child = sandbox.start(['boot', folder, '--trust', '--target', target, '--accel', 'tcg']);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await shown(child.stdout, 'up').catch((error: Error) => Promise.reject(new Error(`${error.message}\n${stderr}`)));
    return { child, ended };
  };
  const image = () => join(sandbox.folder, 'cache');

  it('does not outlive its parent, even when that is killed', async () => {
    const { child, ended } = await boot();
    expect(running(image()).length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await ended;
    await until(() => running(image()).length === 0);
  });

  it('ends with Ctrl-C, status 130', async () => {
    const { child, ended } = await boot();
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(running(image())).toEqual([]);
  });

  it('ends with its reader, which has seen enough (`| head`), as by Ctrl-C', async () => {
    const loop = `#include <ports.h>
int main(void)
{
	for (;;)
		(void)console_write("0123456789abcdef0123456789abcdef\\n", 33);
}
`;
    const folder = await composition('flood', loop);
    const child = sandbox.start(['boot', folder, '--trust', '--target', target, '--accel', 'tcg']);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await ended).toBe(130);
    expect(running(image())).toEqual([]);
  });

  it('is ended by the time-out', async () => {
    const folder = await composition('forever', FOREVER);
    const args = ['boot', folder, '--trust', '--target', target, '--accel', 'tcg', '--timeout', '0.5'];
    const { status, stderr } = await sandbox.run(args);
    expect([status, stderr.includes('UL0405')]).toEqual([1, true]);
    expect(running(image())).toEqual([]);
  });
});

const TRAP = `#include <ports.h>
__attribute__((noinline)) static void stumble(volatile int *at)
{
	console_write("here\\n", 5);
	__builtin_trap();
	*at = 1;
}

__attribute__((noinline)) static void walk(volatile int *at)
{
	stumble(at);
	console_write("never\\n", 6);
}

int main(void)
{
	volatile int place = 0;

	walk(&place);
	return place;
}
`;

it('a panic is told with functions, components and lines', async () => {
  const folder = await composition('trap', TRAP);
  const { status, stderr } = await sandbox.run(['boot', folder, '--trust', ...tcg]);
  expect(status).toBe(1);
  expect(stderr).toContain('UL0401');
  expect(stderr).toContain('invalid opcode');
  expect(stderr).toMatch(/stumble.*main\.c:5/);
  expect(stderr).toMatch(/walk.*main\.c:1[12]/);
  expect(stderr).toMatch(/main \(app\).*main\.c:1[89]/);
});

it.each(['x86_64/microvm', 'host'])('an option is set at boot on %s, whatever is in its value', async (target) => {
  const args = ['boot', example('hello'), '--target', target, '--set', 'app.TEXT=two "quoted \\ words"', ...tcg];
  const { status, stdout, stderr } = await sandbox.run(args);
  expect(status, stderr).toBe(0);
  expect(stdout.replaceAll('\r', '')).toBe('two "quoted \\ words"\n');
});

it.each(['x86_64/microvm', 'host'])('debug stops at main on %s', async (target) => {
  const { status, stdout, stderr } = await sandbox.run(['debug', example('hello'), '--target', target, '--batch']);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/Breakpoint 1, .*main/);
  expect(stdout).toMatch(/#0 .*main/);
});

it('a missing QEMU is exit status 3, with what to install', async () => {
  await sandbox.run(['build', example('hello')]);
  const bin = join(sandbox.folder, 'bin');
  await mkdir(bin, { recursive: true });
  const tools = ['node', 'gcc', 'as', 'ld', 'nm', 'objcopy', 'readelf', 'awk', 'ninja', 'sh', 'addr2line'];
  execFileSync('sh', ['-c', `for t in ${tools.join(' ')}; do ln -sf "$(command -v $t)" "$1/$t"; done`, 'sh', bin]);
  const { status, stderr } = await sandbox.run(['boot', example('hello'), ...tcg], '', { PATH: bin });
  expect(stderr).toContain('qemu-system-x86');
  expect(status).toBe(3);
});
