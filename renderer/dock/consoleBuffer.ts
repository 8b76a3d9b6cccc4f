/** Reads a terminal's buffer back as text. Structural types, so that it is testable without a DOM. */

interface BufferLine {
  readonly isWrapped: boolean;
  translateToString(trimRight?: boolean): string;
}

interface Buffer {
  readonly length: number;
  getLine(y: number): BufferLine | undefined;
}

/** All lines, wrapped ones joined, without the blank screen below the last line. */
export function bufferText(buffer: Buffer): string {
  const lines: string[] = [];
  for (let y = 0; y < buffer.length; y += 1) {
    const line = buffer.getLine(y);
    if (line === undefined) continue;
    // A line that goes on must keep its trailing blanks, or words would run together where it wraps.
    const text = line.translateToString(!(buffer.getLine(y + 1)?.isWrapped ?? false));
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
