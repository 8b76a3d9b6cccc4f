/** Reads `.config`: which assignments it holds, and what is wrong with its lines. */

import { type Diagnostic, diagnostic, type Severity } from '../../model/diagnostic.ts';
import type { Configuration } from '../evaluate/configuration.ts';
import { isValid } from '../evaluate/numbers.ts';
import type { KSymbol, Position } from '../language/tree.ts';
import { nearest } from '../nearest.ts';

export interface ConfigLine {
  readonly name: string;
  /** Without quotes; `n` for "is not set". */
  readonly text: string;
  /** Whether it stood in quotes. */
  readonly quoted: boolean;
  readonly line: number;
}

export interface ReadConfig {
  readonly lines: readonly ConfigLine[];
  /** Lines that are neither an assignment nor a comment; 1-based. */
  readonly malformed: readonly { readonly line: number; readonly text: string }[];
}

/** The assignments of a `.config` in their order. Nothing is checked against a tree. */
export function readLines(text: string, prefix = 'CONFIG_'): ReadConfig {
  const lines: ConfigLine[] = [];
  const malformed: { line: number; text: string }[] = [];
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.startsWith('#')) {
      if (!line.startsWith(prefix, 2)) continue;
      const end = line.indexOf(' ', 2 + prefix.length);
      if (end > 0 && line.startsWith('is not set', end + 1))
        lines.push({ name: line.slice(2 + prefix.length, end), text: 'n', quoted: false, line: number });
      continue;
    }
    if (line === '') continue;
    const at = line.indexOf('=', prefix.length);
    if (!line.startsWith(prefix) || at < 0) {
      if (!line.startsWith(prefix) || line.trim() !== '') malformed.push({ line: number, text: line });
      continue;
    }
    const name = line.slice(prefix.length, at);
    const value = line.slice(at + 1);
    const string = /^"((?:[^"\\]|\\.)*)"/s.exec(value)?.[1];
    if (string !== undefined) lines.push({ name, text: string.replace(/\\(.)/gs, '$1'), quoted: true, line: number });
    else lines.push({ name, text: value, quoted: false, line: number });
  }
  return { lines, malformed };
}

/** The text that a line assigns to a symbol of this type; undefined where the tools refuse it. */
function accepted(symbol: KSymbol, line: ConfigLine): string | undefined {
  switch (symbol.type) {
    case 'bool':
    case 'tristate': {
      const first = line.text[0];
      if (line.quoted) return undefined;
      if (first === 'm') return symbol.type === 'tristate' ? 'm' : undefined;
      return first === 'y' || first === 'n' ? first : undefined;
    }
    case 'string':
      return line.quoted ? line.text : undefined;
    case 'int':
    case 'hex':
      return !line.quoted && isValid(symbol.type, line.text) ? line.text : undefined;
    default:
      return undefined;
  }
}

export interface Loaded {
  /** UL0231, UL0232, UL0235, UL0236: lines that do not count. Whether the others take effect, `findings` tells. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where each symbol is assigned. */
  readonly places: ReadonlyMap<KSymbol, Position>;
}

/** Loads a `.config` into `configuration`, replacing what was assigned. */
export function loadConfig(configuration: Configuration, text: string, file: string, prefix = 'CONFIG_'): Loaded {
  const found: Diagnostic[] = [];
  const { lines, malformed } = readLines(text, prefix);
  const report = (code: string, severity: Severity, line: number, reason: string, params: Record<string, string>) => {
    found.push(
      diagnostic(code, severity, `${file}:${line}: ${reason}`, {
        params: { file, line, reason, ...params },
        at: { file, line, column: 1, ...(params['symbol'] === undefined ? {} : { option: params['symbol'] }) },
      }),
    );
  };
  for (const { line, text: bad } of malformed)
    report('UL0235', 'warning', line, `'${bad.slice(0, 60)}' is no assignment; it is ignored`, {
      text: bad.slice(0, 200),
    });
  const values = new Map<KSymbol, string>();
  const assignments: (readonly [KSymbol, string])[] = [];
  const places = new Map<KSymbol, Position>();
  let names: string[] | undefined;
  for (const line of lines) {
    const symbol = configuration.symbol(line.name);
    if (symbol === undefined || symbol.entries.length === 0) {
      names ??= [...configuration.tree.byName.values()]
        .filter(({ entries }) => entries.length > 0)
        .map(({ name }) => name);
      const near = found.length < 100 ? nearest(line.name, names) : undefined;
      const hint = near === undefined ? '' : `; did you mean '${near}'?`;
      // "Not set" of what is not there is how old files age.
      const severity = line.text === 'n' && !line.quoted ? 'info' : 'warning';
      report('UL0231', severity, line.line, `there is no symbol '${line.name}'${hint}`, {
        symbol: line.name,
        nearest: near ?? '',
      });
      continue;
    }
    const value = accepted(symbol, line);
    if (value === undefined) {
      const reason = `'${line.text}' is no value for ${symbol.type} '${line.name}'; it is ignored`;
      report('UL0232', 'warning', line.line, reason, { symbol: line.name, value: line.text });
      continue;
    }
    const before = values.get(symbol);
    if (before !== undefined && before !== value)
      report(
        'UL0236',
        'warning',
        line.line,
        `'${line.name}' was '${before}' in line ${places.get(symbol)?.line}; '${value}' holds`,
        { symbol: line.name, value, before },
      );
    values.set(symbol, value);
    assignments.push([symbol, value]);
    places.set(symbol, { file, line: line.line, column: 1 });
  }
  configuration.load(assignments);
  return { diagnostics: found, places };
}
