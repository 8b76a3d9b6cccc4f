/** A board's machine as a command: QEMU's arguments, or the image itself for an ordinary process. */
import type { Board, MachineSpec } from '../catalog/types.ts';
import { ContractError } from '../contract.ts';
import type { Backend } from '../graph/backends.ts';
import { type DevicePlan, qemuLiteral } from '../graph/devices.ts';
import { type Channel, deviceArguments } from './devices.ts';
import { parseMemory } from './memory.ts';
import { commandLine, quoteWord } from './options.ts';

/** File descriptors that the child inherits, each one end of a socket pair; `channels` and what follows are devices'. */
export const QEMU_FDS = { console: 3, control: 4, monitor: 5, channels: 6 } as const;
/** An ordinary process writes its console to 1, reads it from 0 and sends control records on 3. */
export const PROCESS_FDS = { control: 3 } as const;

export interface MachineRequest {
  /** Path of the stripped image. */
  readonly image: string;
  readonly board: Board;
  /** A variant of the machine (`pc`, `q35`); the first when absent. */
  readonly variant?: string | undefined;
  /** With a unit; the board's default when absent. */
  readonly memory?: string | undefined;
  /** Takes less memory than the board says it needs. */
  readonly anyMemory?: boolean | undefined;
  /** What follows the image: boot options, then `--` and arguments. */
  readonly words: readonly string[];
  readonly accelerator: Accelerator;
  /** The image's devices. */
  readonly devices?: DevicePlan | undefined;
  /** What stands behind them; without its backend a device is left out. */
  readonly backends?: readonly Backend[] | undefined;
  /** A file that the loader puts into memory. */
  readonly initrd?: string | undefined;
  /** TCP port on loopback for gdb, or a path of a unix socket. */
  readonly gdb?: number | string | undefined;
  /** Wait for gdb before the first instruction. */
  readonly halted?: boolean | undefined;
  /** QEMU arguments behind all others (measurements). */
  readonly extra?: readonly string[] | undefined;
}

export interface Accelerator {
  readonly name: 'kvm' | 'tcg';
  /** `-cpu` for KVM; the board's own when null. */
  readonly cpu: string | null;
}

export interface MachineCommand {
  readonly kind: 'qemu' | 'process';
  readonly program: string;
  readonly args: readonly string[];
  /** What the result calls the machine: QEMU's machine type without its options, or `process`. */
  readonly machine: string;
  readonly accelerator: string;
  /** Streams of its devices, each with a descriptor from QEMU_FDS.channels on. */
  readonly channels: readonly Channel[];
}

type QemuSpec = Extract<MachineSpec, { kind: 'qemu' }>;

function chooseVariant(spec: QemuSpec, wanted: string | undefined, target: string): QemuSpec['variants'][number] {
  const variant = wanted === undefined ? spec.variants[0] : spec.variants.find((one) => one.name === wanted);
  if (variant) return variant;
  const names = spec.variants.map((one) => one.name).join(', ');
  throw new ContractError('bad-input', `${target} has no machine '${wanted ?? ''}'`, `Choose one of: ${names}.`);
}

/**
 * The memory to give, checked: a size, and (unless `anyMemory`, for finding the limit) not below what the board needs.
 * @throws ContractError bad-input
 */
export function chooseMemory(machine: MachineSpec, wanted: string | undefined, anyMemory = false): string {
  const memory = wanted ?? machine.memory.default;
  const bytes = parseMemory(memory);
  if (bytes === null) throw new ContractError('bad-input', `'${memory}' is not a memory size`, 'Write it like 4M.');
  if (!anyMemory && bytes < (parseMemory(machine.memory.least) ?? 0))
    throw new ContractError('bad-input', `${memory} is too little memory`, `The board needs ${machine.memory.least}.`);
  return memory;
}

function gdbArguments(gdb: number | string | undefined, halted: boolean | undefined): string[] {
  const args = halted ? ['-S'] : [];
  if (gdb !== undefined)
    args.push(
      '-gdb',
      typeof gdb === 'number' ? `tcp:127.0.0.1:${gdb}` : `unix:path=${qemuLiteral(gdb)},server=on,wait=off`,
    );
  return args;
}

/** What every guest of ours wants and its board did not say: no devices, windows or restarts of QEMU's own. */
function baseline(spec: QemuSpec): string[] {
  const flags = ['-nodefaults', '-no-user-config', '-no-reboot'].filter((flag) => !spec.args.includes(flag));
  return spec.args.includes('-display') ? flags : [...flags, '-display', 'none'];
}

function qemuCommand(spec: QemuSpec, request: MachineRequest): MachineCommand {
  const variant = chooseVariant(spec, request.variant, request.board.target);
  const memory = chooseMemory(spec, request.memory, request.anyMemory);
  const ids = (text: string) => text.replaceAll('{console}', 'console').replaceAll('{control}', 'control');
  const channel = (id: string, fd: number) => ['-chardev', `socket,id=${id},fd=${fd}`];
  const words = commandLine(request.words);
  const devices = request.devices && deviceArguments(request.devices, request.backends ?? [], QEMU_FDS.channels);
  return {
    kind: 'qemu',
    program: `qemu-system-${spec.system}`,
    args: [
      ...baseline(spec),
      ...channel('console', QEMU_FDS.console),
      ...channel('control', QEMU_FDS.control),
      ...channel('monitor', QEMU_FDS.monitor),
      ...['-mon', 'chardev=monitor,mode=control'],
      ...['-M', variant.machine, '-m', memory, '-accel', request.accelerator.name],
      ...variant.args.map(ids),
      ...spec.args.map(ids),
      ...(devices?.args ?? []),
      ...(request.accelerator.cpu === null ? [] : ['-cpu', request.accelerator.cpu]),
      ...['-kernel', request.image],
      ...(request.initrd === undefined ? [] : ['-initrd', request.initrd]),
      ...(words === '' ? [] : ['-append', words]),
      ...gdbArguments(request.gdb, request.halted),
      ...(request.extra ?? []),
    ],
    machine: variant.machine.split(',')[0] ?? variant.name,
    accelerator: request.accelerator.name,
    channels: devices?.channels ?? [],
  };
}

/**
 * The command that runs `request.image`.
 * @throws ContractError bad-input for a machine variant or memory size that the board does not have.
 */
export function machineCommand(request: MachineRequest): MachineCommand {
  const { machine } = request.board;
  if (machine.kind === 'qemu') return qemuCommand(machine, request);
  if (request.variant !== undefined)
    throw new ContractError('bad-input', `${request.board.target} has no machines to choose from`);
  chooseMemory(machine, request.memory, request.anyMemory);
  // The image joins its arguments to one line and reads that as it would a loader's.
  const args = request.words.map(quoteWord);
  return { kind: 'process', program: request.image, args, machine: 'process', accelerator: 'none', channels: [] };
}
