/**
 * KVM or not. A `/dev/kvm` that opens, and even makes a VM, proves nothing: on some nested hosts guests crawl 200
 * times slower than emulated, or abort. So a probe guest is run on microvm with the CPU model intended, and KVM is taken
 * only if the guest passes from its first mark to its second within 100 ms and ends with the right status.
 */
import { spawn } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { writeAtomic } from '../documents/atomic.ts';
import { guard } from './guard.ts';
import type { Accelerator } from './machine.ts';
import { FIRST_MARK, PROBE_STATUS, probeGuest, SECOND_MARK } from './probe-guest.ts';

/** CPU models to try, in order. */
const MODELS = ['host', 'qemu64'] as const;
/** Between the marks. Emulation takes about 30 ms, a sound KVM under 10. */
const MARKS_MS = 100;
/** For all of the probing together. */
const CAP_MS = 600;

export const TCG: Accelerator = { name: 'tcg', cpu: null };

export type AcceleratorChoice = 'auto' | 'kvm' | 'tcg';

export interface ProbeRun {
  /** Milliseconds from the first mark to the second; null when one is missing. */
  readonly betweenMs: number | null;
  readonly status: number | null;
}

/** Runs the probe guest once. Never rejects: what fails has no marks. */
export async function runProbe(
  qemu: string,
  accelerator: 'kvm' | 'tcg',
  cpu: string | null,
  capMs: number,
): Promise<ProbeRun> {
  const folder = await mkdtemp(join(tmpdir(), 'uniloom-probe-'));
  try {
    const image = join(folder, 'probe');
    await writeFile(image, probeGuest());
    return await new Promise<ProbeRun>((resolve) => {
      const args = [
        ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
        ...['-M', 'microvm,acpi=off,pit=off,pic=off,rtc=off,isa-serial=off,auto-kernel-cmdline=off'],
        ...['-accel', accelerator, ...(cpu === null ? [] : ['-cpu', cpu]), '-m', '16', '-kernel', image],
        ...['-chardev', 'stdio,id=marks,signal=off', '-device', 'isa-debugcon,iobase=0x402,chardev=marks'],
        ...['-device', 'isa-debug-exit,iobase=0x501,iosize=1'],
      ];
      const child = spawn(qemu, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
      guard(child);
      const cap = setTimeout(() => child.kill('SIGKILL'), capMs);
      let first: number | null = null;
      let second: number | null = null;
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes(FIRST_MARK)) first ??= performance.now();
        if (chunk.includes(SECOND_MARK)) second ??= performance.now();
      });
      const done = (status: number | null) => {
        clearTimeout(cap);
        resolve({ betweenMs: first === null || second === null ? null : second - first, status });
      };
      child.on('error', () => done(null));
      child.on('close', (code) => done(code));
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a probe run is good enough to boot with. */
export function acceptable(run: ProbeRun): boolean {
  return run.status === PROBE_STATUS && run.betweenMs !== null && run.betweenMs <= MARKS_MS;
}

async function probeKvm(qemu: string): Promise<Accelerator> {
  const deadline = performance.now() + CAP_MS;
  for (const cpu of MODELS) {
    const left = deadline - performance.now();
    if (left <= 0) break;
    if (acceptable(await runProbe(qemu, 'kvm', cpu, left))) return { name: 'kvm', cpu };
  }
  return TCG;
}

async function onPath(program: string): Promise<string | null> {
  for (const folder of program.includes('/') ? [''] : (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, program);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return null;
}

/** What the answer depends on: this boot of this kernel, this QEMU, this processor. Null without a QEMU. */
async function cacheKey(qemu: string): Promise<string | null> {
  const file = await onPath(qemu);
  if (file === null) return null;
  const [boot, info] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown'),
    stat(file),
  ]);
  // The file's identity stands for QEMU's version: asking QEMU itself costs 25 ms a boot.
  return [boot.trim(), file, info.size, info.mtimeMs, cpus()[0]?.model ?? 'unknown'].join('|');
}

async function readCache(file: string, key: string): Promise<Accelerator | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('key' in value) || value.key !== key) return null;
    if (!('name' in value) || !('cpu' in value)) return null;
    if (value.name === 'tcg') return TCG;
    return value.name === 'kvm' && typeof value.cpu === 'string' ? { name: 'kvm', cpu: value.cpu } : null;
  } catch {
    return null;
  }
}

/**
 * The accelerator for `choice`. `auto` probes once per boot, QEMU and processor; the answer is kept in `cacheDir`.
 * `kvm` takes the probe's CPU model, or `host` where the probe refused: who insists gets it.
 */
export async function chooseAccelerator(
  choice: AcceleratorChoice,
  qemu: string,
  cacheDir: string,
): Promise<Accelerator> {
  if (choice === 'tcg') return TCG;
  const forced: Accelerator = { name: 'kvm', cpu: 'host' };
  const usable = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!usable) return choice === 'kvm' ? forced : TCG;
  const file = join(cacheDir, 'accelerator.json');
  const key = await cacheKey(qemu);
  if (key === null) return TCG;
  let answer = await readCache(file, key);
  if (!answer) {
    answer = await probeKvm(qemu);
    // A cache that cannot be written costs the next boot a probe, no more.
    await writeAtomic(file, `${JSON.stringify({ key, ...answer })}\n`).catch(() => {});
  }
  return choice === 'kvm' && answer.name === 'tcg' ? forced : answer;
}
