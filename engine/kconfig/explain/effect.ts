/** Whether what was assigned to a symbol holds, and if not, why not. */
import type { Configuration } from '../evaluate/configuration.ts';
import { isValid, strtoll } from '../evaluate/numbers.ts';
import { tristateOf } from '../evaluate/state.ts';
import type { KSymbol } from '../language/tree.ts';
import type { ExplainNode } from './node.ts';
import { boundText, CHAIN, Why } from './why.ts';
import { isLogical, listed, nameOf, shownValue, TRI } from './words.ts';

export interface Effect {
  /** The diagnostic's code. */
  readonly code: 'UL0232' | 'UL0233' | 'UL0234' | 'UL0237' | 'UL0238' | 'UL0239';
  /** A sentence about the assignment, which begins with the symbol's name. */
  readonly text: string;
  readonly params: Readonly<Record<string, string>>;
  /** Why, the nearest cause first. */
  readonly causes: readonly ExplainNode[];
}

function sameNumber(type: 'int' | 'hex', a: string, b: string): boolean {
  const base = type === 'int' ? 10 : 16;
  const [left, right] = [strtoll(a, base), strtoll(b, base)];
  return left.whole && right.whole && left.value === right.value;
}

function holds(configuration: Configuration, symbol: KSymbol, user: string): boolean {
  if (isLogical(symbol)) return tristateOf(user) === configuration.tristate(symbol);
  const text = configuration.text(symbol);
  return text === user || ((symbol.type === 'int' || symbol.type === 'hex') && sameNumber(symbol.type, text, user));
}

/** Undefined where nothing was assigned, or what was assigned holds. */
export function effectOf(configuration: Configuration, symbol: KSymbol): Effect | undefined {
  const user = configuration.user(symbol);
  if (user === undefined) return undefined;
  const now = shownValue(configuration, symbol);
  const { name, type } = symbol;
  const shown = type === 'string' ? `"${user}"` : user;
  const make = (code: Effect['code'], text: string, params: Effect['params'] = {}, causes: Effect['causes'] = []) => ({
    code,
    text: `${name} was set to ${shown}, but ${text}`,
    params: { value: user, now, ...params },
    causes,
  });
  if (type === 'unknown') return make('UL0234', 'nothing gives it a type, so it has no value', { what: 'prompt' });
  if (!isValid(type, user))
    return make('UL0232', `that is no value for ${type === 'int' ? 'an' : 'a'} ${type}`, { type });
  if (holds(configuration, symbol, user)) return undefined;
  const why = new Why(configuration, CHAIN);
  const own = configuration.program.symbols[symbol.id];
  if (own === undefined || own.prompts.length === 0)
    return make('UL0234', `it has no prompt, so it cannot be set; it is ${now}`, { what: 'prompt' }, [
      why.symbol(symbol),
    ]);
  const selected = selectedEffect(configuration, symbol, user, why);
  if (selected !== undefined) return make('UL0238', selected.text, selected.params, selected.causes);
  const visible = configuration.visibility(symbol);
  if (visible === 0)
    return make(
      'UL0234',
      `its prompt is not visible, so that does not count; it is ${now}`,
      {},
      why.notVisible(symbol),
    );
  if (!isLogical(symbol)) {
    const bounds = configuration.bounds(symbol);
    const low = bounds === null ? '' : boundText(symbol, bounds.low);
    const high = bounds === null ? '' : boundText(symbol, bounds.high);
    const range = configuration.program.symbols[symbol.id]?.ranges.find(({ when }) => configuration.holds(when) > 0);
    const cause = {
      text: `the range of ${name} is ${low} to ${high}`,
      ...(range ? { at: range.at } : {}),
      children: [],
    };
    return make('UL0233', `it may be ${low} to ${high}; it is ${now}`, { low, high }, [cause]);
  }
  const { member } = own;
  if (member !== undefined && visible === 2 && configuration.tristate(member.symbol) === 2) {
    const picked = configuration.picked(member);
    const choice = nameOf(configuration, member.symbol);
    if (picked === symbol)
      return make('UL0237', `${choice} needs a member that is y, and takes it`, { choice, picked: name });
    const text = picked === undefined ? `${choice} has nothing chosen` : `${picked.name} is chosen in ${choice}`;
    return make('UL0237', text, { choice, picked: picked?.name ?? '' }, [why.symbol(symbol)]);
  }
  const asked = tristateOf(user);
  const most = TRI[configuration.tristate(symbol)];
  if (asked > visible) return make('UL0239', `it can be at most ${most}`, { most }, why.notVisible(symbol));
  const { modules } = configuration.tree;
  const reason =
    modules === undefined ? 'the tree has no modules' : `${modules.name} is ${configuration.text(modules)}`;
  return make('UL0239', `m is not possible here, and ${most} stands for it`, { most }, [
    { text: member === undefined ? reason : `${reason}, or its choice is y`, children: [] },
  ]);
}

/** That others select more than was asked for, which counts whether the prompt shows or not. */
function selectedEffect(
  configuration: Configuration,
  symbol: KSymbol,
  user: string,
  why: Why,
): Pick<Effect, 'text' | 'params' | 'causes'> | undefined {
  if (!isLogical(symbol) || configuration.selected(symbol) <= tristateOf(user)) return undefined;
  const active = configuration.selectedBy(symbol).filter((each) => each.value > 0);
  const by = listed(active.map(({ select }) => select.by.name));
  const least = TRI[configuration.selected(symbol)];
  const text = `${by} select${active.length === 1 ? 's' : ''} it, so it is at least ${least}`;
  return { text, params: { by, least }, causes: why.reverse(active) };
}
