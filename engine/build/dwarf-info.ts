/**
 * DWARF 5 debug entries (chapters 2 and 7 of the standard): the variables that have an address, and the unit that each
 * was written in. With link-time optimisation the address stands in the linked unit, and the entry refers to the
 * compiled one, whose name is the source file.
 */
import { Cursor } from './cursor.ts';

export interface InfoSections {
  readonly info: Uint8Array;
  readonly abbrev: Uint8Array;
  readonly str: Uint8Array;
  readonly lineStr: Uint8Array;
}

export interface Variable {
  readonly address: number;
  /** Name of the unit that declares it. */
  readonly unit: string;
}

interface Abbreviation {
  readonly tag: number;
  readonly attributes: readonly { readonly name: number; readonly form: number; readonly constant: number }[];
}

interface Unit {
  readonly begin: number;
  readonly end: number;
  name: string;
}

const TAG_COMPILE_UNIT = 0x11;
const TAG_VARIABLE = 0x34;
const AT_LOCATION = 0x02;
const AT_NAME = 0x03;
const AT_ABSTRACT_ORIGIN = 0x31;
const AT_SPECIFICATION = 0x47;
const OP_ADDR = 0x03;

/** Variables with a constant address. Units of another version are left out. */
export function readVariables(sections: InfoSections): Variable[] {
  const units: Unit[] = [];
  const found: { address: number; entry: number; refers: number | undefined }[] = [];
  const tables = new Map<number, Map<number, Abbreviation>>();
  const cursor = new Cursor(sections.info);
  while (cursor.at + 11 < sections.info.length) {
    const begin = cursor.at;
    const length = cursor.u32();
    if (length >= 0xfffffff0) break;
    const end = cursor.at + length;
    if (cursor.u16() === 5) {
      const unit: Unit = { begin, end, name: '' };
      units.push(unit);
      readUnit(cursor, unit, sections, tables, found);
    }
    cursor.at = end;
  }
  const unitAt = (offset: number) => units.find((unit) => offset >= unit.begin && offset < unit.end)?.name ?? '';
  return found.map(({ address, entry, refers }) => ({ address, unit: unitAt(refers ?? entry) }));
}

function readUnit(
  cursor: Cursor,
  unit: Unit,
  sections: InfoSections,
  tables: Map<number, Map<number, Abbreviation>>,
  found: { address: number; entry: number; refers: number | undefined }[],
): void {
  const type = cursor.u8();
  const addressSize = cursor.u8();
  const table = cursor.u32();
  // Skeletons and type units have an identifier more; the compiler is not asked for either.
  if (type !== 1 && type !== 3) return;
  const abbreviations = tables.get(table) ?? readAbbreviations(new Cursor(sections.abbrev, table));
  tables.set(table, abbreviations);
  while (cursor.at < unit.end) {
    const entry = cursor.at;
    const code = cursor.uleb();
    if (code === 0) continue;
    const abbreviation = abbreviations.get(code);
    if (abbreviation === undefined) return;
    let address: number | undefined;
    let refers: number | undefined;
    for (const { name, form } of abbreviation.attributes) {
      const value = readForm(cursor, form, addressSize, unit.begin, sections);
      if (abbreviation.tag === TAG_COMPILE_UNIT && name === AT_NAME && typeof value === 'string') unit.name = value;
      if (abbreviation.tag !== TAG_VARIABLE) continue;
      if (name === AT_LOCATION && value instanceof Uint8Array && value[0] === OP_ADDR) {
        address = value.length === 9 ? new Cursor(value, 1).u64() : undefined;
      }
      if ((name === AT_ABSTRACT_ORIGIN || name === AT_SPECIFICATION) && typeof value === 'number') refers = value;
    }
    if (address !== undefined) found.push({ address, entry, refers });
  }
}

function readAbbreviations(cursor: Cursor): Map<number, Abbreviation> {
  const list = new Map<number, Abbreviation>();
  for (;;) {
    const code = cursor.uleb();
    if (code === 0) return list;
    const tag = cursor.uleb();
    cursor.at += 1; // whether it has children: the entries come in order all the same
    const attributes: { name: number; form: number; constant: number }[] = [];
    for (;;) {
      const name = cursor.uleb();
      const form = cursor.uleb();
      const constant = form === 0x21 ? cursor.sleb() : 0;
      if (name === 0 && form === 0) break;
      attributes.push({ name, form, constant });
    }
    list.set(code, { tag, attributes });
  }
}

function readForm(
  cursor: Cursor,
  form: number,
  addressSize: number,
  unit: number,
  sections: InfoSections,
): string | number | Uint8Array | undefined {
  const block = (size: number) => {
    cursor.at += size;
    return cursor.data.subarray(cursor.at - size, cursor.at);
  };
  switch (form) {
    case 0x01: // addr
      return addressSize === 8 ? cursor.u64() : cursor.u32();
    case 0x03:
      return block(cursor.u16());
    case 0x04:
      return block(cursor.u32());
    case 0x09: // block
    case 0x18: // exprloc
      return block(cursor.uleb());
    case 0x0a:
      return block(cursor.u8());
    case 0x08:
      return cursor.text();
    case 0x0e:
      return new Cursor(sections.str, cursor.u32()).text();
    case 0x1f:
      return new Cursor(sections.lineStr, cursor.u32()).text();
    case 0x0b: // data1
    case 0x0c: // flag
    case 0x25: // strx1
    case 0x29: // addrx1
      return cursor.u8();
    case 0x05: // data2
    case 0x26:
    case 0x2a:
      return cursor.u16();
    case 0x06: // data4
    case 0x17: // sec_offset
    case 0x1d: // strp_sup
    case 0x28:
    case 0x2c:
      return cursor.u32();
    case 0x10: // ref_addr: in the whole section
      return cursor.u32();
    case 0x07: // data8
    case 0x20: // ref_sig8
      return cursor.u64();
    case 0x0d:
      return cursor.sleb();
    case 0x0f: // udata
    case 0x1a: // strx
    case 0x1b: // addrx
    case 0x22: // loclistx
    case 0x23: // rnglistx
      return cursor.uleb();
    case 0x11: // references within the unit
      return unit + cursor.u8();
    case 0x12:
      return unit + cursor.u16();
    case 0x13:
      return unit + cursor.u32();
    case 0x14:
      return unit + cursor.u64();
    case 0x15:
      return unit + cursor.uleb();
    case 0x19: // flag_present
    case 0x21: // implicit_const
      return undefined;
    case 0x1e: // data16
      return block(16);
    default:
      throw new Error(`form 0x${form.toString(16)} in the debug information`);
  }
}
