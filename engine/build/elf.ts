/** The little of a 64-bit little-endian ELF file that size reports need: its sections. */

export interface ElfSection {
  readonly name: string;
  readonly address: number;
  readonly size: number;
  readonly offset: number;
  /** Takes memory at run time. */
  readonly isAlloc: boolean;
  readonly isWritable: boolean;
  readonly isCode: boolean;
  /** Takes no room in the file (`.bss`). */
  readonly isEmpty: boolean;
}

const SHT_NOBITS = 8;
const SHF_WRITE = 1;
const SHF_ALLOC = 2;
const SHF_EXECINSTR = 4;

/** @throws Error when `data` is no such file */
export function readSections(data: Uint8Array): ElfSection[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 64 || view.getUint32(0) !== 0x7f454c46 || data[4] !== 2 || data[5] !== 1) {
    throw new Error('not a 64-bit little-endian ELF file');
  }
  const table = Number(view.getBigUint64(40, true));
  const entry = view.getUint16(58, true);
  const count = view.getUint16(60, true);
  const names = table + entry * view.getUint16(62, true);
  if (table + entry * count > data.length) throw new Error('the ELF file is cut short');
  const namesAt = count === 0 ? 0 : Number(view.getBigUint64(names + 24, true));
  const nameAt = (offset: number) => {
    const end = data.indexOf(0, namesAt + offset);
    return new TextDecoder().decode(data.subarray(namesAt + offset, end < 0 ? data.length : end));
  };
  return Array.from({ length: count }, (_, index): ElfSection => {
    const at = table + entry * index;
    const flags = Number(view.getBigUint64(at + 8, true));
    return {
      name: nameAt(view.getUint32(at, true)),
      address: Number(view.getBigUint64(at + 16, true)),
      offset: Number(view.getBigUint64(at + 24, true)),
      size: Number(view.getBigUint64(at + 32, true)),
      isAlloc: (flags & SHF_ALLOC) !== 0,
      isWritable: (flags & SHF_WRITE) !== 0,
      isCode: (flags & SHF_EXECINSTR) !== 0,
      isEmpty: view.getUint32(at + 4, true) === SHT_NOBITS,
    };
  });
}
