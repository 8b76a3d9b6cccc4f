/** The size report of a finished build folder. Node only. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SizeReport } from '../contract.ts';
import type { Graph } from '../graph/types.ts';
import type { Profile } from '../model/types.ts';
import { ownedRanges } from './dwarf.ts';
import { sizeReport } from './size.ts';

/** @throws Error when the folder holds no finished image */
export function measure(dir: string, graph: Graph, profile: Profile): SizeReport {
  const linked = graph.components.filter((component) => component.linked);
  const components = new Map(linked.map((component) => [component.name, component.microlib.name]));
  const elf = readFileSync(join(dir, 'image.elf'));
  return sizeReport({
    elf,
    map: readFileSync(join(dir, 'link.map'), 'utf8'),
    imageBytes: statSync(join(dir, 'image')).size,
    components,
    owned: profile === 'debug' ? [] : ownedRanges(elf, new Set(components.keys())),
  });
}
