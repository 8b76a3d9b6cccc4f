/** `source` and its kin: which files a line names, and circles among them. */
import type { Ahead } from './ahead.ts';
import type { Context } from './context.ts';
import type { Limits, ParseOptions } from './options.ts';
import type { Report } from './report.ts';
import type { Scanner } from './scanner.ts';
import type { Container, Dialect, Position } from './tree.ts';

interface Source {
  readonly optional: boolean;
  readonly relative: boolean;
}

/** `osource`, `rsource` and `orsource` are kconfiglib's and Zephyr's. */
export const SOURCES: ReadonlyMap<string, Source> = new Map([
  ['source', { optional: false, relative: false }],
  ['osource', { optional: true, relative: false }],
  ['rsource', { optional: false, relative: true }],
  ['orsource', { optional: true, relative: true }],
]);

const PATTERN = /[*?[]/;

/** A file that is being read. */
interface Open {
  readonly path: string;
  readonly scanner: Scanner;
}

export class Includes {
  /** Every file that was read, in order of first reading. */
  readonly files: string[] = [];
  private readonly seen = new Set<string>();
  /** Files that are being read, the outermost first. */
  private readonly open: Open[] = [];
  private readings = 0;

  constructor(
    private readonly options: ParseOptions,
    private readonly limits: Limits,
    private readonly report: Report,
    private readonly dialect: Dialect,
    private readonly ahead: Ahead | undefined,
    private readonly readInto: (path: string, text: string, container: Container) => void,
  ) {}

  /** Where the reader is; undefined before the first file. */
  here(): Scanner | undefined {
    return this.open[this.open.length - 1]?.scanner;
  }

  /** Reads `path` into `container`. False where there is no such file. */
  file(path: string, container: Container): boolean {
    let text = this.options.read(path);
    // A command that still runs may be making it.
    if (text === undefined && this.ahead?.wait()) text = this.options.read(path);
    if (text === undefined) return false;
    this.ahead?.hasRead(path);
    this.readings++;
    if (!this.seen.has(path)) {
      this.seen.add(path);
      this.files.push(path);
    }
    this.readInto(path, text, container);
    return true;
  }

  enter(path: string, scanner: Scanner): void {
    this.open.push({ path, scanner });
  }

  leave(): void {
    this.open.pop();
  }

  /** Reads the rest of a line that begins with one of `SOURCES`, and what it names. */
  statement(context: Context, parent: Container, word: string, at: Position): void {
    const written = context.text('the name of a file');
    if (written === undefined) {
      context.abandonLine();
      return;
    }
    if (!context.atEnd()) {
      context.endOfLine();
      return;
    }
    const path = written.includes('$') ? this.oldReferences(context, written) : written;
    this.named(context.scanner, parent, word, path, at);
    context.endOfLine();
  }

  /** Reads what a line names that begins with one of `SOURCES`. */
  named(scanner: Scanner, parent: Container, word: string, path: string, at: Position): void {
    const { optional, relative } = SOURCES.get(word) ?? { optional: false, relative: false };
    const folder = relative ? at.file.slice(0, at.file.lastIndexOf('/') + 1) : '';
    const name = folder + path;
    const pattern = PATTERN.test(name);
    if (pattern) this.ahead?.wait();
    const paths = pattern ? (this.options.glob?.(name) ?? []) : [name];
    let missing = paths.length === 0;
    for (const each of paths) missing = !this.include(each, parent, at) || missing;
    // Unikraft's tool matches patterns, and what matches nothing is no fault to it. A name that a command should have
    // given is missing because the command was not run, which is told already.
    const excused = optional || (pattern && this.dialect === 'unikraft') || scanner.missesShell();
    if (missing && !excused) this.missing(name, at);
  }

  private missing(name: string, at: Position): void {
    const severity = this.dialect === 'unikraft' ? 'warning' : 'error';
    const reason = name === '' ? 'the name of the file is empty' : `there is no file '${name}'; it is left out`;
    this.report.add('UL0211', severity, at, reason, { path: name });
  }

  /** `$NAME` without parentheses, as tools before Linux 4.18 read it: a symbol's environment, or the environment. */
  private oldReferences(context: Context, path: string): string {
    return path.replace(/\$([A-Za-z0-9_]+)/g, (reference, name: string) => {
      const symbol = context.interner.byName.get(name);
      for (const { env, defaults } of symbol?.entries ?? []) {
        if (env !== undefined) return context.environment(env) ?? '';
        const value = defaults[0]?.value;
        if (value?.op === 'symbol' && value.symbol.constant) return value.symbol.name;
      }
      return context.environment(name) ?? reference;
    });
  }

  /** Whether there is such a file. */
  private include(path: string, parent: Container, at: Position): boolean {
    const from = this.open.findIndex((file) => file.path === path);
    if (from >= 0) {
      const circle = this.open.slice(from);
      const shown = [...circle.map((file) => file.path), path].join(' → ');
      const because = circle.map((file) => `${file.path}:${file.scanner.line} sources the next`);
      this.report.add('UL0212', 'error', at, `'${path}' sources itself: ${shown}`, { path, cycle: shown }, because);
      return true;
    }
    const many = this.readings >= this.limits.files;
    if (many || this.open.length >= this.limits.includes) {
      const what = many ? 'too many files' : 'sources are nested too deep';
      this.report.add('UL0212', 'error', at, `${what}; '${path}' is left out`, { path });
      return true;
    }
    return this.file(path, parent);
  }
}
