/** Help texts. Where one ends is found while reading; its text is only made when somebody asks, which hardly anybody does. */

const TAB = 9;
const LINE = 10;
const RETURN = 13;
const SPACE = 32;

/**
 * Where the help ends that begins at `from`, the beginning of a line: the first line's indentation is what all have, and a
 * line with less ends it. A first line in column 1 is help as well, as the tools read it, up to the next line there.
 */
export function findHelp(text: string, from: number): HelpText {
  const { length } = text;
  let lines = 0;
  let indent = 0;
  /** The blanks that the first line begins with. */
  let blanks = '';
  let at = from;
  while (at < length) {
    // Nearly all lines are empty or begin as the first one.
    if (blanks !== '' && (text.charCodeAt(at) === LINE || text.startsWith(blanks, at))) {
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      lines++;
      at = end + 1;
      continue;
    }
    const start = at;
    let width = 0;
    let c = 0;
    for (; at < length; at++) {
      c = text.charCodeAt(at);
      if (c === TAB) width = (width & ~7) + 8;
      else if (c === SPACE) width++;
      else break;
    }
    if (at < length && c !== LINE && !(c === RETURN && (at + 1 === length || text.charCodeAt(at + 1) === LINE))) {
      if (width < indent || (width === 0 && start > from)) return new HelpText(text, from, start, lines);
      if (indent === 0 && width > 0) {
        indent = width;
        blanks = text.slice(start, at);
      }
    }
    const end = text.indexOf('\n', at);
    if (end < 0) break;
    lines++;
    at = end + 1;
  }
  return new HelpText(text, from, length, lines);
}

export class HelpText {
  private made: string | undefined;

  constructor(
    private readonly source: string,
    private readonly from: number,
    readonly end: number,
    /** How many lines end before `end`. */
    readonly lines: number,
  ) {}

  /** Without the common indentation, the blanks at the ends of lines and the empty lines at the end. */
  get text(): string {
    this.made ??= dedent(this.source.slice(this.from, this.end));
    return this.made;
  }

  /** Whether it begins in column 1, which is hardly what was meant. */
  beginsAtMargin(): boolean {
    const c = this.source.charCodeAt(this.from);
    return this.end > this.from && c !== SPACE && c !== TAB && c !== LINE && c !== RETURN;
  }

  isBlank(): boolean {
    for (let at = this.from; at < this.end; at++) {
      const c = this.source.charCodeAt(at);
      if (c !== SPACE && c !== TAB && c !== LINE && c !== RETURN) return false;
    }
    return true;
  }
}

function dedent(raw: string): string {
  let indent = 0;
  const lines = raw.split('\n').map((line) => {
    const content = line.trimStart();
    if (content === '') return '';
    let width = 0;
    for (let at = 0; at < line.length - content.length; at++)
      width = line.charCodeAt(at) === TAB ? (width & ~7) + 8 : width + 1;
    if (indent === 0) indent = width;
    return ' '.repeat(Math.max(0, width - indent)) + content.trimEnd();
  });
  while (lines.at(-1) === '') lines.pop();
  return lines.join('\n');
}
