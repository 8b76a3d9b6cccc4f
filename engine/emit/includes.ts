/** Copies sources with the files that they include, found by following `#include` lines within the trees they are in. */
import type { EmitInput, EmittedFile, SourceId } from './types.ts';

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

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>|([A-Za-z_]\w*))/gm;

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
    for (const [, quoted, angled, name] of text.matchAll(INCLUDE)) {
      if (name === undefined) include(tree, path, quoted, angled);
      else named.push({ tree, path, name });
    }
    return emitted;
  };

  const include = (tree: Tree, path: string, quoted: string | undefined, angled: string | undefined): void => {
    const wanted = quoted ?? angled ?? '';
    if (wanted.startsWith('/')) return;
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
    // What is found may define and include by name as well.
    let before = -1;
    while (named.length > 0 && before !== seen.size) {
      before = seen.size;
      for (const { tree, path, name } of [...named]) {
        const define = new RegExp(`^[ \\t]*#[ \\t]*define[ \\t]+${name}[ \\t]+(?:"([^"\\n]+)"|<([^>\\n]+)>)`, 'gm');
        const found = texts.flatMap((text) => [...text.matchAll(define)]);
        for (const [, quoted, angled] of found) include(tree, path, quoted, angled);
      }
    }
  };
  return { copy, copyNamed, texts };
}
