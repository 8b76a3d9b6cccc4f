/**
 * Makes a YAML document say what plain data says, changing no more nodes than needed: comments, quotes and flow style
 * of what stays are kept. Working from the difference, not from the edits, means that what was undone leaves no trace.
 */
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { equal } from './json.ts';
import { style } from './layout-style.ts';
import type { Json } from './types.ts';

type Data = { readonly [key: string]: Json };
type Path = readonly (string | number)[];

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: Json | undefined) =>
  Array.isArray(value) ? value.length === 0 : isData(value) && Object.keys(value).length === 0;

/** Replaces every alias by a copy of what it names: a change at one place must not show at another. */
export function expandAliases(document: Document): void {
  const anchors = new Map<string, Node>();
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node)) {
        if ((isScalar(node) || isCollection(node)) && node.anchor) anchors.set(node.anchor, node);
        return undefined;
      }
      const copy = anchors.get(node.source)?.clone() as Node | undefined;
      return copy ?? new Scalar(null);
    },
  });
  visit(document, {
    Node(_key, node) {
      if ((isScalar(node) || isCollection(node)) && node.anchor) delete node.anchor;
    },
  });
}

/** Whether the collections in `collection` are written in flow style, as far as there is a habit to follow. */
function habit(collection: YAMLMap | YAMLSeq): boolean | undefined {
  for (const item of collection.items) {
    const value = isMap(collection) ? (item as Pair).value : item;
    if (isCollection(value) && value.items.length > 0) return value.flow === true;
  }
  return undefined;
}

function create(document: Document, value: Json, path: Path, flow?: boolean): Node {
  const node = document.createNode(value) as Node;
  style(node, path, flow);
  return node;
}

function setScalar(node: Scalar, value: boolean | number | string | null): void {
  if (typeof node.value !== typeof value) delete node.type;
  node.value = value;
  delete node.source;
  delete node.format;
  delete node.minFractionDigits;
  delete node.tag;
}

function reconcileValue(document: Document, node: unknown, before: Json, after: Json, path: Path): unknown {
  if (equal(before, after)) return node;
  if (isMap(node) && isData(before) && isData(after)) {
    reconcileMap(document, node, before, after, path);
    return node;
  }
  if (isSeq(node) && Array.isArray(before) && Array.isArray(after)) {
    reconcileSeq(document, node, before, after, path);
    return node;
  }
  if (isScalar(node) && (after === null || typeof after !== 'object')) {
    setScalar(node, after);
    return node;
  }
  const made = create(document, after, path);
  if (node instanceof Object && 'commentBefore' in node) made.commentBefore = (node as Node).commentBefore;
  if (node instanceof Object && 'comment' in node && isScalar(node) && isScalar(made)) made.comment = node.comment;
  return made;
}

/** Sections that stay when they become empty: a composition without them looks broken. */
const ALWAYS: ReadonlySet<string> = new Set(['components', 'wires']);

/** An empty flow collection that gets its first item takes the style that its place has. */
function wake(collection: YAMLMap | YAMLSeq, path: Path, value: Json): void {
  if (collection.items.length > 0) return;
  const model = Array.isArray(value) ? new YAMLSeq() : new YAMLMap();
  style(model, path);
  if (!model.flow) collection.flow = false;
}

const keyOf = (pair: Pair) => String(isScalar(pair.key) ? pair.key.value : pair.key);

/** Keys that are new under a name but say what a key that is gone said: it was renamed. */
function renames(before: Data, after: Data): Map<string, string> {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const found = new Map<string, string>();
  for (const key of Object.keys(after)) {
    if (Object.hasOwn(before, key)) continue;
    const old = gone.findIndex((candidate) => equal(before[candidate], after[key]));
    if (old >= 0) found.set(gone.splice(old, 1)[0] as string, key);
  }
  return found;
}

