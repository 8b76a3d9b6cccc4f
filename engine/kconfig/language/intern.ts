/** Symbols by name: whoever mentions one gets the same object. */
import { none, withItem } from './nodes.ts';
import type { ConfigEntry, Expression, KSymbol, Position, SymbolType } from './tree.ts';

/** Who is asked for a position, if one is wanted. */
interface Placed {
  position(): Position;
}

/** A symbol, and how it was mentioned: what is only a value need not be defined. */
export interface SymbolNode extends KSymbol {
  entries: ConfigEntry[];
  /** As a condition, a target, or the default of a bool. */
  mentioned: boolean;
  compared: boolean;
  /** The expression that is this symbol alone: the same wherever it is written. */
  alone: Expression | undefined;
}

/** The expression that is this symbol alone. */
export function aloneOf(symbol: SymbolNode): Expression {
  symbol.alone ??= { op: 'symbol', symbol };
  return symbol.alone;
}

export class Interner {
  readonly all: SymbolNode[] = [];
  readonly byName = new Map<string, SymbolNode>();
  readonly no: SymbolNode;
  /** Whether a `!` stands within what another one negates. */
  negatesTwice = false;
  private readonly constants = new Map<string, SymbolNode>();
  private readonly choices = new Map<string, SymbolNode>();

  constructor() {
    this.no = this.make('n', true, 'tristate', null);
    this.constants.set('n', this.no);
    for (const text of ['m', 'y']) this.constants.set(text, this.make(text, true, 'tristate', null));
  }

  private make(name: string, constant: boolean, type: SymbolType, at: Position | null): SymbolNode {
    const id = this.all.length;
    const symbol: SymbolNode = {
      name,
      constant,
      id,
      type,
      entries: none(),
      at,
      mentioned: false,
      compared: false,
      alone: undefined,
    };
    this.all.push(symbol);
    return symbol;
  }

  /** A word without quotes; `y`, `m` and `n` are constants. `placed` is only asked for what is new. */
  word(name: string, placed: Placed): SymbolNode {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    if (name === 'y' || name === 'm' || name === 'n') return this.constants.get(name) ?? this.no;
    return this.declared(name, placed.position());
  }

  /** A name that nothing has mentioned yet. */
  declared(name: string, at: Position): SymbolNode {
    const symbol = this.make(name, false, 'unknown', at);
    this.byName.set(name, symbol);
    return symbol;
  }

  /** Notes a definition. */
  define(symbol: KSymbol, entry: ConfigEntry): void {
    const node = symbol as SymbolNode;
    node.entries = withItem(node.entries, entry);
  }

  /** A text in quotes. */
  constant(text: string): SymbolNode {
    let symbol = this.constants.get(text);
    if (symbol === undefined) {
      symbol = this.make(text, true, 'unknown', null);
      this.constants.set(text, symbol);
    }
    return symbol;
  }

  /** A choice's own symbol: the same for each definition of a named one. */
  choice(name: string | undefined, at: Position): SymbolNode {
    const known = name === undefined ? undefined : this.choices.get(name);
    if (known !== undefined) return known;
    const symbol = this.make(name ?? '<choice>', false, 'unknown', at);
    if (name !== undefined) this.choices.set(name, symbol);
    return symbol;
  }

  /** Notes that a symbol is used where it should be defined. */
  mention(symbol: KSymbol): void {
    if (symbol.entries.length > 0 || symbol.constant) return;
    const known = this.byName.get(symbol.name);
    if (known !== undefined) known.mentioned = true;
  }
}
