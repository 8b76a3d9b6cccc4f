/** The two tools side by side: the reference with its commands' answers recorded, and ours, which gets those answers. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/run.mjs';

/**
 * What both tools are run on. `env` is over the process's own environment; `variable` is the one that tells the reference
 * where its `.config` is.
 * @typedef {{ tree: string, kconfig: string, conf: string, dialect: string, variable: string, env: Record<string, string> }} Subject
 */

/** Variables that would make the reference read or write something else than what it is told to. */
const STRAY = /^(KCONFIG_|CONFIG_|srctree$)/;

/** @param {Subject} subject @param {Record<string, string>} more */
function environment(subject, more) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !STRAY.test(name)));
  return { ...own, srctree: subject.tree, ...subject.env, ...more };
}

/** The answers of a recording, and the commands that gave different ones in one run. @param {Buffer} bytes */
function answers(bytes) {
  const parts = bytes.toString('utf8').split('\0');
  /** @type {Map<string, string>} */
  const found = new Map();
  /** @type {string[]} */
  const fickle = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const command = parts[at] ?? '';
    const output = parts[at + 1] ?? '';
    if (found.has(command) && found.get(command) !== output) fickle.push(command);
    found.set(command, output);
  }
  return { found, fickle };
}

/**
 * Makes the two runners. Files are made in `scratch`, which the caller removes.
 * @param {Subject} subject
 * @param {string} scratch
 */
export function makeTools(subject, scratch) {
  const shim = join(scratch, 'popen-record.so');
  const source = join(root, 'scripts/kconfig-compare/popen-record.c');
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-Wall', '-o', shim, source, '-ldl']);
  const recording = join(scratch, 'commands');
  const replay = join(scratch, 'answers.json');
  const config = join(scratch, 'reference.config');
  const other = join(scratch, 'ours.config');
  const input = join(scratch, 'input.config');

  /**
   * Runs the reference in the tree; gives the text that it wrote. Its commands' answers are what `ours` gets next.
   * @param {string} mode as its option, without dashes
   * @param {{ input?: string | undefined, env?: Record<string, string> }} [given] the `.config` that it finds
   */
  function reference(mode, given = {}) {
    rmSync(config, { force: true });
    rmSync(recording, { force: true });
    if (given.input !== undefined) writeFileSync(config, given.input);
    const minimal = mode === 'savedefconfig';
    const args = [minimal ? `--savedefconfig=${other}` : `--${mode}`, subject.kconfig];
    const { status, stderr, error } = spawnSync(subject.conf, args, {
      cwd: subject.tree,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: 1 << 28,
      env: environment(subject, {
        LD_PRELOAD: shim,
        UNILOOM_POPEN_RECORD: recording,
        [subject.variable]: config,
        ...given.env,
      }),
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`the reference ended with ${status} in mode ${mode}\n${stderr.slice(-2000)}`);
    let bytes = Buffer.alloc(0);
    try {
      bytes = readFileSync(recording);
    } catch {
      // It ran no command.
    }
    const { found, fickle } = answers(bytes);
    writeFileSync(replay, JSON.stringify(Object.fromEntries(found)));
    return { text: readFileSync(minimal ? other : config, 'utf8'), commands: found.size, fickle };
  }

  /**
   * Runs ours, with the answers that the reference got last.
   * @param {string} mode
   * @param {string} [text] the `.config` that it reads
   */
  function ours(mode, text) {
    const args = [join(root, 'dist/cli/uniloom.mjs'), 'kconfig', '--kconfig', subject.kconfig, '--mode', mode];
    args.push('--srctree', subject.tree, '--dialect', subject.dialect, '--shell-replay', replay, '--out', '-');
    if (text !== undefined) {
      writeFileSync(input, text);
      args.push('--in', input);
    }
    const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
      cwd: subject.tree,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: environment(subject, {}),
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`ours ended with ${status} in mode ${mode}\n${stderr.slice(-4000)}`);
    return stdout;
  }

  return { reference, ours };
}
