/**
 * Composition → text. A file that was read keeps its comments and its spelling: sections that did not change are
 * copied, changed ones are written from the YAML document. New compositions are written in one canonical form.
 */
import { Document, isAlias, isCollection, isMap, isScalar, type Node, type Pair, visit, YAMLMap } from 'yaml';
import { readDocument } from './document.ts';
import { apply, type Edit } from './edits.ts';
import { equal } from './json.ts';
import { style } from './layout-style.ts';
import { expandAliases, reconcile } from './reconcile.ts';
import { toData } from './tree.ts';
import type { Composition, Json } from './types.ts';
import { KEY_ORDER, withDefaults } from './validate.ts';
import { parseComposition } from './yaml.ts';

/** Lists are written `[a, b]` and maps `{ a: 1 }`, unless the text had it otherwise. */
function padding(node: Node, text: string): string {
  const start = node.range?.[0];
  const opening = start === undefined ? '' : text.slice(start, start + 2);
  if (/^[[{][^\s\]}]/.test(opening)) return '';
  if (/^[[{]\s/.test(opening)) return ' ';
  return isMap(node) ? ' ' : '';
}

/** The library has one padding for all collections; this gives each its own. */
function stringify(document: Document, text: string): string {
  visit(document, {
    Collection(_key, node) {
      const own = padding(node, text);
      const print = Object.getPrototypeOf(node).toString as typeof node.toString;
      node.toString = function (this: typeof node, context, onComment, onChompKeep) {
        const inner = context && { ...context, flowCollectionPadding: own };
        return print.call(this, inner, onComment, onChompKeep);
      };
    },
  });
  const indentSeq = !/^[A-Za-z]+:[^\n]*\n(#[^\n]*\n|\s*\n)*- /m.test(text);
  return document.toString({ lineWidth: 0, indentSeq });
}

interface Section {
  readonly key: string;
  /** Blank lines and comments above it, and the lines from its key on. */
  readonly above: string;
  readonly body: string;
}

/** The text cut at the top-level keys; null where it is not written so that this is possible. */
function sections(document: Document, text: string): { head: string; list: Section[]; tail: string } | null {
  const root = document.contents;
  if (!isMap(root) || root.flow || root.anchor) return null;
  const starts: { key: string; start: number }[] = [];
  for (const { key } of root.items) {
    const start = isScalar(key) ? key.range?.[0] : undefined;
    if (start === undefined || (start > 0 && text[start - 1] !== '\n')) return null;
    starts.push({ key: String(isScalar(key) ? key.value : key), start });
  }
  const first = starts[0];
  if (first === undefined) return null;
  const list: Section[] = [];
  let above = '';
  let tail = '';
  for (const [index, { key, start }] of starts.entries()) {
    const end = starts[index + 1]?.start ?? text.length;
    const slice = text.slice(start, end);
    // Comments at the margin and blank lines at the end belong to what follows.
    const trailing = /(?:(?<=\n)(?:#[^\n]*|[ \t\r]*)(?:\n|$))*$/.exec(slice)?.[0] ?? '';
    const body = slice.slice(0, slice.length - trailing.length);
    list.push({ key, above, body });
    above = trailing;
    tail = trailing;
  }
  return { head: text.slice(0, first.start), list, tail };
}

const withNewline = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** Writes `document`, which was read from `text` and then changed, copying the sections in which nothing changed. */
function splice(document: Document, text: string, before: Json, after: Json): string | null {
  // Cut with the positions of the text as it was: the nodes may have changed since.
  const cut = sections(readDocument(text), text);
  const root = document.contents;
  if (cut === null || !isMap(root)) return null;
  const old = new Map(cut.list.map((section) => [section.key, section]));
  const data = (source: Json, key: string) => (source as { readonly [key: string]: Json })[key];
  const parts = [cut.head];
  for (const pair of root.items as Pair[]) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    const section = old.get(key);
    if (section !== undefined) parts.push(section.above);
    if (section !== undefined && equal(data(before, key), data(after, key))) {
      parts.push(withNewline(section.body));
      continue;
    }
    if (isScalar(pair.key)) {
      delete pair.key.commentBefore;
      delete pair.key.spaceBefore;
    }
    const part = new Document();
    const map = new YAMLMap();
    map.items = [pair];
    part.contents = map as typeof part.contents;
    parts.push(withNewline(stringify(part, text)));
  }
  parts.push(cut.tail);
  return parts.join('');
}

function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node) && !((isScalar(node) || isCollection(node)) && node.anchor)) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** Whether `text` says `composition`, and no less. */
function says(text: string, composition: Composition): boolean {
  return equal(parseComposition(text, '').composition, composition);
}

/**
 * The text `text` changed so that it says `composition`. Where nothing changed it is `text` itself.
 * @param text A composition that parses without errors.
 */
export function printOver(text: string, composition: Composition): string {
  const parsed = parseComposition(text, '');
  if (parsed.composition !== null && equal(parsed.composition, composition) && !migrated(parsed.document)) return text;
  if (parsed.document === null) return printComposition(composition);
  const document = readDocument(text);
  const before = toData(document).data;
  const after = composition as unknown as Json;
  const aliases = hasAliases(document);
  if (aliases) expandAliases(document);
  reconcile(document, before, after);
  const eol = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const ended = (result: string) => (eol === '\n' ? result : result.replace(/\r?\n/g, eol));
  const spliced = aliases ? null : splice(document, text, before, after);
  if (spliced !== null && says(ended(spliced), composition)) return ended(spliced);
  const whole = ended(stringify(document, text));
  // The data counts more than the comments, should the library ever write what it reads differently.
  return says(whole, composition) ? whole : printComposition(composition);
}

function migrated(document: Document | null): boolean {
  return document !== null && document.get('uniloom') !== 1;
}

/** The text of the composition in `text` after `edits`, comments kept. */
export function printEdited(text: string, edits: readonly Edit[]): string {
  const { composition } = parseComposition(text, '');
  return composition === null ? text : printOver(text, apply(composition, edits));
}

/** A composition that was never a file, in canonical form. */
export function printComposition(composition: Composition): string {
  const entries = Object.entries(withDefaults(composition as unknown as { readonly [key: string]: unknown }));
  const required: readonly string[] = KEY_ORDER.slice(0, 5);
  const written = entries.filter(
    ([key, value]) => required.includes(key) || !(value instanceof Object) || Object.keys(value).length > 0,
  );
  const document = new Document(Object.fromEntries(written));
  if (document.contents) style(document.contents as Node, []);
  return stringify(document, '');
}
