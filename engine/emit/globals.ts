/**
 * Which globals a C source declares: a lexical scan, no preprocessor.
 *
 * The names go into the component's rename list. What the scan misses (a global made by a macro) keeps its name and
 * is refused by check.sh, so a mistake here is a finding and never a wrong image.
 */

const PIECES =
  /\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/\/(?:\\\r?\n|[^\n])*|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|^[ \t]*#(?:\\\r?\n|\/\*[\s\S]*?\*\/|[^\n\\]|\\)*/gm;

/** Blanks comments, literals and preprocessor lines; keeps offsets of braces and words apart. */
export const stripSource = (source: string): string => strip(source, () => ' ');

/** @param directive what stands for a preprocessor line */
function strip(source: string, directive: (line: string) => string): string {
  return source.replaceAll(PIECES, (piece) => {
    if (piece.startsWith('"')) return '""';
    if (piece.startsWith("'")) return '0';
    return piece.startsWith('/') ? ' ' : directive(piece);
  });
}

type Token = string;

/** Conditions that hold for no C file of an image: for C++, and what is left out. */
const NEVER = /^#\s*(?:ifdef\s+__cplusplus|if\s+(?:defined\s*\(?\s*__cplusplus\b|0\s*$))/;
const ALWAYS = /^#\s*(?:ifndef\s+__cplusplus|if\s+!\s*defined\s*\(?\s*__cplusplus\b|if\s+1\s*$)/;

/** A conditional as one token: `#never`, `#always`, `#if`, `#else`, `#endif`. */
function conditional(line: string): string {
  const text = line.trim();
  if (NEVER.test(text)) return '\n#never\n';
  if (ALWAYS.test(text)) return '\n#always\n';
  const word = /^#\s*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b/.exec(text)?.[1];
  if (word === undefined) return ' ';
  return word === 'endif' ? '\n#endif\n' : word.startsWith('el') ? '\n#else\n' : '\n#if\n';
}

function tokensOf(source: string): Token[] {
  return balanced(strip(source, conditional).match(/#[a-z]+|[A-Za-z_]\w*|\d[\w.]*|""|[^\s]/g) ?? []);
}

/**
 * All branches of the conditionals one after the other, as one program: where a branch opens or closes a brace as its
 * alternatives do, only the last of them counts.
 */
function balanced(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  const open: { readonly depth: number; dead: boolean; readonly last: boolean; readonly outer: boolean }[] = [];
  let depth = 0;
  let dead = false;
  for (const token of tokens) {
    const top = open.at(-1);
    if (token === '#if' || token === '#never' || token === '#always') {
      const own = token === '#never';
      open.push({ depth, dead: own, last: token === '#always', outer: dead });
      dead ||= own;
    } else if (token === '#else') {
      if (top === undefined || top.outer) continue;
      if (!top.dead && !top.last) {
        for (; depth > top.depth; depth -= 1) out.push('}');
        for (; depth < top.depth; depth += 1) out.push('{');
      }
      top.dead = top.last;
      dead = top.dead;
    } else if (token === '#endif') {
      dead = open.pop()?.outer ?? false;
    } else if (!dead) {
      if (token === '{') depth += 1;
      else if (token === '}') depth -= 1;
      out.push(token);
    }
  }
  return out;
}

const SKIP_ARGUMENT = new Set(['__attribute__', '__asm__', 'asm', '__asm', '_Alignas', '__typeof__', '_Static_assert']);
const AGGREGATE = new Set(['struct', 'union', 'enum']);

/** Names of the functions and objects with external linkage that `source` declares or defines at file scope, sorted. */
export function globalNames(source: string): string[] {
  const names = new Set<string>();
  const tokens = tokensOf(source);
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
  return [...names].sort();
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
