/** What ends a menu, choice or if, and what is told where ends do not match: each file balances in itself. */
import type { Report } from './report.ts';
import { K_ENDCHOICE, K_ENDIF, K_ENDMENU } from './tokens.ts';
import type { ChoiceEntry, Container, IfEntry, MenuEntry, Position } from './tree.ts';

export type Block = ChoiceEntry | MenuEntry | IfEntry;

/** What a keyword ends. */
export const KIND_OF_END: ReadonlyMap<number, Block['kind']> = new Map([
  [K_ENDMENU, 'menu'],
  [K_ENDIF, 'if'],
  [K_ENDCHOICE, 'choice'],
]);

/** Ends the innermost block of this kind, and with it those in it that have no end; gives how many were ended. */
export function endBlock(open: Block[], base: Container, kind: Block['kind'], at: Position, report: Report): number {
  const matches = open.findLastIndex((block) => block.kind === kind);
  if (matches < 0) {
    const inner = open.at(-1) ?? base;
    const where = inner.kind === 'root' ? '' : `; the open ${inner.kind} began at ${inner.at.file}:${inner.at.line}`;
    report.add('UL0215', 'error', at, `'end${kind}' ends nothing: no ${kind} was begun in this file${where}`, { kind });
    return 0;
  }
  const ended = open.splice(matches);
  for (const block of ended.slice(1)) {
    const reason = `this ${block.kind} has no 'end${block.kind}' before the 'end${kind}' in line ${at.line}`;
    report.add('UL0215', 'error', block.at, reason, { kind: block.kind });
  }
  return ended.length;
}

/** The file ends, and these are still open. */
export function reportOpen(open: readonly Block[], report: Report): void {
  for (const block of open.toReversed()) {
    const reason = `this ${block.kind} has no 'end${block.kind}' in this file`;
    report.add('UL0215', 'error', block.at, reason, { kind: block.kind });
  }
}
