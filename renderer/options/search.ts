/** Fuzzy search over options: names, prompts, menus and help; and where in a text the match is. */
import uFuzzy from '@leeoniya/ufuzzy';
import type { ComponentNode, InnerNode, OptionFacts, TreeNode } from './tree.ts';

/** One slip a word is forgiven; labels and needles may be in any script. */
const fuzzy = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
});

/** Where the needle was found: in what a row shows, or only in its help. */
export type Hit = 'shown' | 'help';

interface Texts {
  readonly shown: string;
  readonly help: string;
}

const optionText = ({ info }: OptionFacts): string => `${info.prompt ?? ''} ${info.name}`;

function textsOf(component: ComponentNode, path: string, node: InnerNode): Texts {
  const { microlib } = component;
  const context = `${component.component} ${component.title} ${microlib.name} ${microlib.title} ${path}`;
  if (node.kind === 'choice')
    return {
      shown: `${context} ${node.title} ${node.members.map(optionText).join(' ')}`,
      help: node.members.map(({ info }) => info.help).join(' '),
    };
  return node.kind === 'menu'
    ? { shown: `${context} ${node.title}`, help: '' }
    : { shown: `${context} ${optionText(node)}`, help: node.info.help };
}

interface Entry extends Texts {
  readonly key: string;
}

const entries = new WeakMap<ComponentNode, readonly Entry[]>();

function entriesOf(component: ComponentNode): readonly Entry[] {
  let list = entries.get(component);
  if (list === undefined) {
    const made: Entry[] = [];
    const visit = (nodes: readonly InnerNode[], path: string) => {
      for (const node of nodes) {
        if (node.kind === 'menu') visit(node.children, `${path} ${node.title}`);
        else made.push({ key: node.key, ...textsOf(component, path, node) });
      }
    };
    visit(component.children, '');
    list = made;
    entries.set(component, list);
  }
  return list;
}

const found = (texts: string[], needle: string): readonly number[] => fuzzy.search(texts, needle, 1)[0] ?? [];

/** Options and choices that match, by key; null where nothing is asked for. */
export function searchTree(roots: readonly TreeNode[], needle: string): ReadonlyMap<string, Hit> | null {
  const asked = needle.trim();
  if (asked === '') return null;
  const components = roots.flatMap((root) =>
    root.kind === 'board' ? root.children : root.kind === 'component' ? [root] : [],
  );
  const all = components.flatMap(entriesOf);
  const hits = new Map<string, Hit>();
  const shown = all.map((entry) => entry.shown);
  for (const at of found(shown, asked)) hits.set(all[at]?.key ?? '', 'shown');
  const rest = all.filter(({ key, help }) => help !== '' && !hits.has(key));
  for (const at of found(
    rest.map((entry) => `${entry.shown} ${entry.help}`),
    asked,
  ))
    hits.set(rest[at]?.key ?? '', 'help');
  return hits;
}

/** Parts of a text; those that the needle matches are marked. */
export interface Part {
  readonly text: string;
  readonly hit: boolean;
}

/** Splits `text` at the places where words of `needle` match. */
export function highlight(text: string, needle: string): readonly Part[] {
  const ranges: [number, number][] = [];
  for (const word of needle.trim().split(/[^\p{L}\d']+/u)) {
    if (word === '') continue;
    const at = fuzzy.filter([text], word);
    if (at === null || at.length === 0) continue;
    const [flat] = fuzzy.info(at, [text], word).ranges;
    for (let i = 0; flat !== undefined && i + 1 < flat.length; i += 2)
      ranges.push([flat[i] as number, flat[i + 1] as number]);
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const parts: Part[] = [];
  let end = 0;
  for (const [from, to] of ranges) {
    if (to <= end) continue;
    const start = Math.max(from, end);
    if (start > end) parts.push({ text: text.slice(end, start), hit: false });
    const before = parts.at(-1);
    // Words that touch are one mark.
    if (before?.hit === true && start === end)
      parts[parts.length - 1] = { text: before.text + text.slice(start, to), hit: true };
    else parts.push({ text: text.slice(start, to), hit: true });
    end = to;
  }
  if (end < text.length) parts.push({ text: text.slice(end), hit: false });
  return parts;
}

/** A piece of `help` around the first match, one line long. */
export function snippet(help: string, needle: string): string {
  const line = help.replace(/\s+/g, ' ').trim();
  const parts = highlight(line, needle);
  const first = parts[0]?.hit === true ? 0 : (parts[0]?.text.length ?? 0);
  if (first < 24) return line;
  const cut = line.indexOf(' ', first - 20) + 1;
  return `…${line.slice(cut === 0 || cut > first ? first : cut)}`;
}
