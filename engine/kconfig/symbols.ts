/** The symbols of a tree: every definition with all that encloses it, in menu order. */
import {
  both,
  type ChoiceNode,
  type ConfigNode,
  type Expression,
  type KconfigTree,
  type KconfigType,
  type Node,
} from './tree.ts';

export interface Definition {
  readonly node: ConfigNode;
  /** Its own `depends on` and that of every enclosing if, menu and choice. */
  readonly depends: Expression | undefined;
  /** What its prompt needs besides: `visible if` of menus, `prompt … if`. */
  readonly visible: Expression | undefined;
}

export interface Choice {
  readonly node: ChoiceNode;
  readonly depends: Expression | undefined;
  readonly visible: Expression | undefined;
  readonly members: string[];
}

export interface KconfigSymbol {
  readonly name: string;
  readonly type: KconfigType;
  readonly definitions: Definition[];
  choice: Choice | undefined;
}

interface Around {
  readonly depends: Expression | undefined;
  readonly visible: Expression | undefined;
  readonly choice: Choice | undefined;
}

/** By name, in the order of first definitions. A symbol that no definition gives a type is a bool. */
export function collectSymbols(tree: KconfigTree): ReadonlyMap<string, KconfigSymbol> {
  const symbols = new Map<string, KconfigSymbol>();
  const types = new Map<string, KconfigType>();
  const typesOf = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.kind === 'config') {
        if (node.type !== undefined && !types.has(node.name)) types.set(node.name, node.type);
      } else if (node.kind !== 'comment') typesOf(node.children);
    }
  };
  const visit = (nodes: readonly Node[], around: Around): void => {
    for (const node of nodes) {
      switch (node.kind) {
        case 'comment':
          break;
        case 'if':
          visit(node.children, { ...around, depends: both(around.depends, node.condition) });
          break;
        case 'menu':
          visit(node.children, {
            ...around,
            depends: both(around.depends, node.depends),
            visible: both(around.visible, node.visible),
          });
          break;
        case 'choice': {
          const depends = both(around.depends, node.depends);
          const visible = both(around.visible, node.prompt?.condition);
          const choice: Choice = { node, depends, visible, members: [] };
          visit(node.children, { depends, visible, choice });
          break;
        }
        case 'config': {
          let symbol = symbols.get(node.name);
          if (symbol === undefined) {
            symbol = { name: node.name, type: types.get(node.name) ?? 'bool', definitions: [], choice: undefined };
            symbols.set(node.name, symbol);
          }
          symbol.definitions.push({
            node,
            depends: both(around.depends, node.depends),
            visible: both(around.visible, node.prompt?.condition),
          });
          if (around.choice !== undefined && symbol.choice === undefined) {
            symbol.choice = around.choice;
            around.choice.members.push(node.name);
          }
        }
      }
    }
  };
  typesOf(tree.children);
  visit(tree.children, { depends: undefined, visible: undefined, choice: undefined });
  return symbols;
}
