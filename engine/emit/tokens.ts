/** C text → words and signs: a lexical scan, no preprocessor. */

const PIECES =
  /\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|\/\/(?:\\\r?\n|[^\n])*|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|^[ \t]*#(?:\\\r?\n|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))|[^\n\\]|\\)*/gm;

/**
 * Blanks comments and literals; keeps words apart.
 * @param directive what stands for a preprocessor line
 */
export function strip(source: string, directive: (line: string) => string): string {
  return source.replaceAll(PIECES, (piece) => {
    if (piece.startsWith('"')) return '""';
    if (piece.startsWith("'")) return '0';
    return piece.startsWith('/') ? ' ' : directive(piece);
  });
}

export type Token = string;

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

export interface Lexed {
  /** What the file says outside of comments, literals and preprocessor lines, all branches of its conditionals included. */
  readonly tokens: readonly Token[];
  /** Its `#define` lines. */
  readonly defines: readonly string[];
}

export function lex(source: string): Lexed {
  const defines: string[] = [];
  const text = strip(source, (line) => {
    if (/^\s*#\s*define\b/.test(line)) defines.push(line);
    return conditional(line);
  });
  return { tokens: balanced(text.match(/#[a-z]+|[A-Za-z_]\w*|\d[\w.]*|""|[^\s]/g) ?? []), defines };
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
