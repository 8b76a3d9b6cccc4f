/**
 * The entries of a tree as the reader makes them. Most entries of a large tree have few properties, so they share one empty
 * list until something is put into it; it is frozen, so that nobody else puts anything into it.
 */
import type { HelpText } from './help.ts';
import type {
  ChoiceEntry,
  ConfigEntry,
  Container,
  Default,
  Entry,
  Expression,
  KSymbol,
  Position,
  Prompt,
  Range,
  Reverse,
} from './tree.ts';

const NONE: never[] = [];
Object.freeze(NONE);
const NO_FLAGS: ConfigEntry['flags'] = new Set();

/** The list that nothing was put into yet. */
export const none = (): never[] => NONE;

/** The list with `item`: the same one where it is of its own already. */
export function withItem<T>(list: T[], item: T): T[] {
  if (list === NONE) return [item];
  // Most lists end here; one that grows has room for seventeen.
  if (list.length === 1) return [list[0] as T, item];
  list.push(item);
  return list;
}

export class ConfigNode implements ConfigEntry {
  readonly kind = 'config';
  prompts: Prompt[] = NONE;
  defaults: Default[] = NONE;
  selects: Reverse[] = NONE;
  implies: Reverse[] = NONE;
  ranges: Range[] = NONE;
  depends: Expression[] = NONE;
  flags: ConfigEntry['flags'] = NO_FLAGS;
  env: string | undefined = undefined;
  helpText: HelpText | undefined = undefined;

  constructor(
    readonly at: Position,
    readonly parent: Container,
    readonly symbol: KSymbol,
    readonly menu: boolean,
  ) {}

  get help(): string {
    return this.helpText?.text ?? '';
  }

  flag(name: 'modules' | 'allnoconfig_y' | 'defconfig_list' | 'transitional'): void {
    this.flags = new Set([...this.flags, name]);
  }
}

export class ChoiceNode implements ChoiceEntry {
  readonly kind = 'choice';
  prompts: Prompt[] = NONE;
  defaults: Default[] = NONE;
  depends: Expression[] = NONE;
  optional = false;
  helpText: HelpText | undefined = undefined;
  readonly children: Entry[] = [];

  constructor(
    readonly at: Position,
    readonly parent: Container,
    readonly symbol: KSymbol,
    readonly named: boolean,
  ) {}

  get help(): string {
    return this.helpText?.text ?? '';
  }
}
