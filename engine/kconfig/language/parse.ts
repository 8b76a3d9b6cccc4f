/** `parseTree`: a Kconfig tree from its root file. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { Again } from './ahead.ts';
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
  const { shellAhead, ...rest } = options;
  const { shell } = options;
  if (shellAhead === undefined || shell === undefined) return read(new StatementReader(root, rest), root);
  const reader = new StatementReader(root, options);
  try {
    return read(reader, root);
  } catch (error) {
    if (!(error instanceof Again)) throw error;
    return read(new StatementReader(root, { ...rest, shell: reader.ahead?.shellAfter(shell) }), root);
  }
}

function read(reader: StatementReader, root: string): ParsedTree {
  if (!reader.includes.file(root, reader.root))
    reader.report.add('UL0211', 'error', reader.root.at, `there is no file '${root}'`, { path: root });
  reader.ahead?.finish();
  const tree: KconfigTree = {
    title: reader.title,
    root: reader.root,
    symbols: reader.interner.all,
    byName: reader.interner.byName,
    modules: reader.modules,
    dialect: reader.dialect,
    negatesTwice: reader.interner.negatesTwice,
    files: reader.includes.files,
  };
  reviewTree(reader.root, reader.dialect, reader.interner, reader.report);
  return { tree, diagnostics: reader.report.finish(root) };
}
