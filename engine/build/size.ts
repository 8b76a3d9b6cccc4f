/**
 * Bytes per component. Every byte of the image's sections has one owner, so that the rows sum to the total exactly.
 *
 * In `debug` the owner is the component whose object file the linker's map names. In `release` all code comes from one
 * object, so the line table decides: its file names hold the component (owner.ts), also for what was inlined.
 */
import type { SizeReport, SizeRow } from '../contract.ts';
import { type ElfSection, readSections } from './elf.ts';
import { type Piece, parseMap } from './mapfile.ts';

type Kind = 'text' | 'rodata' | 'data' | 'bss';

/** A range of addresses that belongs to a component. */
export interface Owned {
  readonly address: number;
  readonly size: number;
  readonly owner: string;
}

export const RUNTIME = '(runtime)';
export const PADDING = '(padding)';

export interface SizeInput {
  /** The unstripped image. */
  readonly elf: Uint8Array;
  readonly map: string;
  /** Size of the stripped file. */
  readonly imageBytes: number;
  /** Component → microlib, of what is linked. */
  readonly components: ReadonlyMap<string, string>;
  /** From DWARF, sorted by address, not overlapping; empty in `debug`. */
  readonly owned: readonly Owned[];
}

function kindOf(section: ElfSection): Kind {
  if (section.isCode) return 'text';
  if (section.isEmpty) return 'bss';
  // The tables that link.lds writes count as writable for the linker; in memory they are not.
  return section.isWritable && section.name !== '.uniloom' ? 'data' : 'rodata';
}

/** The component that an input section belongs to by its object or its name; undefined when neither tells. */
export function ownerOf(piece: Piece, components: ReadonlyMap<string, string>): string | undefined {
  const byObject = /^obj\/([^/]+)\//.exec(piece.object)?.[1];
  if (byObject === 'uniloom') return RUNTIME;
  if (byObject !== undefined && components.has(byObject)) return byObject;
  const name = piece.section.replace(/^\.(text|rodata|data|bss)\.(unlikely\.|startup\.|hot\.|exit\.)?/, '');
  const match = /^([a-z][a-z0-9_]*?)(?:\.|__)/.exec(name);
  const byName = match?.[1];
  return byName !== undefined && components.has(byName) ? byName : undefined;
}

export function sizeReport(input: SizeInput): SizeReport {
  const sections = readSections(input.elf).filter((section) => section.isAlloc && section.size > 0);
  const pieces = parseMap(input.map);
  const rows = new Map<string, { text: number; rodata: number; data: number; bss: number }>();
  const count = (owner: string, kind: Kind, bytes: number) => {
    const row = rows.get(owner) ?? { text: 0, rodata: 0, data: 0, bss: 0 };
    row[kind] += bytes;
    rows.set(owner, row);
  };
  const total = { text: 0, rodata: 0, data: 0, bss: 0 };
  for (const section of sections) {
    const kind = kindOf(section);
    total[kind] += section.size;
    const end = section.address + section.size;
    let at = section.address;
    for (const piece of pieces) {
      if (piece.address + piece.size <= at || piece.address >= end) continue;
      const from = Math.max(piece.address, at);
      const to = Math.min(piece.address + piece.size, end);
      if (from > at) count(gapOwner(section), kind, from - at);
      const fallback = ownerOf(piece, input.components) ?? ownedAt(input.owned, piece.address) ?? RUNTIME;
      const parts = kind === 'text' ? split(from, to, input.owned) : [{ size: to - from, owner: undefined }];
      for (const part of parts) count(part.owner ?? fallback, kind, part.size);
      at = to;
    }
    // What no object gave: the linker's own tables, or the room between objects.
    if (at < end) count(at === section.address ? RUNTIME : gapOwner(section), kind, end - at);
  }
  const row = (name: string): SizeRow => ({
    name,
    microlib: input.components.get(name) ?? '',
    ...(rows.get(name) ?? { text: 0, rodata: 0, data: 0, bss: 0 }),
  });
  const names = [...input.components.keys()].sort();
  return { image: input.imageBytes, total, components: [...names, RUNTIME, PADDING].map(row) };
}

/** Room between objects is padding; in the table section it is our own data. */
const gapOwner = (section: ElfSection) => (section.name === '.uniloom' ? RUNTIME : PADDING);

/** Cuts a range where its owner by DWARF changes; parts that DWARF does not know have no owner. */
function split(from: number, to: number, owned: readonly Owned[]): { size: number; owner: string | undefined }[] {
  const parts: { size: number; owner: string | undefined }[] = [];
  let at = from;
  for (let index = firstAfter(owned, from); at < to; index += 1) {
    const next = owned[index];
    if (next === undefined || next.address >= to) {
      parts.push({ size: to - at, owner: undefined });
      break;
    }
    if (next.address > at) parts.push({ size: next.address - at, owner: undefined });
    const begin = Math.max(next.address, at);
    const end = Math.min(next.address + next.size, to);
    if (end > begin) parts.push({ size: end - begin, owner: next.owner });
    at = Math.max(at, end);
  }
  return parts;
}

/** The owner of the variable or code at `address`. */
function ownedAt(owned: readonly Owned[], address: number): string | undefined {
  const range = owned[firstAfter(owned, address)];
  return range !== undefined && range.address <= address ? range.owner : undefined;
}

/** Index of the first range that ends after `address`. */
function firstAfter(owned: readonly Owned[], address: number): number {
  let low = 0;
  let high = owned.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = owned[middle];
    if (range !== undefined && range.address + range.size <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}
