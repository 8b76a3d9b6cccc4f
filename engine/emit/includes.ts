/** Copies sources with the files that they include, found by following `#include` lines within the trees they are in. */
import { EmitError, type EmitInput, type EmittedFile, type SourceId } from './types.ts';

export const dirname = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
export const join = (dir: string, path: string) => (dir === '' ? path : `${dir}/${path}`);

/** Resolves `.` and `..`; undefined when the path would leave its root. */
export function normal(path: string): string | undefined {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..') {
      if (steps.pop() === undefined) return undefined;
    } else steps.push(step);
  }
  return steps.join('/');
}

/** A tree that sources are copied from, and where its copies go. */
export interface Tree {
  readonly prefix: 'catalog:' | 'source:' | 'archive:';
  /** Folder of the tree below the prefix, '' for its top. */
  readonly root: string;
  readonly emitted: string;
  /** Folder of its objects below the component's, '' for that one itself. */
  readonly objects: string;
}

/** A folder that `#include` looks into. */
export interface Searched {
  readonly tree: Tree;
  readonly dir: string;
}

export interface Copier {
  /** Copies a file and what it includes; answers with its emitted path, undefined where there is none. */
  readonly copy: (tree: Tree, path: string) => string | undefined;
  /** After all: copies what is included by a macro's name, whatever the definitions of that are. */
  readonly copyNamed: () => void;
  /** Texts of the C files and headers that were copied. */
  readonly texts: readonly string[];
}

/** Different `#include` lines of one component; each may be looked for in many folders. */
const MOST_INCLUDES = 20_000;
/** Headers that include one another; compilers take fewer. */
const DEEPEST = 1000;

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>|([A-Za-z_]\w*))/gm;

const tooMany = (file: string, what: string) => new EmitError('UL0008', `${file}: more than ${what}`, { file });

/** A macro that is the name of a header. */
const DEFINED = /^[ \t]*#[ \t]*define[ \t]+([A-Za-z_]\w*)[ \t]+("[^"\n]+"|<[^>\n]+>)/gm;

/** @param files, origins what was copied is put here */
export function createCopier(
  readSource: EmitInput['readSource'],
  searched: readonly Searched[],
  files: Map<string, EmittedFile>,
  origins: Map<string, SourceId>,
): Copier {
  const texts: string[] = [];
  const named: { readonly tree: Tree; readonly path: string; readonly name: string }[] = [];
  const seen = new Set<string>();
  const asked = new Set<string>();
  let depth = 0;

  const copy = (tree: Tree, path: string): string | undefined => {
    const id: SourceId = `${tree.prefix}${join(tree.root, path)}`;
    const text = readSource(id);
    if (text === undefined) return undefined;
    const emitted = join(tree.emitted, path);
    if (seen.has(emitted)) return emitted;
    seen.add(emitted);
    files.set(emitted, { path: emitted, text });
    origins.set(emitted, id);
    if (!path.endsWith('.S')) texts.push(text);
    depth += 1;
    if (depth > DEEPEST) throw tooMany(path, `${DEEPEST} files that include one another`);
    for (const [, quoted, angled, name] of text.matchAll(INCLUDE)) {
      if (name === undefined) include(tree, path, quoted, angled);
      else named.push({ tree, path, name });
    }
    depth -= 1;
    return emitted;
  };

  const include = (tree: Tree, path: string, quoted: string | undefined, angled: string | undefined): void => {
    const wanted = quoted ?? angled ?? '';
    const from = `${tree.emitted}/${dirname(path)}`;
    const key = quoted === undefined ? `<${wanted}` : `${from}"${wanted}`;
    if (wanted.startsWith('/') || asked.has(key)) return;
    asked.add(key);
    if (asked.size > MOST_INCLUDES) throw tooMany(path, `${MOST_INCLUDES} includes`);
    if (quoted !== undefined) {
      const beside = normal(join(dirname(path), wanted));
      if (beside !== undefined && copy(tree, beside) !== undefined) return;
    }
    for (const { tree: other, dir } of searched) {
      const found = normal(join(dir, wanted));
      if (found !== undefined && copy(other, found) !== undefined) return;
    }
  };

  const copyNamed = (): void => {
    const defined = new Map<string, Set<string>>();
    let read = 0;
    // What is found may define and include by name as well.
    for (let before = -1; named.length > 0 && before !== seen.size; ) {
      before = seen.size;
      for (; read < texts.length; read += 1)
        for (const [, name = '', header = ''] of (texts[read] ?? '').matchAll(DEFINED))
          defined.set(name, (defined.get(name) ?? new Set()).add(header));
      for (const { tree, path, name } of [...named])
        for (const header of defined.get(name) ?? []) {
          const inner = header.slice(1, -1);
          if (header.startsWith('"')) include(tree, path, inner, undefined);
          else include(tree, path, undefined, inner);
        }
    }
  };
  return { copy, copyNamed, texts };
}
