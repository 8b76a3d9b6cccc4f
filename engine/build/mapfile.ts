/** Reads the linker's map: which input section became which bytes of the image. */

export interface Piece {
  readonly address: number;
  readonly size: number;
  /** Input section, `.text.app.main`. */
  readonly section: string;
  /** Object file, as the link was given it. */
  readonly object: string;
}

/** Pieces of more than no bytes at an address, sorted. Discarded sections and those without an address are left out. */
export function parseMap(text: string): Piece[] {
  const start = text.indexOf('\nLinker script and memory map');
  const pieces: Piece[] = [];
  // A long section name stands on a line of its own, the numbers on the next.
  const pattern = /^ (\.[^\s]+|COMMON)(?:\n)?[ \t]+0x([0-9a-f]+)[ \t]+0x([0-9a-f]+)[ \t]+(\S.*)$/gm;
  for (const match of text.slice(Math.max(start, 0)).matchAll(pattern)) {
    const [, section = '', address = '', size = '', object = ''] = match;
    const piece = { address: Number.parseInt(address, 16), size: Number.parseInt(size, 16), section, object };
    if (piece.address !== 0 && piece.size > 0) pieces.push(piece);
  }
  return pieces.sort((a, b) => a.address - b.address || a.size - b.size);
}
