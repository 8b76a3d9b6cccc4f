/**
 * Guest instructions until the console has its first whole line. With `-icount shift=0` a run is exactly repeatable,
 * so this figure, unlike a time, can guard against growth (`scripts/instructions.boot.test.ts`).
 */
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Images are loaded at 1 MiB; what runs below or in high ROM is the firmware's. */
const IMAGE_START = 0x100000n;
const IMAGE_END = 0x1000000n;
const NEWLINE = 0x0a;

/**
 * Runs QEMU one instruction a translation block and counts, in its log, those of the image before the newline.
 * @param {readonly string[]} command QEMU and its arguments; descriptors 3, 4 and 5 are channels that are drained
 * @returns {Promise<number>}
 */
export async function countInstructions(command) {
  const folder = mkdtempSync(join(tmpdir(), 'uniloom-icount-'));
  const log = join(folder, 'log');
  const [program = '', ...args] = command;
  const counting = ['-icount', 'shift=0,sleep=off', '-singlestep', '-d', 'exec,nochain,trace:serial_write', '-D', log];
  try {
    const child = spawn(program, [...args, ...counting], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe', 'pipe'],
    });
    for (const fd of [3, 4, 5]) child.stdio[fd]?.on('error', () => {}) && /** @type {any} */ (child.stdio[fd]).resume();
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    let count = 0;
    for await (const line of createInterface({ input: createReadStream(log) })) {
      if (line.startsWith('Trace ')) {
        // Trace 0: host-pointer [cs-base/pc/flags/cflags]
        const pc = BigInt(`0x${line.split('/')[1] ?? '0'}`);
        if (pc >= IMAGE_START && pc < IMAGE_END) count++;
      } else if (Number(/serial_write .*val (0x[0-9a-f]+)/.exec(line)?.[1]) === NEWLINE) return count;
    }
    throw new Error('the guest never wrote a line');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
