/** The lines that say something of an entry: type, prompt, default, depends on, select, range, help, … */
import type { Context } from './context.ts';
import { KEYWORD, OPERATOR, WORD } from './scanner.ts';
import type {
  ChoiceEntry,
  CommentEntry,
  ConfigEntry,
  Expression,
  KSymbol,
  MenuEntry,
  Position,
  SymbolType,
} from '../language/tree.ts';

const TYPES: ReadonlyMap<string, SymbolType> = new Map([
  ['bool', 'bool'],
  ['tristate', 'tristate'],
  ['int', 'int'],
  ['hex', 'hex'],
  ['string', 'string'],
]);

/** `def_int`, `def_hex` and `def_string` are kconfiglib's and Zephyr's. */
const DEFAULT_TYPES: ReadonlyMap<string, SymbolType> = new Map([
  ['def_bool', 'bool'],
  ['def_tristate', 'tristate'],
  ['def_int', 'int'],
  ['def_hex', 'hex'],
  ['def_string', 'string'],
]);

function setType(context: Context, symbol: KSymbol, type: SymbolType, at: Position, what: string): void {
  if (symbol.type === 'unknown') symbol.type = type;
  else if (symbol.type !== type) {
    const reason = `${what} is ${symbol.type} already; '${type}' is ignored`;
    context.report.add('UL0216', 'warning', at, reason, { symbol: symbol.name, type: symbol.type, ignored: type });
  }
}

/** `depends on E`, and in current Linux `depends on E if C`. */
function depends(context: Context, list: Expression[]): boolean {
  if (!context.take('on')) {
    context.error(`'depends' is followed by 'on', not by ${context.shown()}`);
    return false;
  }
  const expression = context.expressions.read();
  if (expression === undefined) return false;
  const condition = context.condition();
  if (condition === undefined) return false;
  const { expression: when } = condition;
  list.push(when === undefined ? expression : { op: 'or', left: expression, right: { op: 'not', of: when } });
  return true;
}

function help(context: Context, entry: ConfigEntry | ChoiceEntry, at: Position, what: string): void {
  const { scanner, report } = context;
  if (!context.atEnd()) {
    context.error(`the line should end after 'help'; there is ${context.shown()}`);
    while (!context.atEnd()) {
      scanner.skipLine();
      scanner.next();
    }
  }
  const text = scanner.help(context.dialect === 'unikraft');
  scanner.next();
  if (entry.help !== '')
    report.add('UL0216', 'warning', at, `${what} has more than one help text; the last one holds`, {});
  if (text === '') report.add('UL0216', 'warning', at, `${what} has an empty help text`, {});
  entry.help = text;
}

/** `select X if C` or `imply X if C`. */
function reverse(context: Context, list: ConfigEntry['selects'], at: Position): boolean {
  const symbol = context.name('the name of a symbol');
  if (symbol === undefined) return false;
  const condition = context.condition();
  if (condition === undefined) return false;
  list.push({ symbol, condition: condition.expression, at });
  return true;
}

function range(context: Context, entry: ConfigEntry, at: Position): boolean {
  const low = context.expressions.symbol('the least value');
  const high = low && context.expressions.symbol('the greatest value');
  const condition = high && context.condition();
  if (low === undefined || high === undefined || condition === undefined) return false;
  entry.ranges.push({ low, high, condition: condition.expression, at });
  return true;
}

function byDefault(context: Context, entry: ConfigEntry | ChoiceEntry, at: Position): boolean {
  const value = context.expressions.read();
  const condition = value && context.condition();
  if (value === undefined || condition === undefined) return false;
  if (entry.kind === 'choice' && (value.op !== 'symbol' || value.symbol.constant)) {
    context.report.add('UL0223', 'error', at, "the default of a choice is one of its members' names", {});
    return true;
  }
  entry.defaults.push({ value, condition: condition.expression, at });
  return true;
}

function prompt(context: Context, entry: ConfigEntry | ChoiceEntry, what: string): boolean {
  const found = context.prompt();
  if (found === undefined) return false;
  if (entry.prompts.length > 0)
    context.report.add('UL0216', 'warning', found.at, `${what} has a prompt already; both count`, {});
  entry.prompts.push(found);
  return true;
}

