/** The lines that say something of an entry: type, prompt, default, depends on, select, range, help, … */
import type { Context } from './context.ts';
import { type ChoiceNode, ConfigNode, withItem } from './nodes.ts';
import { readOption } from './option.ts';
import {
  K_BOOL,
  K_DEF_BOOL,
  K_DEF_TRISTATE,
  K_DEFAULT,
  K_DEPENDS,
  K_HELP,
  K_HEX,
  K_IMPLY,
  K_INT,
  K_MODULES,
  K_OLD_HELP,
  K_ON,
  K_OPTION,
  K_OPTIONAL,
  K_PROMPT,
  K_RANGE,
  K_SELECT,
  K_STRING,
  K_TRISTATE,
  K_VISIBLE,
  WORD,
} from './tokens.ts';
import type { CommentEntry, Expression, KSymbol, MenuEntry, Position, Reverse, SymbolType } from './tree.ts';

type Typed = ConfigNode | ChoiceNode;

/** `def_int`, `def_hex` and `def_string` are kconfiglib's and Zephyr's, and no keywords elsewhere. */
const DEFAULT_TYPES: ReadonlyMap<string, SymbolType> = new Map([
  ['def_int', 'int'],
  ['def_hex', 'hex'],
  ['def_string', 'string'],
]);

const nameOf = (entry: Typed): string => (entry.kind === 'choice' ? 'the choice' : `'${entry.symbol.name}'`);

function setType(context: Context, symbol: KSymbol, type: SymbolType, at: Position, entry: Typed): void {
  if (symbol.type === 'unknown') symbol.type = type;
  else if (symbol.type !== type) {
    const reason = `${nameOf(entry)} is ${symbol.type} already; '${type}' is ignored`;
    context.report.add('UL0216', 'warning', at, reason, { symbol: symbol.name, type: symbol.type, ignored: type });
  }
}

/** `bool`, `bool "prompt" if C`. */
function typed(context: Context, entry: Typed, type: SymbolType): boolean {
  const { scanner } = context;
  if (entry.symbol.type !== type) setType(context, entry.symbol, type, scanner.position(), entry);
  scanner.next();
  return context.atEnd() || prompt(context, entry);
}

function prompt(context: Context, entry: Typed): boolean {
  const found = context.prompt();
  if (found === undefined) return false;
  if (entry.prompts.length > 0)
    context.report.add('UL0216', 'warning', found.at, `${nameOf(entry)} has a prompt already; both count`, {
      what: 'prompts',
      symbol: entry.symbol.name,
    });
  entry.prompts = withItem(entry.prompts, found);
  return true;
}

/** `depends on E`, and in current Linux `depends on E if C`. */
function depends(context: Context, entry: { depends: Expression[] }): boolean {
  const { scanner } = context;
  scanner.next();
  if (scanner.kind !== K_ON) {
    context.error(`'depends' is followed by 'on', not by ${context.shown()}`);
    return false;
  }
  scanner.mayOwe = true;
  scanner.next();
  const expression = context.expressions.read();
  scanner.mayOwe = false;
  if (expression === undefined) return false;
  const when = context.condition();
  if (context.wrong) return false;
  const whole: Expression =
    when === undefined ? expression : { op: 'or', left: expression, right: { op: 'not', of: when } };
  entry.depends = withItem(entry.depends, whole);
  return true;
}

function help(context: Context, entry: Typed): void {
  const { scanner, report } = context;
  const at = scanner.position();
  scanner.next();
  if (!context.atEnd()) {
    context.error(`the line should end after 'help'; there is ${context.shown()}`);
    while (!context.atEnd()) {
      scanner.skipLine();
      scanner.next();
    }
  }
  const text = scanner.help();
  scanner.next();
  if (entry.helpText !== undefined)
    report.add('UL0216', 'warning', at, `${nameOf(entry)} has more than one help text; the last one holds`, {
      what: 'helps',
      symbol: entry.symbol.name,
    });
  if (text.beginsAtMargin()) {
    const reason = "the line after 'help' is not indented, so it and what follows is read as help text";
    report.add('UL0216', 'warning', at, reason, { what: 'margin' });
  }
  if (text.isBlank())
    report.add('UL0216', 'warning', at, `${nameOf(entry)} has an empty help text`, {
      what: 'nohelp',
      symbol: entry.symbol.name,
    });
  entry.helpText = text;
}

/** `select X if C` or `imply X if C`. */
function reverse(context: Context, at: Position): Reverse | undefined {
  context.scanner.next();
  const symbol = context.name('the name of a symbol');
  if (symbol === undefined) return undefined;
  const condition = context.condition();
  return context.wrong ? undefined : { symbol, condition, at };
}

function range(context: Context, entry: ConfigNode): boolean {
  const at = context.scanner.position();
  context.scanner.next();
  const low = context.expressions.symbol('the least value');
  const high = low && context.expressions.symbol('the greatest value');
  if (low === undefined || high === undefined) return false;
  const condition = context.condition();
  if (context.wrong) return false;
  entry.ranges = withItem(entry.ranges, { low, high, condition, at });
  return true;
}

