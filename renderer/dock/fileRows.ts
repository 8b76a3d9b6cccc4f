/** The files panel's tree, and which file a place means. */
import type { Diagnostic } from '../../engine/check/types.ts';
import type { FileInfo } from '../../engine/contract.ts';

export interface TreeFile {
  readonly type: 'file';
  readonly name: string;
  readonly file: FileInfo;
}

export interface TreeFolder {
  readonly type: 'folder';
  readonly name: string;
  /** Unique in the tree: `emitted:include`. */
  readonly key: string;
  readonly children: readonly TreeNode[];
}

export type TreeNode = TreeFile | TreeFolder;

export const FILE_KINDS = ['source', 'emitted', 'catalog'] as const;

interface Building {
  readonly folders: Map<string, Building>;
  readonly files: TreeFile[];
}

const building = (): Building => ({ folders: new Map(), files: [] });

/** A chain of folders with nothing else in them shows as one: `memory/tlsf/src`. */
function finish(node: Building, key: string): TreeNode[] {
  const folders = [...node.folders].map(([name, inner]): TreeFolder => {
    let label = name;
    let at = inner;
    while (at.files.length === 0 && at.folders.size === 1) {
      const [[next, deeper] = []] = at.folders;
      if (next === undefined || deeper === undefined) break;
      label = `${label}/${next}`;
      at = deeper;
    }
    return { type: 'folder', name: label, key: `${key}/${label}`, children: finish(at, `${key}/${label}`) };
  });
  const byName = (a: TreeNode, b: TreeNode) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return [...folders.sort(byName), ...[...node.files].sort(byName)];
}

/** One folder per kind, in the order sources, emitted, catalog; kinds without files are left out. */
export function fileTree(files: readonly FileInfo[]): { kind: FileInfo['kind']; children: TreeNode[] }[] {
  return FILE_KINDS.flatMap((kind) => {
    const own = files.filter((file) => file.kind === kind);
    if (own.length === 0) return [];
    const root = building();
    for (const file of own) {
      const parts = file.label.split('/').filter((part) => part !== '');
      const name = parts.pop() ?? file.label;
      let at = root;
      for (const part of parts) {
        const next = at.folders.get(part) ?? building();
        at.folders.set(part, next);
        at = next;
      }
      at.files.push({ type: 'file', name, file });
    }
    return [{ kind, children: finish(root, kind) }];
  });
}

const relative = (id: string): string => id.slice(id.indexOf(':') + 1);

/**
 * The file that a request or a diagnostic means: by id, by label, by its path without the kind, or (compilers name
 * files from their own folder) the only one whose path ends in it. Undefined when none or several fit.
 */
export function findFile(files: readonly FileInfo[], wanted: string): FileInfo | undefined {
  const exact =
    files.find((file) => file.id === wanted) ??
    files.find((file) => file.label === wanted) ??
    files.find((file) => relative(file.id) === wanted);
  if (exact !== undefined) return exact;
  const clean = wanted.replace(/^(\.\.?\/)+/, '');
  const ending = files.filter((file) => relative(file.id) === clean || relative(file.id).endsWith(`/${clean}`));
  return ending.length === 1 ? ending[0] : undefined;
}

export interface Marker {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly diagnostic: Diagnostic;
}

/** Squiggles per file id; findings without a file or a line have none. */
export function markersByFile(files: readonly FileInfo[], diagnostics: readonly Diagnostic[]): Map<string, Marker[]> {
  const out = new Map<string, Marker[]>();
  for (const diagnostic of diagnostics) {
    const { file: path, line, column } = diagnostic.at;
    if (path === undefined || line === undefined) continue;
    const file = findFile(files, path);
    if (file === undefined) continue;
    const marker = { severity: diagnostic.severity, code: diagnostic.code, line, column: column ?? 1, diagnostic };
    out.set(file.id, [...(out.get(file.id) ?? []), marker]);
  }
  return out;
}

export type TreeRow =
  | {
      readonly type: 'kind';
      readonly key: FileInfo['kind'];
      readonly level: 1;
      readonly open: boolean;
      readonly count: number;
    }
  | {
      readonly type: 'folder';
      readonly key: string;
      readonly level: number;
      readonly open: boolean;
      readonly name: string;
    }
  | {
      readonly type: 'file';
      readonly key: string;
      readonly level: number;
      readonly name: string;
      readonly file: FileInfo;
    };

/**
 * The tree as the rows that are visible, folded where `open` says no to a row's key; while a filter is set everything
 * that matches (part of the label, in any case) is visible and nothing is folded.
 */
export function treeRows(files: readonly FileInfo[], open: (key: string) => boolean, filter: string): TreeRow[] {
  const needle = filter.trim().toLowerCase();
  const matching = needle === '' ? files : files.filter((file) => file.label.toLowerCase().includes(needle));
  const isOpen = (key: string) => needle !== '' || open(key);
  const rows: TreeRow[] = [];
  const walk = (nodes: readonly TreeNode[], level: number) => {
    for (const node of nodes) {
      if (node.type === 'file') {
        rows.push({ type: 'file', key: node.file.id, level, name: node.name, file: node.file });
        continue;
      }
      rows.push({ type: 'folder', key: node.key, level, open: isOpen(node.key), name: node.name });
      if (isOpen(node.key)) walk(node.children, level + 1);
    }
  };
  for (const { kind, children } of fileTree(matching)) {
    const count = matching.filter((file) => file.kind === kind).length;
    rows.push({ type: 'kind', key: kind, level: 1, open: isOpen(kind), count });
    if (isOpen(kind)) walk(children, 2);
  }
  return rows;
}

/** What is open at first: sources wholly, the generated files' top; the rest on demand, since there may be hundreds. */
export const openAtFirst = (key: string): boolean => key === 'source' || key.startsWith('source/') || key === 'emitted';

/** Keys of the rows that must be open for `id` to be visible. */
export function ancestors(files: readonly FileInfo[], id: string): string[] {
  const rows = treeRows(files, () => true, '');
  const at = rows.findIndex((row) => row.key === id);
  const keys: string[] = [];
  let level = rows[at]?.level ?? 0;
  for (const row of rows.slice(0, Math.max(at, 0)).reverse()) {
    if (row.level >= level) continue;
    keys.push(row.key);
    level = row.level;
  }
  return keys;
}
