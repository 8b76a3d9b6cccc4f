/** `option NAME` and `option NAME=VALUE`: what tools before Linux 5.13 know. */
import type { Context } from './context.ts';
import { type ConfigNode, withItem } from './nodes.ts';
import { EQUAL, K_ALLNOCONFIG_Y, K_DEFCONFIG_LIST, K_MODULES, WORD } from './tokens.ts';

/** Reads from the word `option`; false where it is wrong, which is reported. */
export function readOption(context: Context, entry: ConfigNode): boolean {
  const { scanner } = context;
  const at = scanner.position();
  scanner.next();
  switch (scanner.kind) {
    case K_MODULES:
      entry.flag('modules');
      break;
    case K_ALLNOCONFIG_Y:
      entry.flag('allnoconfig_y');
      break;
    case K_DEFCONFIG_LIST:
      entry.flag('defconfig_list');
      break;
    default:
      if (scanner.kind === WORD && scanner.value === 'env') return environment(context, entry);
      context.error("there is no such option; there are 'modules', 'env', 'allnoconfig_y' and 'defconfig_list'", at);
      return false;
  }
  scanner.next();
  return true;
}

/** The variable's value is the symbol's default, as before Linux 4.18. */
function environment(context: Context, entry: ConfigNode): boolean {
  const at = context.scanner.position();
  context.scanner.next();
  if (!context.take(EQUAL)) {
    context.error(`'option env' is followed by '=', not by ${context.shown()}`);
    return false;
  }
  const variable = context.text('the name of an environment variable');
  if (variable === undefined) return false;
  entry.env = variable;
  const text = context.environment(variable);
  if (text === undefined)
    context.report.add('UL0216', 'warning', at, `the environment variable '${variable}' is not set`, {
      what: 'env',
      symbol: entry.symbol.name,
      variable,
    });
  else {
    const value = { op: 'symbol', symbol: context.interner.constant(text) } as const;
    entry.defaults = withItem(entry.defaults, { value, condition: undefined, at });
  }
  return true;
}