function byDefault(context: Context, entry: Typed): boolean {
  const { scanner } = context;
  const at = scanner.position();
  // The default of a choice is looked at below.
  scanner.mayOwe = entry.kind === 'config';
  scanner.next();
  if (context.missesValue()) {
    // What a command that was not run would have said is no default: an int would have the value n.
    scanner.mayOwe = false;
    context.condition();
    return !context.wrong;
  }
  const value = context.expressions.readValue();
  scanner.mayOwe = false;
  if (value === undefined) return false;
  const condition = context.condition();
  if (context.wrong) return false;
  if (entry.kind === 'choice' && (value.op !== 'symbol' || value.symbol.constant))
    context.report.add('UL0223', 'error', at, "the default of a choice is one of its members' names", {
      what: 'default',
    });
  else entry.defaults = withItem(entry.defaults, { value, condition, at });
  return true;
}

/** `def_bool E` and its like. */
function typedDefault(context: Context, entry: ConfigNode, type: SymbolType): boolean {
  setType(context, entry.symbol, type, context.scanner.position(), entry);
  return byDefault(context, entry);
}

function selects(context: Context, entry: ConfigNode): boolean {
  const found = reverse(context, context.scanner.position());
  if (found === undefined) return false;
  entry.selects = withItem(entry.selects, found);
  return true;
}

function implies(context: Context, entry: ConfigNode): boolean {
  const found = reverse(context, context.scanner.position());
  if (found === undefined) return false;
  entry.implies = withItem(entry.implies, found);
  return true;
}

function modules(context: Context, entry: ConfigNode): boolean {
  context.scanner.next();
  entry.flag('modules');
  return true;
}

/** A word that is a property only here. Undefined where it begins no property. */
function named(context: Context, entry: ConfigNode): boolean | undefined {
  const { scanner } = context;
  const type = DEFAULT_TYPES.get(scanner.value);
  if (type === undefined && !(scanner.value === 'transitional' && context.dialect === 'linux')) return undefined;
  const at = scanner.position();
  if (type !== undefined) return typedDefault(context, entry, type);
  scanner.next();
  if (entry.flags.has('transitional'))
    context.report.add('UL0216', 'warning', at, `${nameOf(entry)} is transitional already`, {
      what: 'transitional',
      symbol: entry.symbol.name,
    });
  entry.flag('transitional');
  return true;
}

/** Reads one property of `config`, to its line's end. Undefined where the current word begins none, false where it is wrong. */
function configProperty(context: Context, entry: ConfigNode): boolean | undefined {
  switch (context.scanner.kind) {
    case K_BOOL:
      return typed(context, entry, 'bool');
    case K_TRISTATE:
      return typed(context, entry, 'tristate');
    case K_INT:
      return typed(context, entry, 'int');
    case K_HEX:
      return typed(context, entry, 'hex');
    case K_STRING:
      return typed(context, entry, 'string');
    case K_DEF_BOOL:
      return typedDefault(context, entry, 'bool');
    case K_DEF_TRISTATE:
      return typedDefault(context, entry, 'tristate');
    case K_DEFAULT:
      return byDefault(context, entry);
    case K_DEPENDS:
      return depends(context, entry);
    case K_SELECT:
      return selects(context, entry);
    case K_IMPLY:
      return implies(context, entry);
    case K_RANGE:
      return range(context, entry);
    case K_PROMPT:
      context.scanner.next();
      return prompt(context, entry);
    case K_OPTION:
      return readOption(context, entry);
    case K_MODULES:
      return modules(context, entry);
    case WORD:
      return named(context, entry);
    default:
      return undefined;
  }
}

function choiceProperty(context: Context, entry: ChoiceNode): boolean | undefined {
  switch (context.scanner.kind) {
    case K_BOOL:
      return typed(context, entry, 'bool');
    case K_TRISTATE:
      return typed(context, entry, 'tristate');
    case K_PROMPT:
      context.scanner.next();
      return prompt(context, entry);
    case K_DEFAULT:
      return byDefault(context, entry);
    case K_DEPENDS:
      return depends(context, entry);
    case K_OPTIONAL:
      context.scanner.next();
      entry.optional = true;
      return true;
    default:
      return undefined;
  }
}

function menuProperty(context: Context, entry: MenuEntry | CommentEntry): boolean | undefined {
  if (context.scanner.kind === K_DEPENDS) return depends(context, entry);
  if (entry.kind !== 'menu' || context.scanner.kind !== K_VISIBLE) return undefined;
  const at = context.scanner.position();
  context.scanner.next();
  const condition = context.condition();
  if (context.wrong) return false;
  if (condition === undefined) context.error("'visible' is followed by 'if' and an expression", at);
  else entry.visible.push(condition);
  return true;
}

/** Reads one property and its line's end. Undefined where the current word begins none, false where it is wrong. */
export function readProperty(context: Context, entry: Typed | MenuEntry | CommentEntry): boolean | undefined {
  const { scanner } = context;
  let read: boolean | undefined;
  if (entry.kind === 'config' || entry.kind === 'choice') {
    if (scanner.kind === K_HELP || scanner.kind === K_OLD_HELP) {
      help(context, entry);
      return true;
    }
    read = entry instanceof ConfigNode ? configProperty(context, entry) : choiceProperty(context, entry);
  } else read = menuProperty(context, entry);
  if (read) context.endOfLine();
  else if (read === false) context.abandonLine();
  return read;
}

/** Reads the properties that follow an entry's first line, up to the first line that is none. */
export function readProperties(context: Context, entry: Typed | MenuEntry | CommentEntry): void {
  while (readProperty(context, entry) !== undefined);
}
