/**
 * `node scripts/bench/kconfig-tree.mjs [RUNS]`: alldefconfig, whole process, of a C tool and of ours in turn. On a generated tree
 * beside Debian's kconfig-conf; and where UNILOOM_KCONFIG_TREE names a source tree and UNILOOM_KCONFIG_CONF its own C tool, on that
 * (UNILOOM_KCONFIG_ROOT: its first file, Kconfig; UNILOOM_KCONFIG_DIALECT; its variables are the environment's). Both run the
 * tree's commands: the C tool waits for each, ours goes on reading. The times are medians; the ratio is the median of each
 * pair's, so that a machine that is busy for a while disturbs both alike.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../lib/build.mjs';
import { root } from '../lib/run.mjs';

const median = (/** @type {number[]} */ values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** What `.config` says that is not n, without headings. @param {string} path */
const values = (path) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /^\w+=/.test(line))
    .join('\n');

/**
 * @param {{ tree: string, first: string, conf: string, dialect: string }} what
 * @param {number} runs
 * @param {string} scratch
 */
function inTurn({ tree, first, conf, dialect }, runs, scratch) {
  const theirs = join(scratch, 'theirs');
  const ours = join(scratch, 'ours');
  // With NODE_EXTRA_CA_CERTS Node 20 reads all certificates when it starts, which takes longer than the rest of its start.
  const { NODE_EXTRA_CA_CERTS: _, ...own } = process.env;
  const env = { ...own, srctree: tree, KCONFIG_CONFIG: theirs, BR2_CONFIG: theirs };
  const cli = [join(root, 'dist/cli/uniloom.cjs'), 'kconfig', '--kconfig', first, '--srctree', tree];
  const more = ['--mode', 'alldefconfig', '--dialect', dialect, '--trust', '--out', ours];
  /** @type {[string, string[]][]} */
  const commands = [
    [conf, ['--alldefconfig', first]],
    [process.execPath, [...cli, ...more]],
  ];
  /** @type {number[][]} */
  const times = [[], []];
  for (let run = -1; run < runs; run++)
    for (const [at, [command, args]] of commands.entries()) {
      rmSync(at === 0 ? theirs : ours, { force: true });
      const begun = performance.now();
      const { status, stderr } = spawnSync(command, args, { cwd: tree, env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${command} ended with ${status}\n${stderr.slice(-2000)}`);
      if (run >= 0) times[at]?.push(performance.now() - begun);
    }
  const [c = Number.NaN, js = Number.NaN] = times.map(median);
  const ratio = median((times[0] ?? []).map((time, run) => (times[1]?.[run] ?? Number.NaN) / time));
  const same = values(theirs) === values(ours) ? 'the same values' : 'OTHER VALUES';
  return `C tool ${c.toFixed(0)} ms, ours ${js.toFixed(0)} ms, ${ratio.toFixed(2)} × (aim 1); ${same}`;
}

/** One line a tree. @param {number} runs @returns {Promise<string[]>} */
export async function kconfigTrees(runs = 11) {
  const scratch = mkdtempSync(join(tmpdir(), 'uniloom-kconfig-'));
  try {
    await bundle('scripts/bench/kconfig-tree.ts', 'dist/bench', 'kconfig-tree.mjs', 'es');
    const tree = join(scratch, 'tree');
    const writer = join(root, 'dist/bench/kconfig-tree.mjs');
    const { files, lines } = JSON.parse(execFileSync(process.execPath, [writer, tree], { encoding: 'utf8' }));
    const generated = { tree, first: 'Kconfig', conf: 'kconfig-conf', dialect: 'unikraft' };
    const found = [`generated, ${files} files, ${lines} lines: ${inTurn(generated, runs, scratch)}`];
    const { UNILOOM_KCONFIG_TREE: real, UNILOOM_KCONFIG_CONF: conf } = process.env;
    if (real !== undefined && conf !== undefined) {
      const first = process.env['UNILOOM_KCONFIG_ROOT'] ?? 'Kconfig';
      const dialect = process.env['UNILOOM_KCONFIG_DIALECT'] ?? 'unikraft';
      found.push(`${real}: ${inTurn({ tree: resolve(real), first, conf: resolve(conf), dialect }, runs, scratch)}`);
    }
    return found;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const line of await kconfigTrees(Number(process.argv[2] ?? 11))) console.log(line);
