/**
 * Which globals a C source declares: a lexical scan, no preprocessor. All branches of conditionals and all definitions of a
 * macro count, so that the list holds whatever the options say.
 *
 * The names go into the component's rename list. What the scan misses keeps its name and is refused by check.sh, so a
 * mistake here is a finding and never a wrong image; a name too many does nothing.
 */
import { expanded, type Macros, macrosOf } from './macros.ts';
import { type Lexed, lex, type Token } from './tokens.ts';

const SKIP_ARGUMENT = new Set(['__attribute__', '__asm__', 'asm', '__asm', '_Alignas', '__typeof__', '_Static_assert']);
const AGGREGATE = new Set(['struct', 'union', 'enum']);

/**
 * Names of the functions and objects with external linkage that `sources`, which are compiled together, declare or define
 * at file scope, sorted.
 */
export function globalNames(sources: readonly string[]): string[] {
  const files = sources.map(lex);
  const macros = macrosOf(files);
  const names = new Set(files.flatMap((file) => namesIn(file, macros)));
  // `#define old_name new_name`: the declaration is that of the new one.
  for (const name of names) for (const alias of macros.aliases.get(name) ?? []) names.add(alias);
  return [...names].sort();
}

function namesIn(file: Lexed, macros: Macros): string[] {
  const names = new Set<string>();
  const tokens = expanded(file.tokens, macros);
  let at = 0;
  const skipBalanced = (open: string, close: string) => {
    let depth = 0;
    for (; at < tokens.length; at += 1) {
      if (tokens[at] === open) depth += 1;
      else if (tokens[at] === close) {
        depth -= 1;
        if (depth === 0) {
          at += 1;
          return;
        }
      }
    }
  };
  while (at < tokens.length) {
    // One external declaration: words outside of parentheses decide, until ';' or a function's body.
    let isLocal = false;
    let name: string | undefined;
    let named = false;
    let initializer = false;
    let isFunction = false;
    let ended = false;
    const settle = () => {
      if (!isLocal && name !== undefined && named) names.add(name);
      name = undefined;
      named = false;
      initializer = false;
    };
    while (!ended && at < tokens.length) {
      const token = tokens[at] ?? '';
      if (SKIP_ARGUMENT.has(token)) {
        at += 1;
        if (tokens[at] === '(') skipBalanced('(', ')');
      } else if (token === ';') {
        settle();
        ended = true;
        at += 1;
      } else if (token === ',') {
        settle();
        // The next declarator has the same type before it.
        named = true;
        isFunction = false;
        at += 1;
      } else if (token === '=') {
        initializer = true;
        at += 1;
      } else if (token === '{') {
        skipBalanced('{', '}');
        if (isFunction && !initializer) {
          settle();
          ended = true;
        }
      } else if (token === '[') {
        skipBalanced('[', ']');
      } else if (token === '(') {
        const declarator = name === undefined || !named ? innerName(tokens, at) : undefined;
        if (!initializer && declarator !== undefined) {
          name = declarator;
          named = true;
        } else if (!initializer) {
          isFunction = true;
        }
        skipBalanced('(', ')');
      } else if (initializer) {
        at += 1;
      } else if (token === 'static' || token === 'typedef' || token === 'inline') {
        // A plain `inline` definition has no external definition either.
        isLocal = true;
        at += 1;
      } else if (token === '_Static_assert') {
        at += 1;
      } else if (AGGREGATE.has(token)) {
        at += 1;
        while (SKIP_ARGUMENT.has(tokens[at] ?? '')) {
          at += 1;
          if (tokens[at] === '(') skipBalanced('(', ')');
        }
        if (/^[A-Za-z_]/.test(tokens[at] ?? '')) at += 1;
        if (tokens[at] === '{') skipBalanced('{', '}');
        name = undefined;
        named = true;
      } else if (/^[A-Za-z_]/.test(token)) {
        if (!isFunction) {
          // The last word before '(', '[', '=', ',' or ';' is the name; it needs a type before it.
          named = named || name !== undefined;
          name = TYPE_WORDS.has(token) ? undefined : token;
          if (TYPE_WORDS.has(token)) named = true;
        }
        at += 1;
      } else {
        at += 1;
      }
    }
  }
  return [...names];
}

const TYPE_WORDS = new Set(
  'void char short int long unsigned signed float double bool _Bool const volatile restrict extern _Noreturn register _Thread_local __extension__'.split(
    ' ',
  ),
);

/** The name in a declarator in parentheses, `(*handler)(…)` or `(*table[4])(…)`; undefined for a parameter list. */
function innerName(tokens: readonly Token[], open: number): string | undefined {
  if (tokens[open + 1] !== '*') return undefined;
  let at = open + 1;
  while (tokens[at] === '*' || tokens[at] === 'const' || tokens[at] === 'volatile') at += 1;
  const word = tokens[at];
  return word !== undefined && /^[A-Za-z_]\w*$/.test(word) ? word : undefined;
}
