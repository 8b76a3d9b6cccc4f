/**
 * Declarations that macros make (`POOL(tcp)` → `struct pool pool_tcp;`): calls at file scope are replaced by what each of
 * the macro's definitions says, in all files that are compiled together, whichever of them is in force.
 */
import { type Lexed, strip, type Token } from './tokens.ts';

interface Macro {
  readonly params: readonly string[];
  readonly variadic: boolean;
  readonly body: readonly Token[];
}

export interface Macros {
  readonly functions: ReadonlyMap<string, readonly Macro[]>;
  /** Object-like ones that stand for another name. */
  readonly aliases: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Bounds of what is made of one file: macros may call each other as often as they like. */
const MOST_TOKENS = 500_000;
const DEEPEST = 8;
const MOST_DEFINITIONS = 8;

const DEFINE = /^#\s*define\s+([A-Za-z_]\w*)(?:\(([^)]*)\))?(.*)$/s;

export function macrosOf(files: Iterable<Lexed>): Macros {
  const functions = new Map<string, Macro[]>();
  const aliases = new Map<string, Set<string>>();
  const define = (line: string): void => {
    const [, name, params, rest = ''] = DEFINE.exec(line.trim().replaceAll(/\\\r?\n/g, ' ')) ?? [];
    if (name === undefined) return;
    // A comment, a literal: what they blank in the text they blank here.
    const body = strip(rest, (inner) => inner).match(/##|[A-Za-z_]\w*|\d[\w.]*|""|[^\s]/g) ?? [];
    if (params === undefined) {
      const [alias] = body;
      if (body.length !== 1 || alias === undefined || !/^[A-Za-z_]/.test(alias)) return;
      aliases.set(name, (aliases.get(name) ?? new Set()).add(alias));
      return;
    }
    const list = params.split(',').map((param) => param.trim());
    const variadic = list.at(-1)?.endsWith('...') ?? false;
    const names = list.map((param) => (param === '...' ? '__VA_ARGS__' : param.replace('...', ''))).filter(Boolean);
    const all = functions.get(name) ?? [];
    if (all.length < MOST_DEFINITIONS) all.push({ params: names, variadic, body });
    functions.set(name, all);
  };
  for (const { defines } of files) defines.forEach(define);
  return { functions, aliases };
}

/** The arguments of a call whose `(` is at `open`, and where it ends; undefined where it never does. */
function argumentsAt(tokens: readonly Token[], open: number): { args: Token[][]; end: number } | undefined {
  const args: Token[][] = [[]];
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    if ('([{'.includes(token)) depth += 1;
    if (')]}'.includes(token)) depth -= 1;
    if (depth === 0) return { args, end: at + 1 };
    if (at === open) continue;
    if (depth === 1 && token === ',') args.push([]);
    else args.at(-1)?.push(token);
  }
  return undefined;
}

/** The body with the arguments in their places, pasted; undefined where their number is another, null where it is too much. */
function substituted(
  { params, variadic, body }: Macro,
  given: readonly Token[][],
  most: number,
): Token[] | undefined | null {
  const args = given.slice(0, params.length);
  if (variadic && given.length > params.length) {
    const rest = given.slice(params.length - 1).flatMap((arg, at) => (at === 0 ? arg : [',', ...arg]));
    args[params.length - 1] = rest;
  } else if (given.length > Math.max(1, params.length) || given.length < params.length - (variadic ? 1 : 0)) {
    return undefined;
  }
  const out: Token[] = [];
  let paste = false;
  for (let at = 0; at < body.length; at += 1) {
    const token = body[at] ?? '';
    if (token === '##') {
      paste = true;
      continue;
    }
    const param = params.indexOf(token);
    const isText = token === '#' && params.includes(body[at + 1] ?? '');
    if (isText) at += 1;
    const piece = isText ? ['""'] : param < 0 ? [token] : [...(args[param] ?? [])];
    // An empty argument pastes nothing, and hands it on.
    const isEmpty = piece.length === 0 && param >= 0;
    if (out.length + piece.length > most) return null;
    if (paste && out.length > 0 && piece.length > 0) out.push(`${out.pop()}${piece.shift()}`);
    for (const one of piece) out.push(one);
    if (!isEmpty) paste = false;
  }
  return out;
}

const isWord = (token: Token | undefined) => token !== undefined && /^[A-Za-z_]/.test(token);

/** `tokens` with the calls of macros at file scope replaced. */
export function expanded(tokens: readonly Token[], macros: Macros): readonly Token[] {
  if (macros.functions.size === 0) return tokens;
  let made = 0;

  const walk = (list: readonly Token[], hidden: ReadonlySet<string>): Token[] => {
    const out: Token[] = [];
    let depth = 0;
    /** Nothing of a declaration has been said yet. */
    let fresh = true;
    for (let at = 0; at < list.length; at += 1) {
      const token = list[at] ?? '';
      const call = depth === 0 && list[at + 1] === '(' && !hidden.has(token) ? macros.functions.get(token) : undefined;
      // Behind a `)` it is an attribute, behind a `=` a value.
      const after = out.at(-1);
      const parsed = call && (fresh || isWord(after) || after === '*') ? argumentsAt(list, at + 1) : undefined;
      if (call !== undefined && parsed !== undefined && hidden.size < DEEPEST && made < MOST_TOKENS) {
        const inner = new Set([...hidden, token]);
        for (const macro of call) {
          const body = substituted(macro, parsed.args, MOST_TOKENS - made);
          if (body === undefined) continue;
          // Whoever makes so much has no names to find.
          made += body?.length ?? MOST_TOKENS;
          if (body === null) break;
          for (const one of walk(body, inner)) out.push(one);
          out.push(';');
          // The type that stood before it is before each of the others.
          if (!fresh) out.push('int');
        }
        const next = list[parsed.end];
        if (fresh) {
          // It stood for a type, or is one of a row of calls without a `;`.
          const isCall = list[parsed.end + 1] === '(' && macros.functions.has(next ?? '');
          if (next === '*' || (isWord(next) && !isCall)) out.push('int');
        } else if (next !== '(') {
          // A macro's own name may be declared as a function as well.
          for (const one of list.slice(at, parsed.end)) out.push(one);
        }
        at = parsed.end - 1;
        continue;
      }
      out.push(token);
      if ('([{'.includes(token)) depth += 1;
      else if (')]}'.includes(token)) depth = Math.max(0, depth - 1);
      fresh = depth === 0 && (token === ';' || token === '}');
    }
    return out;
  };
  return walk(tokens, new Set());
}
