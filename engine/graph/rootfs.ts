/** Which component of an image is given the root folder as an archive, and whether there is one. Pure. */
import { type Diagnostic, diagnostic } from '../check/types.ts';
import type { Composition } from '../model/types.ts';
import type { Graph } from './types.ts';

/** Where the archive goes: into the boot option of `component`, or to the loader where there is none. */
export interface ArchiveTaker {
  readonly component: string;
  readonly option: string | null;
}

/** The linked component whose port for the archive somebody uses. */
export function archiveTaker({ components, bindings }: Graph): ArchiveTaker | null {
  const linked = new Set(components.filter((component) => component.linked).map(({ name }) => name));
  for (const { name, microlib } of components) {
    const { initrd } = microlib;
    if (initrd === undefined || !linked.has(name)) continue;
    if (bindings.some(({ to, owner }) => to === `${name}.${initrd.port}` && linked.has(owner)))
      return { component: name, option: initrd.option ?? null };
  }
  return null;
}

/**
 * UL0412 for a root folder that nothing takes: of the composition's own settings, or (`given`) on the command line. A
 * composition in which something is wired to an archive, though not on this target, means it.
 */
export function rootfsFindings(
  graph: Graph,
  { boot, wires }: Pick<Composition, 'boot' | 'wires'>,
  given?: string,
): Diagnostic[] {
  const folder = given ?? boot.rootfs;
  const isMeant = given === undefined && wires.some(({ to }) => to === 'board.initrd');
  if (folder === undefined || isMeant || archiveTaker(graph) !== null) return [];
  const reason = 'the image takes no archive of files; add a ramfs and wire its port archive to board.initrd';
  const message = given === undefined ? `'${folder}' of boot.rootfs: ${reason}` : `--rootfs ${folder}: ${reason}`;
  return [
    diagnostic('UL0412', given === undefined ? 'warning' : 'error', message, {
      params: { setting: folder, reason },
      at: given === undefined ? { path: ['boot', 'rootfs'] } : {},
      because: ['A root folder is packed and given to the component that requires the API initrd'],
    }),
  ];
}
