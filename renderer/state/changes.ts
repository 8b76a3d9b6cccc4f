/** Several commands as one undo step. */
import { apply, type Change, type Edit } from '../../engine/model/edits.ts';
import type { Composition } from '../../engine/model/types.ts';

/** Runs each command on what the ones before it left, and answers with all their edits under one label. */
export function chain(
  composition: Composition,
  label: string | null,
  commands: readonly ((composition: Composition) => Change)[],
): Change {
  let at = composition;
  let first = '';
  const edits: Edit[] = [];
  for (const command of commands) {
    const change = command(at);
    if (first === '') first = change.label;
    edits.push(...change.edits);
    at = apply(at, change.edits);
  }
  return { label: label ?? first, edits };
}