function reconcileMap(document: Document, map: YAMLMap, before: Data, after: Data, path: Path): void {
  wake(map, path, after);
  const flow = habit(map);
  const isRoot = path.length === 0;
  const renamed = renames(before, after);
  const kept: Pair[] = [];
  const pairs = new Map<string, Pair>();
  for (const pair of map.items as Pair[]) {
    const old = keyOf(pair);
    const key = renamed.get(old) ?? old;
    const value = after[key];
    if (value === undefined) continue;
    // A section that became empty goes; one that was written empty stays.
    if (isRoot && !ALWAYS.has(key) && isEmpty(value) && !isEmpty(before[old]) && before[old] !== null) continue;
    if (key !== old) {
      if (isScalar(pair.key)) setScalar(pair.key, key);
      else pair.key = new Scalar(key);
    }
    if (!(isRoot && isEmpty(value) && before[old] === null))
      pair.value = reconcileValue(document, pair.value, before[old] ?? null, value, [...path, key]);
    kept.push(pair);
    pairs.set(key, pair);
  }
  let previous: Pair | undefined;
  for (const [key, value] of Object.entries(after)) {
    let pair = pairs.get(key);
    if (pair === undefined) {
      if (isRoot && isEmpty(value)) continue;
      pair = new Pair(new Scalar(key), create(document, value, [...path, key], flow));
      kept.splice(previous === undefined ? 0 : kept.indexOf(previous) + 1, 0, pair);
    }
    previous = pair;
  }
  map.items = isRoot ? kept : inOrder(kept, Object.keys(before), Object.keys(after));
}

/** The pairs as `after` has them, where what both have stands in another order than before. */
function inOrder(pairs: Pair[], before: readonly string[], after: readonly string[]): Pair[] {
  const place = new Map(after.map((key, index) => [key, index]));
  const common = before.flatMap((key) => place.get(key) ?? []);
  if (common.every((at, index) => index === 0 || at > (common[index - 1] ?? -1))) return pairs;
  return pairs.toSorted((left, right) => (place.get(keyOf(left)) ?? 0) - (place.get(keyOf(right)) ?? 0));
}

/** Index pairs of a longest common subsequence; none where the lists are too long to compare all with all. */
function matches(left: readonly string[], right: readonly string[]): [number, number][] {
  if (left.length * right.length > 4_000_000) return [];
  const width = right.length + 1;
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: [number, number][] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) found.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return found;
}

function reconcileSeq(
  document: Document,
  seq: YAMLSeq,
  before: readonly Json[],
  after: readonly Json[],
  path: Path,
): void {
  wake(seq, path, after);
  const flow = habit(seq);
  const [left, right] = [before, after].map((list) => list.map((item) => JSON.stringify(item))) as [string[], string[]];
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start += 1;
  let end = 0;
  const room = Math.min(left.length, right.length) - start;
  while (end < room && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const middle = matches(left.slice(start, left.length - end), right.slice(start, right.length - end));
  const anchors = middle.map(([i, j]): [number, number] => [i + start, j + start]);
  const items: unknown[] = seq.items.slice(0, start);
  let [i, j] = [start, start];
  for (const [nextI, nextJ] of [...anchors, [left.length - end, right.length - end] as [number, number]]) {
    // What stands between two equal items was changed in place, as far as both sides have some.
    for (; j < nextJ; j += 1, i += 1) {
      const value = after[j] as Json;
      const old = i < nextI ? before[i] : undefined;
      const item = [...path, j];
      items.push(
        old === undefined
          ? create(document, value, item, flow)
          : reconcileValue(document, seq.items[i], old, value, item),
      );
    }
    if (nextI < left.length - end) items.push(seq.items[nextI]);
    [i, j] = [nextI + 1, nextJ + 1];
  }
  items.push(...seq.items.slice(left.length - end));
  seq.items = items;
}

/**
 * Changes `document`, which says `before`, so that it says `after`. Top-level keys that are empty in `after` and absent
 * in the document stay absent.
 */
export function reconcile(document: Document, before: Json, after: Json): void {
  document.contents = reconcileValue(document, document.contents, before, after, []) as typeof document.contents;
}
