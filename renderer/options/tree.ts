/**
 * The options of a whole composition as a tree: component → menus → choices and options, the board's members under the
 * board. Pure; parts that did not change keep their identity, so that an edit of one component rebuilds that one alone.
 */
import type { Catalog, Microlib } from '../../engine/catalog/types.ts';
import { matchesTarget } from '../../engine/graph/target.ts';
import type { OptionInfo } from '../../engine/kconfig/kconfig.ts';
import type { Composition, OptionValue } from '../../engine/model/types.ts';
import { boardSource, infosOf, type Source, sourcesOf, type WiredPorts } from './sources.ts';

/** One option with what the composition says of it. */
export interface OptionFacts {
  readonly info: OptionInfo;
  /** What it goes back to: the board's value, else the Kconfig's default. */
  readonly standard: OptionValue;
  /** The composition says something else than that. */
  readonly changed: boolean;
}

interface Common {
  /** Unique in the tree. */
  readonly key: string;
  /** How many options below it (itself included) the composition changes. */
  readonly changes: number;
}

export interface BoardNode extends Common {
  readonly kind: 'board';
  readonly title: string;
  readonly children: readonly ComponentNode[];
}

export interface ComponentNode extends Common {
  readonly kind: 'component';
  /** Flat: `board_uart0` for a member of the board. */
  readonly component: string;
  readonly title: string;
  readonly microlib: Microlib;
  readonly children: readonly InnerNode[];
}

export interface MenuNode extends Common {
  readonly kind: 'menu';
  readonly component: string;
  readonly title: string;
  readonly children: readonly InnerNode[];
}

export interface ChoiceNode extends Common {
  readonly kind: 'choice';
  readonly component: string;
  readonly title: string;
  readonly members: readonly OptionFacts[];
  readonly children: readonly [];
}

export interface OptionNode extends Common, OptionFacts {
  readonly kind: 'option';
  readonly component: string;
  readonly children: readonly [];
}

export type InnerNode = MenuNode | ChoiceNode | OptionNode;
export type TreeNode = BoardNode | ComponentNode | InnerNode;

export const componentKey = (component: string): string => `component:${component}`;
export const optionKey = (component: string, option: string): string => `option:${component}.${option}`;
export const BOARD_KEY = 'board';

function facts(info: OptionInfo, { own, inherited }: Source): OptionFacts {
  const standard =
    inherited !== undefined && Object.hasOwn(inherited, info.name)
      ? (inherited[info.name] ?? info.default)
      : info.default;
  const said = own !== undefined && Object.hasOwn(own, info.name);
  // What the file says without effect is a change as well: it waits there.
  const changed = said && (!info.userSet || info.value !== standard);
  return { info, standard, changed };
}

const count = (nodes: readonly Common[]): number => nodes.reduce((sum, { changes }) => sum + changes, 0);

interface Draft {
  readonly title: string;
  readonly key: string;
  readonly children: (Draft | ChoiceNode | OptionNode)[];
}

const isDraft = (node: Draft | ChoiceNode | OptionNode): node is Draft => !('kind' in node);

function finish(component: string, nodes: readonly (Draft | ChoiceNode | OptionNode)[]): InnerNode[] {
  return nodes.map((node) => {
    if (!isDraft(node)) return node;
    const children = finish(component, node.children);
    return { kind: 'menu', key: node.key, component, title: node.title, children, changes: count(children) };
  });
}

/** Menus, choices and options of one component, in the Kconfig's order; computed symbols are none. */
function inner(source: Source): InnerNode[] {
  const { component } = source;
  const infos = infosOf(source);
  const root: Draft = { title: '', key: componentKey(component), children: [] };
  const place = (menus: readonly string[]): Draft =>
    menus.reduce((at, title) => {
      const known = at.children.find((child): child is Draft => isDraft(child) && child.title === title);
      if (known !== undefined) return known;
      const made: Draft = { title, key: `${at.key}/${title}`, children: [] };
      at.children.push(made);
      return made;
    }, root);
  const done = new Set<string>();
  for (const info of infos) {
    if (done.has(info.name) || info.prompt === null) continue;
    const { children } = place(info.menus);
    if (info.choices.length === 0) {
      const own = facts(info, source);
      const key = optionKey(component, info.name);
      children.push({ kind: 'option', key, component, ...own, children: [], changes: own.changed ? 1 : 0 });
      continue;
    }
    const members = infos
      .filter(({ name, prompt }) => info.choices.includes(name) && prompt !== null)
      .map((member) => facts(member, source));
    for (const member of members) done.add(member.info.name);
    children.push({
      kind: 'choice',
      key: optionKey(component, info.name),
      component,
      title: info.choicePrompt ?? info.name,
      members,
      children: [],
      changes: members.some(({ changed }) => changed) ? 1 : 0,
    });
  }
  return finish(component, root.children);
}

