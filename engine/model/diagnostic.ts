/** Diagnostics: coded, located findings with a cause chain and, where one exists, fixes (design §1, docs/diagnostics). */
import type { Edit } from './edits.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Where the finding is. A place in the composition, in a file, or both. */
export interface Place {
  readonly component?: string;
  readonly port?: string;
  readonly option?: string;
  /** Index into `composition.wires`. */
  readonly wire?: number;
  /** The path in the document, for findings about the file's shape (`['boot', 'memory']`). */
  readonly path?: readonly (string | number)[];
  /** Relative to the composition's folder or, for catalog files, to the catalog's root. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  readonly column?: number;
}

export interface Fix {
  /** Imperative, with the cost where it is known: "Add tlsf as heap and wire app.backing to it". */
  readonly title: string;
  readonly edits: readonly Edit[];
}

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** English, one sentence, no full stop needed to be understood; says what is wrong. */
  readonly message: string;
  /** What fills the message's places, for other languages: locale key `diagnostics.CODE`. */
  readonly params: Readonly<Record<string, string | number>>;
  readonly at: Place;
  /** The cause chain, outermost first. */
  readonly because: readonly string[];
  readonly fixes: readonly Fix[];
}

/** Makes a diagnostic; what is not given is empty. */
export function diagnostic(
  code: string,
  severity: Severity,
  message: string,
  rest: Partial<Omit<Diagnostic, 'code' | 'severity' | 'message'>> = {},
): Diagnostic {
  return { code, severity, message, params: {}, at: {}, because: [], fixes: [], ...rest };
}
