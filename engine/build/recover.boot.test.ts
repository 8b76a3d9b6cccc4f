/** Builds that were ended half-way, and what the next one makes of it; whole processes and the real compiler. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { composition, openWorkshop, type Workshop } from '../emit/fixtures/workshop.ts';
import { createSandbox, ensureCli, type Sandbox } from '../testing/cli.ts';
import { UNCACHED } from '../testing/compiler-cache.ts';

let sandbox: Sandbox;
let shop: Workshop;
beforeAll(async () => {
  vi.stubEnv(...UNCACHED);
  await ensureCli();
  sandbox = createSandbox();
  shop = await openWorkshop();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  shop.close();
  await sandbox.remove();
});

const until = (what: () => boolean) => vi.waitUntil(what, { timeout: 60_000, interval: 5 });

/** Processes that work in `folder`. */
function workingIn(folder: string): string[] {
  const wanted = realpathSync(folder);
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(wanted);
    } catch {
      return false;
    }
  });
}

async function build(...more: string[]): Promise<string> {
  const { status, stdout, stderr } = await sandbox.run(['build', 'app', '--target', 'host', '--trust', ...more]);
  expect(status, stderr).toBe(0);
  return stdout;
}

describe('a build', () => {
  it('leaves no process when it is aborted', async () => {
    const out = shop.folder();
    const hello = composition({ app: 'hello' }, ['app.console board.console']);
    const controller = new AbortController();
    const seen: string[][] = [];
    const building = shop.build({ composition: hello, target: 'x86_64/microvm' }, out, {
      signal: controller.signal,
      onProgress: () => {
        seen.push(workingIn(out));
        controller.abort(new Error('enough'));
      },
    });
    await expect(building).rejects.toThrow('enough');
    expect(seen[0]?.length).toBeGreaterThan(0);
    // All are killed by then; the system takes its time to bury them.
    await until(() => workingIn(out).length === 0);
    expect(existsSync(join(out, 'image'))).toBe(false);
    const again = await shop.build({ composition: hello, target: 'x86_64/microvm' }, out);
    expect(again.ok).toBe(true);
  });

  it('that was killed while it wrote the folder is repaired by the next', async () => {
    expect((await sandbox.run(['new', 'app', '--template', 'hello'])).status).toBe(0);
    await build('--out', 'whole');
    const out = join(sandbox.folder, 'killed');
    // Writing the linker script waits for a reader that never comes: the files before it are there, it is not.
    execFileSync('mkdir', ['-p', out]);
    const pipe = join(out, 'link.lds.uniloom-tmp');
    execFileSync('mkfifo', [pipe]);
    const child = sandbox.start(['build', 'app', '--target', 'host', '--trust', '--out', 'killed']);
    await until(() => existsSync(join(out, 'kconfig')) && existsSync(join(out, 'include/uniloom/errno.h')));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    expect(existsSync(join(out, 'link.lds'))).toBe(false);
    // What the killed one wrote is in its list, so that nothing of it can be left behind.
    const list = (folder: string) => JSON.parse(readFileSync(join(folder, 'emitted.json'), 'utf8')) as unknown;
    expect(list(out)).toEqual(list(join(sandbox.folder, 'whole')));
    rmSync(pipe);
    await build('--out', 'killed');
    for (const name of ['image', 'link.lds', 'build.ninja', 'emitted.json'])
      expect(readFileSync(join(out, name)).equals(readFileSync(join(sandbox.folder, 'whole', name)))).toBe(true);
  });

  it('repairs what was damaged by hand, and otherwise does nothing', async () => {
    const out = join(sandbox.folder, 'whole');
    // The first no-op after an edit may still emit; from the second on the folder is known.
    for (const _ of [1, 2]) expect(await build('--out', 'whole')).toContain('nothing to compile');
    const script = readFileSync(join(out, 'link.lds'), 'utf8');
    const source = readFileSync(join(out, 'gen/runtime.c'), 'utf8');
    const image = readFileSync(join(out, 'image'));
    writeFileSync(join(out, 'link.lds'), 'damaged');
    writeFileSync(join(out, 'gen/runtime.c'), '#error damaged\n');
    rmSync(join(out, 'image'));
    expect(await build('--out', 'whole')).toContain('compiled (runtime)');
    expect(readFileSync(join(out, 'link.lds'), 'utf8')).toBe(script);
    expect(readFileSync(join(out, 'gen/runtime.c'), 'utf8')).toBe(source);
    expect(readFileSync(join(out, 'image')).equals(image)).toBe(true);
  });
});
