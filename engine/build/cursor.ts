/** A cursor over little-endian binary data, with DWARF's variable-length numbers. */
export class Cursor {
  readonly view: DataView;
  constructor(
    readonly data: Uint8Array,
    public at = 0,
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }
  u8(): number {
    this.at += 1;
    return this.view.getUint8(this.at - 1);
  }
  i8(): number {
    this.at += 1;
    return this.view.getInt8(this.at - 1);
  }
  u16(): number {
    this.at += 2;
    return this.view.getUint16(this.at - 2, true);
  }
  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }
  u64(): number {
    this.at += 8;
    return Number(this.view.getBigUint64(this.at - 8, true));
  }
  uleb(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return value;
    }
  }
  sleb(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return (byte & 0x40) !== 0 ? value - scale : value;
    }
  }
  text(): string {
    const end = this.data.indexOf(0, this.at);
    const text = new TextDecoder().decode(this.data.subarray(this.at, end < 0 ? this.data.length : end));
    this.at = end < 0 ? this.data.length : end + 1;
    return text;
  }
}
