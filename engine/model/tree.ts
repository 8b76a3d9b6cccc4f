/**
 * YAML nodes → plain JSON data, within limits. The library's own `toJS` throws on hostile documents, compares keys in
 * quadratic time and knows no depth; this walk reports instead, with the node at fault.
 */
import { type Document, isAlias, isCollection, isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import { FORBIDDEN_KEYS, MAX_DEPTH } from './json.ts';
import type { Json } from './types.ts';

/** Values that a document may expand to, aliases included. */
export const MAX_VALUES = 500_000;

/** Maps whose keys are names that people choose. */
const NAMED = new Set<string | number | undefined>(['components', 'groups']);

export interface TreeProblem {
  readonly code: 'UL0001' | 'UL0002' | 'UL0006';
  readonly message: string;
  /** Offset in the text, when it is known. */
  readonly offset: number | undefined;
  readonly path: readonly (string | number)[];
}

interface Anchored {
  readonly value: Json;
  /** Values in it, aliases expanded. */
  readonly count: number;
}

class Abort extends Error {}

class Walk {
  readonly problems: TreeProblem[] = [];
  private count = 0;
  /** Absent: not seen yet; null: being read. */
  private readonly anchors = new Map<string, Anchored | null>();
  private readonly path: (string | number)[] = [];

  value(node: unknown): Json {
    this.spend(1, node);
    if (node === null || node === undefined) return null;
    if (isAlias(node)) return this.alias(node.source, node);
    const anchor = (isScalar(node) || isCollection(node)) && node.anchor ? node.anchor : undefined;
    if (anchor === undefined) return this.plain(node);
    const before = this.count;
    this.anchors.set(anchor, null);
    const value = this.plain(node);
    this.anchors.set(anchor, { value, count: this.count - before });
    return value;
  }

  private spend(amount: number, node: unknown): void {
    this.count += amount;
    if (this.count <= MAX_VALUES) return;
    this.report('UL0001', `the file expands to more than ${MAX_VALUES} values`, node);
    throw new Abort();
  }

  private report(code: TreeProblem['code'], message: string, node: unknown): void {
    const range = node instanceof Object && 'range' in node ? (node as Node).range : undefined;
    if (this.problems.length < 100) this.problems.push({ code, message, offset: range?.[0], path: [...this.path] });
  }

  private alias(source: string, node: unknown): Json {
    const found = this.anchors.get(source);
    if (found) {
      this.spend(found.count, node);
      return found.value;
    }
    const why = found === null ? 'stands inside what it names' : 'names an anchor that does not exist before it';
    this.report('UL0001', `the alias *${source} ${why}`, node);
    return null;
  }

  private plain(node: unknown): Json {
    if (isScalar(node)) return this.scalar(node.value, node);
    if (this.path.length >= MAX_DEPTH) {
      this.report('UL0001', `the file is nested deeper than ${MAX_DEPTH} levels`, node);
      throw new Abort();
    }
    if (isSeq(node))
      return node.items.map((item, index) => {
        if (isPair(item)) {
          this.report('UL0002', 'a list has no keys', item.key);
          return null;
        }
        return this.inside(index, () => this.value(item));
      });
    if (isMap(node)) return this.map(node.items);
    this.report('UL0002', 'a value of this kind is not allowed', node);
    return null;
  }

  private map(items: readonly { key: unknown; value: unknown }[]): Json {
    const entries = new Map<string, Json>();
    for (const { key, value } of items) {
      const name = isScalar(key) ? key.value : key;
      if (typeof name !== 'string') this.report('UL0002', 'a key must be plain text', key);
      else if (FORBIDDEN_KEYS.has(name)) {
        const isName = this.path.length === 1 && NAMED.has(this.path[0]);
        if (isName) this.report('UL0006', `the name '${name}' is taken: every object has it`, key);
        else this.report('UL0002', `'${name}' is not allowed as a key`, key);
      } else if (entries.has(name)) this.report('UL0001', `the key '${name}' is there twice`, key);
      else
        entries.set(
          name,
          this.inside(name, () => this.value(value)),
        );
    }
    return Object.fromEntries(entries);
  }

  private inside(key: string | number, read: () => Json): Json {
    this.path.push(key);
    const value = read();
    this.path.pop();
    return value;
  }

  private scalar(value: unknown, node: unknown): Json {
    if (value === null || value === undefined) return null;
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    // -0 is not kept by JSON, so it would not survive the journal.
    if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
    this.report('UL0002', 'the value must be text, a finite number, true, false or null', node);
    return null;
  }
}

/** The document's data and what is wrong with it. Data is null when nothing could be read. Never throws. */
export function toData(document: Document): { data: Json; problems: readonly TreeProblem[] } {
  const walk = new Walk();
  try {
    return { data: walk.value(document.contents), problems: walk.problems };
  } catch (error) {
    if (error instanceof Abort) return { data: null, problems: walk.problems };
    throw error;
  }
}

/** The node's offset in the text for a path: of the key where `key` is asked for and there is one, else of the value. */
export function offsetOf(
  document: Document,
  path: readonly (string | number)[],
  want: 'key' | 'value',
): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined = (node as Node | null)?.range?.[0];
  for (const [at, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find((item) => (isScalar(item.key) ? item.key.value : item.key) === step);
      if (!pair) return offset;
      const keyOffset = (pair.key as Node | null)?.range?.[0];
      node = pair.value;
      const valueOffset = (node as Node | null)?.range?.[0];
      offset = (want === 'key' && at === path.length - 1 ? keyOffset : (valueOffset ?? keyOffset)) ?? offset;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = (node as Node | null)?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
