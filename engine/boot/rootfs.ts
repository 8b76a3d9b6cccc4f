/** The root folder of a boot: packed anew each time, and given to the component that takes an archive. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { ContractError } from '../contract.ts';
import { resolveInside } from '../documents/paths.ts';
import { archiveTaker, rootfsFindings } from '../graph/rootfs.ts';
import type { Graph } from '../graph/types.ts';
import type { Composition } from '../model/types.ts';
import { chooseMemory } from './machine.ts';
import { parseMemory } from './memory.ts';
import type { BootOption } from './options.ts';
import { packFolder, TooLarge } from './pack.ts';

export interface RootfsRequest {
  /** The composition's. */
  readonly folder: string;
  /** What the command line says, a whole path; it goes before the composition's own. */
  readonly given?: string | undefined;
  /** Where the archive is put. */
  readonly build: string;
  readonly memory: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Rootfs {
  /** The archive for the loader. */
  readonly initrd?: string;
  readonly options: readonly BootOption[];
  readonly diagnostics: readonly Diagnostic[];
}

const NONE: Rootfs = { options: [], diagnostics: [] };

function unusable(component: string, reason: string): ContractError {
  const message = `'${component}' cannot have its root folder: ${reason}`;
  return new ContractError('bad-input', message, null, [
    diagnostic('UL0414', 'error', message, { params: { component, reason }, at: { component } }),
  ]);
}

/** Another for each folder: boots of one image at the same time may have different ones. */
const archiveFile = (folder: string): string =>
  `rootfs-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}.cpio`;

/** The machine's memory: QEMU puts a larger archive over the rest, or says little. Null for a process, which has what it wants. */
const memoryOf = ({ board: { machine } }: Graph, wanted: string | undefined): string | null =>
  machine.kind === 'qemu' ? chooseMemory(machine, wanted, true) : null;

/** What the guest was not given, as a warning. */
function leftOut(component: string, skipped: readonly string[]): Diagnostic[] {
  const [first] = skipped;
  if (first === undefined) return [];
  const reason = `${first}${skipped.length > 1 ? ` and ${skipped.length - 1} more` : ''}`;
  const message = `Not in the root folder's archive, being neither file, folder nor link: ${reason}`;
  return [diagnostic('UL0416', 'warning', message, { params: { reason }, at: { component }, because: skipped })];
}

/** Packs the root folder, where there is one. @throws ContractError bad-input where nothing takes it, or it cannot be packed. */
export async function giveRootfs(graph: Graph, composition: Composition, request: RootfsRequest): Promise<Rootfs> {
  const { boot } = composition;
  const found = rootfsFindings(graph, composition, request.given).filter(({ severity }) => severity === 'error');
  if (found.length > 0) throw new ContractError('bad-input', found[0]?.message ?? 'no root folder', null, found);
  const taker = archiveTaker(graph);
  const own = boot.rootfs === undefined ? undefined : await resolveInside(request.folder, boot.rootfs);
  const folder = request.given ?? own;
  if (taker === null || folder === undefined) return NONE;
  const { component, option } = taker;
  const info = await stat(folder).catch(() => null);
  if (!info?.isDirectory())
    throw unusable(component, info === null ? `there is no ${folder}` : `${folder} is no folder`);
  const archive = join(request.build, archiveFile(folder));
  const memory = memoryOf(graph, request.memory);
  const { skipped } = await packFolder({
    folder,
    to: archive,
    without: request.build,
    most: memory === null ? undefined : (parseMemory(memory) ?? 0) - 1,
    signal: request.signal,
  }).catch((error: unknown) => {
    if (!(error instanceof TooLarge)) throw error;
    throw unusable(
      component,
      `its archive does not fit into the machine's memory, ${memory}; boot --memory gives more`,
    );
  });
  const diagnostics = leftOut(component, skipped);
  return option === null
    ? { initrd: archive, options: [], diagnostics }
    : { options: [{ name: `${component}.${option}`, value: archive }], diagnostics };
}