/** `option NAME` and `option NAME=VALUE`. */
function option(context: Context, entry: ConfigEntry): boolean {
  const { scanner } = context;
  const name = scanner.value;
  const known = scanner.kind === KEYWORD || scanner.kind === WORD;
  if (known) scanner.next();
  switch (known ? name : '') {
    case 'modules':
    case 'allnoconfig_y':
    case 'defconfig_list':
      entry.flags.add(name as 'modules');
      return true;
    case 'env': {
      if (!context.takeOperator('=')) {
        context.error(`'option env' is followed by '=', not by ${context.shown()}`);
        return false;
      }
      const variable = context.text('the name of an environment variable');
      if (variable === undefined) return false;
      entry.env = variable;
      return true;
    }
    default:
      context.error("there is no such option; there are 'modules', 'env', 'allnoconfig_y' and 'defconfig_list'");
      return false;
  }
}

/** Reads one property of `config`; false where the current word begins none. */
function configProperty(context: Context, entry: ConfigEntry): boolean {
  const { scanner } = context;
  if (scanner.kind !== KEYWORD && scanner.kind !== WORD) return false;
  const keyword = scanner.value;
  const at = scanner.position();
  const what = `'${entry.symbol.name}'`;
  const type = scanner.kind === KEYWORD ? TYPES.get(keyword) : undefined;
  const defaultType = DEFAULT_TYPES.get(keyword);
  let read: () => boolean;
  if (type !== undefined)
    read = () => {
      setType(context, entry.symbol, type, at, what);
      return context.atEnd() || prompt(context, entry, what);
    };
  else if (defaultType !== undefined)
    read = () => {
      setType(context, entry.symbol, defaultType, at, what);
      return byDefault(context, entry, at);
    };
  else if (keyword === 'transitional' && context.dialect === 'linux') read = () => !!entry.flags.add('transitional');
  else if (scanner.kind === WORD) return false;
  else
    switch (keyword) {
      case 'prompt':
        read = () => prompt(context, entry, what);
        break;
      case 'default':
        read = () => byDefault(context, entry, at);
        break;
      case 'depends':
        read = () => depends(context, entry.depends);
        break;
      case 'select':
        read = () => reverse(context, entry.selects, at);
        break;
      case 'imply':
        read = () => reverse(context, entry.implies, at);
        break;
      case 'range':
        read = () => range(context, entry, at);
        break;
      case 'option':
        read = () => option(context, entry);
        break;
      case 'modules':
        read = () => !!entry.flags.add('modules');
        break;
      case 'help':
      case '---help---':
        scanner.next();
        help(context, entry, at, what);
        return true;
      default:
        return false;
    }
  scanner.next();
  if (read()) context.endOfLine();
  else context.abandonLine();
  return true;
}

function choiceProperty(context: Context, entry: ChoiceEntry): boolean {
  const { scanner } = context;
  if (scanner.kind !== KEYWORD) return false;
  const keyword = scanner.value;
  const at = scanner.position();
  const type = TYPES.get(keyword);
  let read: () => boolean;
  if (type === 'bool' || type === 'tristate')
    read = () => {
      setType(context, entry.symbol, type, at, 'the choice');
      return context.atEnd() || prompt(context, entry, 'the choice');
    };
  else
    switch (keyword) {
      case 'prompt':
        read = () => prompt(context, entry, 'the choice');
        break;
      case 'default':
        read = () => byDefault(context, entry, at);
        break;
      case 'depends':
        read = () => depends(context, entry.depends);
        break;
      case 'optional':
        read = () => {
          entry.optional = true;
          return true;
        };
        break;
      case 'help':
      case '---help---':
        scanner.next();
        help(context, entry, at, 'the choice');
        return true;
      default:
        return false;
    }
  scanner.next();
  if (read()) context.endOfLine();
  else context.abandonLine();
  return true;
}

function menuProperty(context: Context, entry: MenuEntry | CommentEntry): boolean {
  if (context.take('depends')) {
    if (depends(context, entry.depends)) context.endOfLine();
    else context.abandonLine();
    return true;
  }
  if (entry.kind !== 'menu' || !context.take('visible')) return false;
  const condition = context.condition();
  if (condition === undefined) context.abandonLine();
  else {
    if (condition.expression === undefined) context.error("'visible' is followed by 'if' and an expression");
    else entry.visible.push(condition.expression);
    context.endOfLine();
  }
  return true;
}

/** Reads the properties that follow an entry's first line, up to the first line that is none. */
export function readProperties(context: Context, entry: ConfigEntry | ChoiceEntry | MenuEntry | CommentEntry): void {
  for (;;) {
    context.skipEmptyLines();
    // A macro may be called on a line of its own; it expands to nothing.
    if (context.scanner.kind === OPERATOR) return;
    const taken =
      entry.kind === 'config'
        ? configProperty(context, entry)
        : entry.kind === 'choice'
          ? choiceProperty(context, entry)
          : menuProperty(context, entry);
    if (!taken) return;
  }
}
