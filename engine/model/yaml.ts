/**
 * `uniloom.yaml` → composition. Any bytes give either a composition or diagnostics with positions, never an exception:
 * the file may be cut, damaged or hostile.
 */
import { type Diagnostic, diagnostic, type Place } from './diagnostic.ts';
import { type Document, LineCounter, readDocument, TooMuch } from './document.ts';
import { FORMAT_VERSION, migrate } from './migrate.ts';
import { offsetOf, toData } from './tree.ts';
import type { Composition, Json } from './types.ts';
import { validate } from './validate.ts';

/** Bytes of text; a composition of 1,000 components has about 200,000. */
export const MAX_TEXT = 4 * 1024 * 1024;

export interface ParsedComposition {
  /** Null when the file has an error. Optional top-level keys that it lacks are there, empty; unknown keys are kept. */
  readonly composition: Composition | null;
  /** The YAML document with its comments; null when there is none to speak of. */
  readonly document: Document | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Why the composition must not be changed, else null. */
  readonly readOnly: string | null;
}

const refused = (found: Diagnostic): ParsedComposition => ({
  composition: null,
  document: null,
  diagnostics: [found],
  readOnly: null,
});

/** The text of a composition's file, or null where the bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function parseChecked(text: string, file: string): ParsedComposition {
  const lineCounter = new LineCounter();
  const at = (offset: number | undefined, path?: readonly (string | number)[]) => {
    if (offset === undefined) return { file, ...(path && { path }) };
    const { line, col } = lineCounter.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), ...(path && { path }) };
  };
  const document = readDocument(text, lineCounter);
  const syntax = document.errors
    .slice(0, 20)
    .map((error) => diagnostic('UL0001', 'error', error.message, { at: at(error.pos[0]) }));
  // Half a document would be taken for the whole; better nothing than that.
  if (syntax.length > 0) return { composition: null, document: null, diagnostics: syntax, readOnly: null };
  const { data, problems } = toData(document);
  if (problems.length > 0) {
    const diagnostics = problems.map((problem) =>
      diagnostic(problem.code, 'error', problem.message, { at: at(problem.offset, problem.path) }),
    );
    return { composition: null, document: null, diagnostics, readOnly: null };
  }
  return judge(document, data, at);
}

function judge(
  document: Document,
  data: Json,
  at: (offset: number | undefined, path?: readonly (string | number)[]) => Place,
): ParsedComposition {
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
  const map = isMap ? (data as { readonly [key: string]: Json }) : {};
  const version = map['uniloom'];
  const newer = typeof version === 'number' && Number.isInteger(version) && version > FORMAT_VERSION;
  // A newer file is shown as far as this version understands it.
  const current = newer ? { ...map, uniloom: FORMAT_VERSION } : isMap ? migrate(map) : data;
  const { composition, problems } = validate(current);
  const diagnostics = problems.map((problem) =>
    diagnostic(problem.code, problem.severity, problem.message, {
      params: problem.params,
      at: {
        ...at(offsetOf(document, problem.path, problem.about), problem.path),
        ...(problem.path[0] === 'components' && problem.path.length > 1 && { component: String(problem.path[1]) }),
        ...(problem.path[0] === 'wires' && typeof problem.path[1] === 'number' && { wire: problem.path[1] }),
      },
    }),
  );
  const line = ({ at: place }: Diagnostic) => (place.line ?? 0) * 1e7 + (place.column ?? 0);
  diagnostics.sort((left, right) => line(left) - line(right));
  if (!newer) return { composition, document, diagnostics, readOnly: null };
  const readOnly = `The file is of format version ${version}; this Uniloom knows version ${FORMAT_VERSION}.`;
  const note = diagnostic('UL0004', 'warning', readOnly, {
    params: { version, known: FORMAT_VERSION },
    at: at(offsetOf(document, ['uniloom'], 'value'), ['uniloom']),
  });
  return { composition, document, diagnostics: [note, ...diagnostics], readOnly };
}

/**
 * Reads a composition. Never throws, whatever the text holds.
 * @param input The file's text, or its bytes.
 * @param file What the diagnostics call the file.
 */
export function parseComposition(input: string | Uint8Array, file: string): ParsedComposition {
  if (input.length > MAX_TEXT)
    return refused(
      diagnostic('UL0008', 'error', `the file is larger than ${MAX_TEXT / 1024 / 1024} MB`, { at: { file } }),
    );
  const text = typeof input === 'string' ? input : decodeText(input);
  if (text === null) return refused(diagnostic('UL0001', 'error', 'the file is not UTF-8 text', { at: { file } }));
  try {
    return parseChecked(text, file);
  } catch (error) {
    if (error instanceof TooMuch)
      return refused(
        diagnostic('UL0001', 'error', error.message, { at: { file, ...lineAndColumn(text, error.offset) } }),
      );
    const because = error instanceof Error ? [error.message] : [];
    return refused(diagnostic('UL0001', 'error', 'the file is not readable as YAML', { at: { file }, because }));
  }
}
