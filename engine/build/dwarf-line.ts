/** DWARF 5 line tables (section 6.2 of the standard): which file each address of the code was written in. */
import { Cursor } from './cursor.ts';

export interface LineRow {
  readonly address: number;
  /** With its folder, as the compiler was told. Empty at the end of a sequence. */
  readonly file: string;
  readonly isEnd: boolean;
}

export interface LineSections {
  readonly line: Uint8Array;
  readonly lineStr: Uint8Array;
  readonly str: Uint8Array;
}

const LNCT_PATH = 1;
const LNCT_DIRECTORY = 2;

/** Rows of all units in the order of the table. Units of another version or of 64-bit DWARF are left out. */
export function readLines(sections: LineSections): LineRow[] {
  const rows: LineRow[] = [];
  const cursor = new Cursor(sections.line);
  while (cursor.at + 4 < sections.line.length) {
    const length = cursor.u32();
    if (length >= 0xfffffff0) break;
    const end = cursor.at + length;
    const version = cursor.u16();
    if (version === 5) readUnit(cursor, end, sections, rows);
    cursor.at = end;
  }
  return rows;
}

function readUnit(cursor: Cursor, end: number, sections: LineSections, rows: LineRow[]): void {
  cursor.at += 2; // sizes of addresses and of segment selectors
  const headerLength = cursor.u32();
  const program = cursor.at + headerLength;
  const minimum = cursor.u8();
  cursor.at += 2; // operations per instruction, default_is_stmt
  cursor.at += 1; // line base: lines are of no interest here
  const lineRange = cursor.u8();
  const opcodeBase = cursor.u8();
  const lengths = Array.from({ length: opcodeBase - 1 }, () => cursor.u8());
  const dirs = readEntries(cursor, sections).map((entry) => entry.path);
  const files = readEntries(cursor, sections).map(({ path, dir }) => {
    const folder = dirs[dir] ?? '';
    // Folder 0 is the one that the compiler ran in: names below it are relative to it.
    return dir === 0 || folder === '' || path.startsWith('/') ? path : `${folder}/${path}`;
  });

  cursor.at = program;
  let address = 0;
  let file = 1;
  const emit = (isEnd = false) => {
    rows.push({ address, file: isEnd ? '' : (files[file] ?? ''), isEnd });
  };
  while (cursor.at < end) {
    const opcode = cursor.u8();
    if (opcode >= opcodeBase) {
      address += Math.floor((opcode - opcodeBase) / lineRange) * minimum;
      emit();
      continue;
    }
    switch (opcode) {
      case 0: {
        const size = cursor.uleb();
        const next = cursor.at + size;
        const extended = cursor.u8();
        if (extended === 1) {
          emit(true);
          address = 0;
          file = 1;
        } else if (extended === 2) {
          address = size === 9 ? cursor.u64() : cursor.u32();
        }
        cursor.at = next;
        break;
      }
      case 1:
        emit();
        break;
      case 2:
        address += cursor.uleb() * minimum;
        break;
      case 3:
        cursor.sleb();
        break;
      case 4:
        file = cursor.uleb();
        break;
      case 8:
        address += Math.floor((255 - opcodeBase) / lineRange) * minimum;
        break;
      case 9:
        address += cursor.u16();
        break;
      default:
        for (let count = lengths[opcode - 1] ?? 0; count > 0; count -= 1) cursor.uleb();
    }
  }
}

function readEntries(cursor: Cursor, sections: LineSections): { path: string; dir: number }[] {
  const formats = Array.from({ length: cursor.u8() }, () => ({ content: cursor.uleb(), form: cursor.uleb() }));
  const count = cursor.uleb();
  const entries: { path: string; dir: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    let path = '';
    let dir = 0;
    for (const { content, form } of formats) {
      const value = readForm(cursor, form, sections);
      if (content === LNCT_PATH && typeof value === 'string') path = value;
      if (content === LNCT_DIRECTORY && typeof value === 'number') dir = value;
    }
    entries.push({ path, dir });
  }
  return entries;
}

function readForm(cursor: Cursor, form: number, sections: LineSections): string | number {
  switch (form) {
    case 0x08:
      return cursor.text();
    case 0x1f:
      return new Cursor(sections.lineStr, cursor.u32()).text();
    case 0x0e:
      return new Cursor(sections.str, cursor.u32()).text();
    case 0x0b:
      return cursor.u8();
    case 0x05:
      return cursor.u16();
    case 0x06:
      return cursor.u32();
    case 0x0f:
      return cursor.uleb();
    case 0x1e:
      cursor.at += 16;
      return 0;
    default:
      throw new Error(`form ${form} in a line table`);
  }
}
