/**
 * One catalog file: YAML text → a value of the wanted shape, or diagnostics with positions.
 *
 * A catalog may hold anything a person left there, so nothing here throws: aliases are refused (they can blow a small
 * file up), size is bounded, and whatever else is wrong becomes UL0007 at its line.
 */
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Diagnostic, diagnostic } from '../check/types.ts';

/** Largest catalog file that is read, in UTF-16 units. Ours are below 10,000. */
export const MAX_FILE = 256 * 1024;

export type Path = readonly (string | number)[];

export interface CatalogText<T> {
  /** Undefined when the file cannot be used; then `diagnostics` holds an error. */
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** 1-based place of the value at `path`, or of its nearest ancestor. */
  readonly locate: (path: Path) => { line: number; column: number };
}

/** Finding UL0007 in a catalog file. */
export function broken(file: string, message: string, at: { line?: number; column?: number } = {}): Diagnostic {
  return diagnostic('UL0007', 'error', message, { params: { file, message }, at: { file, ...at } });
}

/** Parses `text` and validates it against `shape`. Unknown keys are a warning (UL0003) and left out of the value. */
export function readCatalogText<T>(text: string, file: string, shape: z.ZodType<T>): CatalogText<T> {
  const nowhere = () => ({ line: 1, column: 1 });
  if (text.length > MAX_FILE) {
    const message = `${file} is larger than ${MAX_FILE / 1024} KB`;
    return {
      value: undefined,
      diagnostics: [diagnostic('UL0008', 'error', message, { params: { file }, at: { file } })],
      locate: nowhere,
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, strict: true });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const locate = (path: Path) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      const range =
        typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[] | null) : null;
      if (range?.[0] !== undefined) return position(range[0]);
    }
    return nowhere();
  };
  // One mistake makes a tail of errors; the first few name it.
  const syntax = document.errors.slice(0, 3).map((error) => broken(file, error.message, position(error.pos[0])));
  if (syntax.length > 0) return { value: undefined, diagnostics: syntax, locate };
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return { value: undefined, diagnostics: [broken(file, String((error as Error).message))], locate };
  }
  return { ...validate(raw, file, shape, locate), locate };
}

function validate<T>(raw: unknown, file: string, shape: z.ZodType<T>, locate: CatalogText<T>['locate']) {
  const first = shape.safeParse(raw);
  if (first.success) return { value: first.data, diagnostics: [] };
  const warnings: Diagnostic[] = [];
  const errors: Diagnostic[] = [];
  for (const issue of first.error.issues) {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const where = [...path, key];
        const message = `unknown key ${where.join('.')}`;
        warnings.push(
          diagnostic('UL0003', 'warning', message, { params: { key, file }, at: { file, ...locate(where) } }),
        );
        drop(raw, path, key);
      }
    } else {
      const where = path.length > 0 ? `${path.join('.')}: ` : '';
      errors.push(broken(file, `${where}${issue.message}`, locate(path)));
    }
  }
  if (errors.length > 0) return { value: undefined, diagnostics: [...errors, ...warnings] };
  const second = shape.safeParse(raw);
  if (second.success) return { value: second.data, diagnostics: warnings };
  return { value: undefined, diagnostics: [broken(file, second.error.issues[0]?.message ?? 'unreadable')] };
}

/** Removes `key` of the map at `path`; `raw` was made for us by the parser and belongs to nobody else. */
function drop(raw: unknown, path: Path, key: string): void {
  let at: unknown = raw;
  for (const step of path) at = (at as Record<string | number, unknown> | undefined)?.[step];
  if (typeof at === 'object' && at !== null) delete (at as Record<string, unknown>)[key];
}
