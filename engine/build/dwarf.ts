/** Which component owns which addresses of an image, from its debug information. */
import { readVariables } from './dwarf-info.ts';
import { type LineRow, readLines } from './dwarf-line.ts';
import { readSections } from './elf.ts';
import { namedSource } from './owner.ts';
import { type Owned, RUNTIME } from './size.ts';

const NONE = new Uint8Array(0);

/**
 * Ranges of code by line table and the addresses of variables, sorted, not overlapping. A variable's range is one byte:
 * the linker's map says how far its section goes.
 * @throws Error on debug information of a kind that the compiler does not make
 */
export function ownedRanges(elf: Uint8Array, components: ReadonlySet<string>): Owned[] {
  const sections = new Map(readSections(elf).map((section) => [section.name, section]));
  const section = (name: string): Uint8Array => {
    const found = sections.get(name);
    return found === undefined ? NONE : elf.subarray(found.offset, found.offset + found.size);
  };
  const str = section('.debug_str');
  const lineStr = section('.debug_line_str');
  const info = { info: section('.debug_info'), abbrev: section('.debug_abbrev'), str, lineStr };
  const code = codeRanges(readLines({ line: section('.debug_line'), lineStr, str }), components);
  const variables = readVariables(info).flatMap(({ address, unit }): Owned[] => {
    const owner = ownerOf(unit, components);
    return owner === undefined ? [] : [{ address, size: 1, owner }];
  });
  const all = [...code, ...variables].sort((a, b) => a.address - b.address);
  return all.filter((range, index) => {
    const before = all[index - 1];
    return before === undefined || before.address + before.size <= range.address;
  });
}

/** `gen/runtime.c` and its like belong to no component. */
function ownerOf(file: string, components: ReadonlySet<string>): string | undefined {
  const component = namedSource(file)?.component;
  if (component !== undefined) return components.has(component) ? component : undefined;
  return /^(?:\.\/)*gen\//.test(file) ? RUNTIME : undefined;
}

/** Each row's bytes go to the file that it names, so inlined code counts where it was written. */
export function codeRanges(rows: readonly LineRow[], components: ReadonlySet<string>): Owned[] {
  const ranges: { address: number; size: number; owner: string }[] = [];
  rows.forEach((row, index) => {
    const next = rows[index + 1];
    // Rows of one sequence only: another unit's addresses are no continuation. Address 0: collected by the linker.
    if (row.isEnd || next === undefined || row.address === 0 || next.address <= row.address) return;
    const owner = ownerOf(row.file, components);
    if (owner === undefined) return;
    const last = ranges.at(-1);
    if (last !== undefined && last.owner === owner && last.address + last.size === row.address) {
      last.size += next.address - row.address;
    } else ranges.push({ address: row.address, size: next.address - row.address, owner });
  });
  return ranges.sort((a, b) => a.address - b.address);
}
