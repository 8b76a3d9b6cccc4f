/** Timer jitter: how late 1,000 one-shot timers, a millisecond apart, call their handlers, as the guest measures it. */
import { join } from 'node:path';
import { root } from '../lib/run.mjs';

const COUNT = 1000;
const LATENESS = /^lateness, ns: median (\d+), 99 of 100 (\d+), most (\d+)\r?$/m;
const WOKEN = /^clockwork: .* woken (\d+) times\r?$/m;

/** @param {string | undefined} ns */
const us = (ns) => `${(Number(ns) / 1000).toFixed(1)} µs`.padStart(11);

/** @param {(...args: string[]) => string} uniloom runs the command line tool and returns its standard output */
export function benchTimers(uniloom) {
  console.log(`\nTimer jitter, ${COUNT} timers 1 ms apart, release      median   99 of 100        most   woken`);
  for (const target of ['x86_64/microvm', 'x86_64/qemu-pc', 'host']) {
    const output = uniloom(
      ...[
        'boot',
        join(root, 'assets/examples/clockwork'),
        '--target',
        target,
        '--profile',
        'release',
        '--accel',
        'tcg',
      ],
      ...['--set', `app.COUNT=${COUNT}`, '--set', 'app.SPACING_US=1000'],
    );
    const [, half, most, worst] = LATENESS.exec(output) ?? [];
    if (half === undefined) throw new Error(`${target} said nothing of lateness:\n${output}`);
    console.log(
      `  ${target.padEnd(46)} ${us(half)} ${us(most)} ${us(worst)} ${(WOKEN.exec(output)?.[1] ?? '').padStart(7)}`,
    );
  }
}