export interface Tree {
  /** Components in the document's order, then the board. */
  readonly roots: readonly TreeNode[];
  /** Every node by key; a choice by each of its members as well. Components of other targets are here, and no roots. */
  readonly byKey: ReadonlyMap<string, TreeNode>;
  /** The keys above each node, the outermost first. */
  readonly above: ReadonlyMap<string, readonly string[]>;
}

interface Kept {
  readonly symbols: readonly OptionInfo[];
  readonly source: Source;
  readonly node: ComponentNode;
}

const sameSource = (a: Source, b: Source): boolean =>
  a.title === b.title && a.microlib === b.microlib && a.own === b.own && a.inherited === b.inherited;

function index(roots: readonly TreeNode[]): Omit<Tree, 'roots'> {
  const byKey = new Map<string, TreeNode>();
  const above = new Map<string, readonly string[]>();
  const visit = (nodes: readonly TreeNode[], path: readonly string[]) => {
    for (const node of nodes) {
      byKey.set(node.key, node);
      above.set(node.key, path);
      if (node.kind === 'choice')
        for (const { info } of node.members) {
          byKey.set(optionKey(node.component, info.name), node);
          above.set(optionKey(node.component, info.name), path);
        }
      else if (node.children.length > 0) visit(node.children, [...path, node.key]);
    }
  };
  visit(roots, []);
  return { byKey, above };
}

/** Answers with a function that makes the tree of a composition, and keeps what it made last for the next call. */
export function treeMaker(): (composition: Composition, catalog: Catalog, target: string, wired: WiredPorts) => Tree {
  let kept = new Map<string, Kept>();
  let last: { readonly given: readonly unknown[]; readonly tree: Tree } | null = null;
  return (composition, catalog, target, wired) => {
    const given = [composition, catalog, target, wired];
    if (last?.given.every((one, at) => one === given[at])) return last.tree;
    const next = new Map<string, Kept>();
    const make = (source: Source): ComponentNode => {
      const symbols = infosOf(source);
      const known = kept.get(source.component);
      const { component, title, microlib } = source;
      const node = (): ComponentNode => {
        const children = inner(source);
        return {
          kind: 'component',
          key: componentKey(component),
          component,
          title,
          microlib,
          children,
          changes: count(children),
        };
      };
      const entry =
        known !== undefined && known.symbols === symbols && sameSource(known.source, source)
          ? known
          : { symbols, source, node: node() };
      next.set(component, entry);
      return entry.node;
    };
    const own = sourcesOf(composition, catalog, wired).map(make);
    const here = ({ component }: ComponentNode) => matchesTarget(composition.components[component]?.targets, target);
    const roots: TreeNode[] = own.filter(here);
    const board = Object.hasOwn(catalog.boards, target) ? catalog.boards[target] : undefined;
    if (board !== undefined) {
      const members = Object.keys(board.components).flatMap((member) => {
        const source = boardSource(composition, catalog, board, member, wired);
        const node = source === undefined ? undefined : make(source);
        // What has nothing to set is no news inside of a board.
        return node === undefined || node.children.length === 0 ? [] : [node];
      });
      if (members.length > 0)
        roots.push({ kind: 'board', key: BOARD_KEY, title: board.title, children: members, changes: count(members) });
    }
    kept = next;
    const tree = { roots, ...index([...roots, ...own.filter((node) => !here(node))]) };
    last = { given, tree };
    return tree;
  };
}
