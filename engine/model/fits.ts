/** Whether edits that were made for one composition mean the same in another: a fix may be older than the last change. */
import { apply, type Edit, EditError, type Path } from './edits.ts';
import { equal } from './json.ts';
import type { Composition } from './types.ts';

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => {
    if (Array.isArray(at)) return typeof step === 'number' ? at[step] : undefined;
    return typeof at === 'object' && at !== null && Object.hasOwn(at, step)
      ? (at as { readonly [key: string]: unknown })[step]
      : undefined;
  }, root);
}

/** Whether what each edit says that it replaces is what is there when its turn comes. What is inserted may be anywhere. */
export function fits(composition: Composition, edits: readonly Edit[]): boolean {
  let now = composition;
  try {
    for (const edit of edits) {
      const path = edit.op === 'put' ? edit.path : [...edit.path, edit.index];
      if (edit.op !== 'insert' && !equal(valueAt(now, path), edit.before)) return false;
      now = apply(now, [edit]);
    }
    return true;
  } catch (error) {
    if (error instanceof EditError) return false;
    throw error;
  }
}
