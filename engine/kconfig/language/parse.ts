/** `parseTree`: a Kconfig tree from its root file. */
import type { Diagnostic } from '../../model/diagnostic.ts';
import { Again } from './ahead.ts';
import type { ParseOptions } from './options.ts';
import { Review, reviewSymbols } from './review.ts';
import { StatementReader } from './statements.ts';
import type { Expression, KconfigTree, KSymbol, SymbolType } from './tree.ts';

export interface ParsedTree {
  readonly tree: KconfigTree;
  /** Each with the file, line and column that it is about. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the tree whose first file is `root`. Never throws; the tree holds what could be read. */
export function parseTree(root: string, options: ParseOptions): ParsedTree {
  const { shellAhead, ...rest } = options;
  const { shell } = options;
  if (shellAhead === undefined || shell === undefined) return read(new StatementReader(root, rest), root, options);
  const reader = new StatementReader(root, options);
  try {
    return read(reader, root, options);
  } catch (error) {
    if (!(error instanceof Again)) throw error;
    return read(new StatementReader(root, { ...rest, shell: reader.ahead?.shellAfter(shell) }), root, options);
  }
}

function read(reader: StatementReader, root: string, { meanwhile }: ParseOptions): ParsedTree {
  if (!reader.includes.file(root, reader.root))
    reader.report.add('UL0211', 'error', reader.root.at, `there is no file '${root}'`, { path: root });
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
  reviewTree(reader, (owed) => {
    meanwhile?.(tree, owed);
  });
  return { tree, diagnostics: reader.report.finish(root) };
}

/** Reports what is wrong with the tree as a whole; what can be told before that is, while commands are waited for. */
function reviewTree(
  { root, dialect, interner, report, ahead }: StatementReader,
  meanwhile: (owed: readonly Expression[]) => void,
): void {
  const owes = ahead === undefined || ahead.count === 0 ? () => false : (value: Expression) => ahead.isOwed(value);
  const review = new Review(report, interner, dialect, owes);
  const mark = report.mark();
  ahead?.look();
  review.children(root.children);
  const { untyped } = review;
  let types: readonly SymbolType[] = [];
  if (ahead !== undefined) {
    if (ahead.count === review.values) {
      meanwhile(ahead.expressions);
      // What is left to be told is of the tree as it was written.
      types = untyped.map(({ type }) => type);
      for (const symbol of untyped) symbol.type = 'unknown';
    }
    ahead.finish();
    const before = report.count;
    for (const entry of review.owed) review.config(entry);
    if (report.count !== before) {
      // Each finding has its place among the others.
      report.back(mark);
      new Review(report, interner, dialect, () => false).children(root.children);
    }
  }
  reviewSymbols(interner, report);
  types.forEach((type, at) => {
    (untyped[at] as KSymbol).type = type;
  });
}
