/** Times of guests from just before exec, by a C program of ours (exec-timer.c), and the barest guest to set beside them. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../lib/run.mjs';

/** @typedef {{ markMs: number, exitMs: number, status: number, cpuMs: number, maxRssKb: number }} Timing `markMs` is -1 where it never came */

/** Compiled into `folder`. @param {string} folder */
export function execTimer(folder) {
  const timer = join(folder, 'exec-timer');
  execFileSync('gcc', ['-O2', '-o', timer, join(root, 'scripts/bench/exec-timer.c')]);
  const run = (/** @type {string[]} */ args) =>
    /** @type {Timing} */ (
      JSON.parse(execFileSync(timer, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
    );
  return {
    /** Until `mark` is printed. @param {string} mark @param {readonly string[]} command */
    untilPrinted: (mark, command) => run([mark, ...command]),
    /** Until a GET of `path` at `port` is answered with 200; the guest is killed then. @param {number} port @param {string} path @param {readonly string[]} command */
    untilAnswered: (port, path, command) => run(['--get', String(port), path, ...command]),
  };
}

/** QEMU's microvm with nothing that is not needed. */
export const LEAN = 'microvm,acpi=off,pit=off,pic=off,rtc=off,isa-serial=off,auto-kernel-cmdline=off';

/** The command of a guest that prints `@` with its first instructions, compiled into `folder`, by machine. @param {string} folder */
export function bareProbe(folder) {
  const probe = join(folder, 'probe.elf');
  execFileSync('gcc', ['-m32', '-c', '-o', `${probe}.o`, join(root, 'scripts/bench/probe.S')]);
  const places = ['-Ttext=0x100000', '--section-start=.note.pvh=0x100200', '-e', 'start'];
  execFileSync('ld', ['-m', 'elf_i386', '-n', '-z', 'noexecstack', ...places, '-o', probe, `${probe}.o`]);
  /** @param {readonly string[]} machine @returns {string[]} */
  return (...machine) => [
    ...['qemu-system-x86_64', '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-accel', 'tcg'],
    ...['-m', '4M', '-M', ...machine, '-chardev', 'stdio,id=d,signal=off'],
    ...['-device', 'isa-debugcon,iobase=0x402,chardev=d', '-device', 'isa-debug-exit,iobase=0x501,iosize=1'],
    ...['-kernel', probe],
  ];
}
