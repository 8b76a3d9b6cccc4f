/**
 * Edits: the only way to change a composition.
 *
 * An edit is data and carries what it replaces, so that its inverse needs no document. The same type is used by the
 * canvas, undo, fixes, completion, import, the CLI and the draft journal, and it applies to the YAML document as well
 * (`yaml.ts`), which keeps the comments around what it does not touch.
 */
import { FORBIDDEN_KEYS } from './json.ts';
import type { Composition, Json } from './types.ts';

export type Path = readonly (string | number)[];

/** Sets (or, with `value` absent, deletes) the value of a map's key. `before` absent: the key was not there. */
export interface PutEdit {
  readonly op: 'put';
  readonly path: Path;
  readonly value?: Json;
  readonly before?: Json;
  /** Where among the map's keys the key stands (for an inverse that restores the order); at the end when absent. */
  readonly index?: number;
}

/** Inserts `value` into the list at `path`, before the item at `index`. */
export interface InsertEdit {
  readonly op: 'insert';
  readonly path: Path;
  readonly index: number;
  readonly value: Json;
}

/** Removes the item at `index` of the list at `path`; `before` is that item. */
export interface RemoveEdit {
  readonly op: 'remove';
  readonly path: Path;
  readonly index: number;
  readonly before: Json;
}

export type Edit = PutEdit | InsertEdit | RemoveEdit;

/** A list of edits that belong together: one step of undo, with the label the Edit menu shows. */
export interface Change {
  readonly label: string;
  readonly edits: readonly Edit[];
}

export class EditError extends Error {
  override name = 'EditError';
}

type Container = { [key: string]: Json } | Json[];

const isMap = (value: unknown): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy of `map` with `key` set; a new key goes to position `index`, or to the end. */
function withKey(map: { [key: string]: Json }, key: string, value: Json, index?: number): { [key: string]: Json } {
  if (Object.hasOwn(map, key) || index === undefined) return { ...map, [key]: value };
  const entries = Object.entries(map);
  entries.splice(Math.min(index, entries.length), 0, [key, value]);
  return Object.fromEntries(entries);
}

function withoutKey(map: { [key: string]: Json }, key: string): { [key: string]: Json } {
  const { [key]: _gone, ...rest } = map;
  return rest;
}

/** Rebuilds the spine of `root` along `path`, replacing the container there by `change(container)`. */
function update(root: Json, path: Path, create: boolean, change: (at: Container) => Container): Json {
  const [head, ...rest] = path;
  if (head === undefined) {
    if (!isMap(root) && !Array.isArray(root)) throw new EditError('the edit addresses a value that holds no others');
    return change(root as Container) as Json;
  }
  if (typeof head === 'string' && FORBIDDEN_KEYS.has(head)) throw new EditError(`'${head}' is not a key`);
  if (Array.isArray(root)) {
    const item = typeof head === 'number' ? root[head] : undefined;
    if (item === undefined) throw new EditError(`there is no item ${String(head)} in the list`);
    const copy = root.slice();
    copy[head as number] = update(item, rest, create, change);
    return copy;
  }
  if (!isMap(root)) throw new EditError(`'${String(head)}' is asked of a value that holds no others`);
  const key = String(head);
  const inner = Object.hasOwn(root, key) ? root[key] : undefined;
  if (inner === undefined && !create) throw new EditError(`there is no '${key}'`);
  return withKey(root, key, update(inner ?? {}, rest, create, change));
}

function applyOne(root: Json, edit: Edit): Json {
  if (edit.op === 'put') {
    const key = edit.path.at(-1);
    if (key === undefined) throw new EditError('an edit needs a path');
    if (FORBIDDEN_KEYS.has(String(key))) throw new EditError(`'${key}' is not a key`);
    return update(root, edit.path.slice(0, -1), edit.value !== undefined, (at) => {
      if (Array.isArray(at)) {
        if (typeof key !== 'number' || key < 0 || key >= at.length || edit.value === undefined)
          throw new EditError(`a list has no key '${key}'`);
        return at.with(key, edit.value);
      }
      return edit.value === undefined ? withoutKey(at, String(key)) : withKey(at, String(key), edit.value, edit.index);
    });
  }
  return update(root, edit.path, edit.op === 'insert', (at) => {
    // An absent list is created empty by `update` as a map; an insert into it makes it a list.
    const list = Array.isArray(at) ? at.slice() : Object.keys(at).length === 0 ? [] : undefined;
    if (list === undefined) throw new EditError(`'${edit.path.join('.')}' is not a list`);
    if (edit.op === 'insert') {
      if (edit.index < 0 || edit.index > list.length) throw new EditError(`the list has no place ${edit.index}`);
      list.splice(edit.index, 0, edit.value);
    } else {
      if (edit.index < 0 || edit.index >= list.length) throw new EditError(`the list has no item ${edit.index}`);
      list.splice(edit.index, 1);
    }
    return list;
  });
}

/**
 * The composition after `edits`, in order. Pure; unchanged parts are shared with the input.
 * @throws EditError where an edit does not fit the document (nothing is applied then).
 */
export function apply(composition: Composition, edits: readonly Edit[]): Composition {
  return edits.reduce<Json>(applyOne, composition as unknown as Json) as unknown as Composition;
}

function invertOne(edit: Edit): Edit {
  switch (edit.op) {
    case 'put':
      return {
        op: 'put',
        path: edit.path,
        ...(edit.before === undefined ? {} : { value: edit.before }),
        ...(edit.value === undefined ? {} : { before: edit.value }),
        ...(edit.index === undefined ? {} : { index: edit.index }),
      };
    case 'insert':
      return { op: 'remove', path: edit.path, index: edit.index, before: edit.value };
    case 'remove':
      return { op: 'insert', path: edit.path, index: edit.index, value: edit.before };
  }
}

/** The edits that undo `edits`. */
export function invert(edits: readonly Edit[]): Edit[] {
  return edits.map(invertOne).reverse();
}
