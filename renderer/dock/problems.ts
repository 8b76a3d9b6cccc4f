/** Order, grouping and wording of diagnostics for the problems panel. */
import type { Diagnostic, Place, Severity } from '../../engine/check/types.ts';
import { BOARD } from '../../engine/model/types.ts';
import { optionKey } from '../options/tree.ts';

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Errors first, then by code and place. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  const rank = RANK[a.severity] - RANK[b.severity];
  if (rank !== 0) return rank;
  if (a.code !== b.code) return a.code < b.code ? -1 : 1;
  const [left, right] = [placeText(a.at), placeText(b.at)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The findings that a filter keeps: not of a hidden severity, and every word of `needle` in the code, the message or the
 * place, in any case.
 * @param say The message as it is shown.
 */
export function filterProblems(
  diagnostics: readonly Diagnostic[],
  needle: string,
  hidden: ReadonlySet<Severity>,
  say: (diagnostic: Diagnostic) => string,
): readonly Diagnostic[] {
  const words = needle.toLowerCase().split(/\s+/).filter(Boolean);
  return diagnostics.filter((found) => {
    if (hidden.has(found.severity)) return false;
    if (words.length === 0) return true;
    const text = `${found.code} ${say(found)} ${found.message} ${placeText(found.at)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export interface ProblemCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

export function countProblems(diagnostics: readonly Diagnostic[]): ProblemCounts {
  const count = (severity: Severity) => diagnostics.filter((item) => item.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), infos: count('info') };
}

/** `server.entropy`, `net0.RX_RING`, `src/main.c:12:5`, `boot.memory`; empty when the finding has no place. */
export function placeText(at: Place): string {
  const inner = at.port ?? at.option;
  const item = at.component === undefined ? '' : inner === undefined ? at.component : `${at.component}.${inner}`;
  const position = [at.line, at.column].filter((n) => n !== undefined).join(':');
  const file = at.file === undefined ? '' : position === '' ? at.file : `${at.file}:${position}`;
  if (item !== '' && file !== '') return `${item} · ${file}`;
  if (item !== '' || file !== '') return item + file;
  if (at.path !== undefined && at.path.length > 0) return at.path.join('.');
  return at.wire === undefined ? '' : `wires[${at.wire}]`;
}

/** What of i18next this needs; so that it is testable without it. */
export interface Translator {
  exists(key: string): boolean;
  t(key: string, options: Record<string, unknown>): string;
}

const PLACEHOLDER = /\{\{\s*-?\s*([\w.]+)\s*(?:,[^}]*)?\}\}/g;

export const placeholders = (template: string): string[] => [
  ...new Set([...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '')),
];

/** The locale keys that may word a finding, most specific first: by a parameter's value, by its presence, by code. */
function messageKeys(diagnostic: Diagnostic): string[] {
  const key = `diagnostics.${diagnostic.code}`;
  const given = Object.entries(diagnostic.params).filter(([, value]) => value !== '');
  const byValue = given.filter(([, value]) => /^[a-z]+$/.test(String(value)));
  return [
    ...byValue.map(([name, value]) => `${key}_${name}_${value}`),
    ...given.map(([name]) => `${key}_${name}`),
    key,
  ];
}

/**
 * The message in the user's language: `diagnostics.CODE` filled with the params, and with `message`, the English one.
 * A code that has several wordings has a key for each: `CODE_what_group` is used where the parameter `what` is `group`,
 * `CODE_nearest` where `nearest` is not empty. The English message where the locale has no key, or where it asks for a
 * parameter that this finding does not carry: half a sentence helps nobody.
 */
export function problemMessage(diagnostic: Diagnostic, translator: Translator): string {
  const params: Record<string, unknown> = { message: diagnostic.message, ...diagnostic.params };
  for (const key of messageKeys(diagnostic)) {
    if (!translator.exists(key)) continue;
    const template = translator.t(key, { skipInterpolation: true });
    if (placeholders(template).some((name) => !Object.hasOwn(params, name))) continue;
    return translator.t(key, { ...params, interpolation: { escapeValue: false } });
  }
  return diagnostic.message;
}

/** A fix's title and, apart from it, its cost and remarks: `(2.1 KB)` at the end, or what follows the first ` · `. */
export function splitFixTitle(title: string): { readonly action: string; readonly cost: string } {
  const size = /^(.*) \(([^()]*\b[KM]?B\b[^()]*)\)$/.exec(title);
  if (size !== null) return { action: size[1] ?? title, cost: size[2] ?? '' };
  const at = title.indexOf(' · ');
  return at < 0 ? { action: title, cost: '' } : { action: title.slice(0, at), cost: title.slice(at + 3) };
}

const nodeOf = (component: string): string => (component.startsWith(`${BOARD}_`) ? BOARD : component);

/** Findings at a place; at a component those of its ports and options too. Remarks are no problems. Pure. */
export function findingsAt(diagnostics: readonly Diagnostic[], about: Place): readonly Diagnostic[] {
  return diagnostics.filter(({ at, severity }) => {
    if (severity === 'info') return false;
    if (about.wire !== undefined) return at.wire === about.wire;
    if (at.component === undefined || about.component === undefined) return false;
    if (about.port !== undefined) return at.component === about.component && at.port === about.port;
    if (about.option !== undefined) return at.component === about.component && at.option === about.option;
    return nodeOf(at.component) === about.component || at.component === about.component;
  });
}

/** The worst finding of each option, by the key that it has in the option tree. */
export function diagnosticsByOption(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, Diagnostic> {
  const found = new Map<string, Diagnostic>();
  for (const diagnostic of [...diagnostics].sort(compareDiagnostics)) {
    const { component, option } = diagnostic.at;
    if (component === undefined || option === undefined) continue;
    const key = optionKey(component, option);
    if (!found.has(key)) found.set(key, diagnostic);
  }
  return found;
}
