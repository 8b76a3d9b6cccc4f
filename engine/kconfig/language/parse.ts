/** `parseTree`: a Kconfig tree from its root file. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ParseOptions } from './options.ts';
import { reviewTree } from './review.ts';
import { StatementReader } from './statements.ts';
import type { KconfigTree } from './tree.ts';

export interface ParsedTree {
  readonly tree: KconfigTree;
  /** Each with the file, line and column that it is about. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the tree whose first file is `root`. Never throws; the tree holds what could be read. */
export function parseTree(root: string, options: ParseOptions): ParsedTree {
  const reader = new StatementReader(root, options);
  if (!reader.includes.file(root, reader.root))
    reader.report.add('UL0211', 'error', reader.root.at, `there is no file '${root}'`, { path: root });
  const tree: KconfigTree = {
    title: reader.title,
    root: reader.root,
    symbols: reader.interner.all,
    byName: reader.interner.byName,
    modules: reader.modules,
    dialect: reader.dialect,
    files: reader.includes.files,
  };
  reviewTree(reader.root, reader.dialect, reader.interner, reader.report);
  return { tree, diagnostics: reader.report.finish(root) };
}
