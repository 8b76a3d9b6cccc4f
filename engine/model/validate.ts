/**
 * What is wrong with composition data, by path. Used on files (`yaml.ts` adds positions) and on what edits make of an
 * open document.
 */
import { parseNetEntry, parsePathEntry } from './backends.ts';
import { FORBIDDEN_KEYS } from './json.ts';
import { compositionSchema, RESERVED_NAMES } from './schema.ts';
import { pathRefusal } from './sourcepath.ts';
import type { Composition } from './types.ts';

export interface Problem {
  readonly code: 'UL0002' | 'UL0003' | 'UL0005' | 'UL0006';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly path: readonly (string | number)[];
  /** Whether the finding is about the key or the value at `path`. */
  readonly about: 'key' | 'value';
}

/** More than this many findings help nobody. */
const MAX_PROBLEMS = 100;
const NAMED = new Set(['components', 'groups']);

type Issue = NonNullable<ReturnType<typeof compositionSchema.safeParse>['error']>['issues'][number];

const spell = (path: readonly (string | number)[]) => (path.length === 0 ? 'the file' : `'${path.join('.')}'`);
const kindOf = (value: unknown) => (value === null ? 'nothing' : Array.isArray(value) ? 'a list' : typeof value);

function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let at = data;
  for (const step of path) at = at instanceof Object && Object.hasOwn(at, step) ? Reflect.get(at, step) : undefined;
  return at;
}

const EXPECTED: Record<string, string> = { object: 'a map', record: 'a map', array: 'a list', string: 'text' };

function shape(issue: Issue, data: unknown, path: readonly (string | number)[]): string {
  const value = valueAt(data, path);
  if (issue.code === 'invalid_type') {
    const expected = EXPECTED[issue.expected] ?? `a ${issue.expected}`;
    return value === undefined
      ? `${spell(path)} is missing`
      : `${spell(path)} must be ${expected}, not ${kindOf(value)}`;
  }
  if (issue.code === 'invalid_value') {
    if (value === undefined) return `${spell(path)} is missing`;
    return `${spell(path)} must be ${issue.values
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}`;
  }
  if (issue.code === 'too_big') return `${spell(path)} is larger than ${issue.maximum}`;
  if (issue.code === 'too_small')
    return issue.origin === 'number' ? `${spell(path)} is smaller than ${issue.minimum}` : `${spell(path)} is empty`;
  if (issue.code === 'invalid_union') return `${spell(path)} must be text, a number, true or false`;
  return `${spell(path)} ${issue.message}`;
}

const weight = (issue: Issue) => (issue.code === 'unrecognized_keys' ? 1 : 0);

function toProblems(issue: Issue, data: unknown): Problem[] {
  const path = issue.path.filter((step): step is string | number => typeof step !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MAX_PROBLEMS).map((key) => ({
      code: 'UL0003',
      severity: 'warning',
      message: `${spell([...path, key])} is not known; it is kept as it is`,
      params: { key },
      path: [...path, key],
      about: 'key',
    }));
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1) ?? '');
    const why = issue.issues[0]?.message ?? 'is not allowed';
    const isName = path.length === 2 && NAMED.has(String(path[0]));
    return [
      {
        code: isName ? 'UL0006' : 'UL0002',
        severity: 'error',
        message: `the name '${key}' in ${spell(path.slice(0, -1))} ${why}`,
        params: { name: key },
        path,
        about: 'key',
      },
    ];
  }
  return [{ code: 'UL0002', severity: 'error', message: shape(issue, data, path), params: {}, path, about: 'value' }];
}

function names(composition: Composition): Problem[] {
  const problems: Problem[] = [];
  const bad = (kind: string, name: string, why: string) =>
    problems.push({
      code: 'UL0006',
      severity: 'error',
      message: `the name '${name}' ${why}`,
      params: { name },
      path: [kind, name],
      about: 'key',
    });
  for (const kind of ['components', 'groups'] as const)
    for (const name of Object.keys(composition[kind]))
      if (RESERVED_NAMES.includes(name)) bad(kind, name, 'is taken: it stands for a part of every composition');
      else if (FORBIDDEN_KEYS.has(name)) bad(kind, name, 'is taken: every object has it');
  for (const name of Object.keys(composition.groups))
    if (Object.hasOwn(composition.components, name)) bad('groups', name, 'is also the name of a component');
  return problems;
}

function paths(composition: Composition): Problem[] {
  const problems: Problem[] = [];
  const check = (file: string, path: readonly (string | number)[]) => {
    const reason = pathRefusal(file);
    if (reason === null) return;
    const message = `the path '${file}' may not leave the composition's folder: ${reason}`;
    problems.push({ code: 'UL0005', severity: 'error', message, params: { file, reason }, path, about: 'value' });
  };
  for (const [name, component] of Object.entries(composition.components))
    for (const [index, file] of (component.sources ?? []).entries())
      check(file, ['components', name, 'sources', index]);
  if (composition.boot.rootfs !== undefined) check(composition.boot.rootfs, ['boot', 'rootfs']);
  for (const key of ['disks', 'shares'] as const)
    for (const [index, text] of (composition.boot[key] ?? []).entries())
      check(parsePathEntry(text)?.path ?? '', ['boot', key, index]);
  for (const [index, text] of (composition.boot.nets ?? []).entries()) {
    const entry = parseNetEntry(text);
    if (entry?.net === 'socket' || entry?.net === 'listen') check(entry.at, ['boot', 'nets', index]);
  }
  return problems;
}

/** The order in which the keys are written. */
export const KEY_ORDER = [
  'uniloom',
  'name',
  'targets',
  'components',
  'wires',
  'groups',
  'defaults',
  'boot',
  'layout',
] as const;

/** What an absent key stands for. */
const DEFAULTS: { readonly [key: string]: unknown } = {
  components: {},
  wires: [],
  groups: {},
  defaults: {},
  boot: {},
  layout: {},
};

/** `data` with absent or empty (`wires:` and nothing after it) optional keys filled in, in the order of `KEY_ORDER`. */
export function withDefaults(data: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
  const filled: { [key: string]: unknown } = {};
  for (const key of KEY_ORDER) {
    const value = data[key] ?? DEFAULTS[key];
    if (value !== undefined) filled[key] = value;
  }
  return { ...filled, ...Object.fromEntries(Object.entries(data).filter(([key]) => !Object.hasOwn(filled, key))) };
}

/**
 * Checks data that came from outside. `composition` is the data itself (unknown keys kept, defaults filled in), or null
 * when there is an error.
 */
export function validate(data: unknown): { composition: Composition | null; problems: readonly Problem[] } {
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
  const filled = isMap ? withDefaults(data as { readonly [key: string]: unknown }) : data;
  const result = compositionSchema.safeParse(filled);
  // Errors first, so that a flood of warnings hides none.
  const issues = (result.error?.issues ?? []).toSorted((left, right) => weight(left) - weight(right));
  const problems = issues.slice(0, MAX_PROBLEMS).flatMap((issue) => toProblems(issue, filled));
  if (problems.every((problem) => problem.severity === 'warning')) {
    // The schema has seen every known key, so names and paths can be read.
    const composition = filled as unknown as Composition;
    problems.push(...[...names(composition), ...paths(composition)].slice(0, MAX_PROBLEMS));
  }
  const valid = problems.every((problem) => problem.severity === 'warning');
  return { composition: valid ? (filled as unknown as Composition) : null, problems };
}
