/** The components that a `.config` names, and the options that it gives them. */
import type { Board, Catalog } from '../../catalog/types.ts';
import { own } from '../../graph/ref.ts';
import { BOARD, type Component, NAME_PATTERN, type OptionValue } from '../../model/types.ts';
import type { Named } from '../composition-names.ts';
import { componentOptions, type OptionInfo } from '../options.ts';
import { microlibTree, symbolPrefix } from '../template.ts';
import { fromText, optionType, toText } from '../value.ts';

const MICROLIB = '_MICROLIB';

export interface Listed {
  readonly components: readonly Named[];
  /** `COMPONENT: MICROLIB` of microlibs that the catalog does not have. */
  readonly unknown: readonly { readonly component: string; readonly microlib: string }[];
}

/** The components in the order of the file, which is the graph's. */
export function listComponents(values: ReadonlyMap<string, string>, catalog: Catalog): Listed {
  const components: Named[] = [];
  const unknown: { component: string; microlib: string }[] = [];
  let optionsOf: ReadonlySet<string> = new Set();
  for (const [symbol, text] of values) {
    if (!symbol.endsWith(MICROLIB) || optionsOf.has(symbol)) continue;
    const name = symbol.slice(0, -MICROLIB.length).toLowerCase();
    if (!NAME_PATTERN.test(name) || symbolPrefix(name) !== symbol.slice(0, -MICROLIB.length)) continue;
    const microlib = own(catalog.microlibs, text);
    if (microlib === undefined) {
      unknown.push({ component: name, microlib: text });
      continue;
    }
    components.push({ name, microlib });
    // An option of the component may have such a name too; options follow their component.
    optionsOf = new Set(microlibTree(microlib).options.map((option) => `${symbolPrefix(name)}_${option.name}`));
  }
  return { components, unknown };
}

/** The option values in `.config`, all that are there. */
function written(values: ReadonlyMap<string, string>, { name, microlib }: Named): { [option: string]: OptionValue } {
  const found: { [option: string]: OptionValue } = {};
  for (const option of microlibTree(microlib).options) {
    const text = values.get(`${symbolPrefix(name)}_${option.name}`);
    if (text !== undefined) found[option.name] = fromText(optionType(option.type), text);
  }
  return found;
}

const isChosen = ({ choices, value }: OptionInfo): boolean => choices.length === 0 || value === true;

/**
 * What the composition has to say for the component's options to be as written: no more than that.
 * @param inherited what the board says of its member; it holds where the composition says nothing
 */
function neededOptions(
  values: ReadonlyMap<string, string>,
  component: Named,
  wired: ReadonlySet<string>,
  inherited: { readonly [option: string]: OptionValue },
): { [option: string]: OptionValue } {
  const { name, microlib } = component;
  const all = written(values, component);
  const needed: { [option: string]: OptionValue } = {};
  for (const option of componentOptions(microlib, name, all, wired).symbols) {
    const value = all[option.name];
    if (value === undefined || !isChosen(option)) continue;
    const said = own(inherited, option.name);
    const text = said === undefined ? undefined : toText(option.type, said);
    const before = text === undefined ? option.default : fromText(option.type, text);
    if (option.visible && value !== before) needed[option.name] = value;
  }
  return needed;
}

/** The microlib and options that a board gives its member, where the component stands for one. */
function memberOf(board: Board, name: string): Board['components'][string] | undefined {
  return name.startsWith(`${BOARD}_`) ? own(board.components, name.slice(BOARD.length + 1)) : undefined;
}

/**
 * The composition's own components. The graph has them first and then what the board adds, so that a member of the board is
 * the composition's where it is not as the board has it, or stands out of the board's order.
 * @param wired required ports of a component that have a wire
 */
export function ownComponents(
  values: ReadonlyMap<string, string>,
  components: readonly Named[],
  board: Board,
  wired: (component: string) => ReadonlySet<string>,
): { readonly [name: string]: Component } {
  const made = components.map((component): { name: string; plain: boolean; component: Component } => {
    const { name, microlib } = component;
    const member = memberOf(board, name);
    const same = member?.microlib === microlib.name;
    const options = neededOptions(values, component, wired(name), same ? (member.options ?? {}) : {});
    const isEmpty = Object.keys(options).length === 0;
    return { name, plain: same && isEmpty, component: { microlib: microlib.name, ...(isEmpty ? {} : { options }) } };
  });
  const members = Object.keys(board.components).map((inner) => `${BOARD}_${inner}`);
  let count = 0;
  for (; count < made.length; count++) {
    const first = new Set(made.slice(0, count).map(({ name }) => name));
    const follows = members.filter((name) => !first.has(name));
    const rest = made.slice(count);
    if (rest.length === follows.length && rest.every(({ name, plain }, at) => plain && name === follows[at])) break;
  }
  return Object.fromEntries(made.slice(0, count).map(({ name, component }) => [name, component]));
}
