/** What a word can be. Numbers, so that the readers compare and switch without touching a text. */

export const END_LINE = 0;
export const END_FILE = 1;
export const WORD = 2;
export const QUOTED = 3;

export const OR = 4;
export const AND = 5;
export const NOT = 6;
export const OPEN = 7;
export const CLOSE = 8;
export const EQUAL = 9;
export const UNEQUAL = 10;
export const LESS = 11;
export const LESS_EQUAL = 12;
export const GREATER = 13;
export const GREATER_EQUAL = 14;
export const SET_SIMPLE = 15;
export const APPEND = 16;

/** How operators are written, by kind. */
export const OPERATORS: readonly string[] = [
  ...['', '', '', ''],
  ...['||', '&&', '!', '(', ')', '=', '!=', '<', '<=', '>', '>=', ':=', '+='],
];

/** Kinds from here on are keywords. */
export const FIRST_KEYWORD = 32;

export const K_CONFIG = 32;
export const K_MENUCONFIG = 33;
export const K_CHOICE = 34;
export const K_ENDCHOICE = 35;
export const K_MENU = 36;
export const K_ENDMENU = 37;
export const K_IF = 38;
export const K_ENDIF = 39;
export const K_COMMENT = 40;
export const K_SOURCE = 41;
export const K_MAINMENU = 42;
export const K_BOOL = 43;
export const K_TRISTATE = 44;
export const K_INT = 45;
export const K_HEX = 46;
export const K_STRING = 47;
export const K_DEF_BOOL = 48;
export const K_DEF_TRISTATE = 49;
export const K_DEFAULT = 50;
export const K_DEPENDS = 51;
export const K_ON = 52;
export const K_PROMPT = 53;
export const K_RANGE = 54;
export const K_SELECT = 55;
export const K_IMPLY = 56;
export const K_HELP = 57;
export const K_OLD_HELP = 58;
export const K_OPTION = 59;
export const K_OPTIONAL = 60;
export const K_VISIBLE = 61;
export const K_MODULES = 62;
export const K_ALLNOCONFIG_Y = 63;
export const K_DEFCONFIG_LIST = 64;

/** Words that mean something wherever they stand, from `FIRST_KEYWORD` on. */
export const KEYWORDS: readonly string[] = [
  ...['config', 'menuconfig', 'choice', 'endchoice', 'menu', 'endmenu', 'if', 'endif', 'comment', 'source'],
  ...['mainmenu', 'bool', 'tristate', 'int', 'hex', 'string', 'def_bool', 'def_tristate', 'default', 'depends'],
  ...['on', 'prompt', 'range', 'select', 'imply', 'help', '---help---', 'option', 'optional', 'visible', 'modules'],
  ...['allnoconfig_y', 'defconfig_list'],
];

/** Keywords by a number that three of their characters and the length make; those that share one follow each other. */
const BUCKETS: (readonly number[] | undefined)[] = [];

function bucketOf(length: number, first: number, second: number, last: number): number {
  return (length * 7 + first * 5 + second * 3 + last) & 127;
}

for (const [at, word] of KEYWORDS.entries()) {
  const length = word.length;
  const bucket = bucketOf(length, word.charCodeAt(0), word.charCodeAt(1), word.charCodeAt(length - 1));
  BUCKETS[bucket] = [...(BUCKETS[bucket] ?? []), at];
}
for (let bucket = 0; bucket < 128; bucket++) BUCKETS[bucket] ??= undefined;

/** The keyword that stands in `text` from `start` to before `end`; `WORD` where none does. Makes no text of its own. */
export function keywordAt(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < 2 || length > 14) return WORD;
  const first = text.charCodeAt(start);
  const bucket = BUCKETS[bucketOf(length, first, text.charCodeAt(start + 1), text.charCodeAt(end - 1))];
  if (bucket === undefined) return WORD;
  for (let index = 0; index < bucket.length; index++) {
    const at = bucket[index] as number;
    const word = KEYWORDS[at] as string;
    if (word.length !== length) continue;
    let same = 0;
    while (same < length && word.charCodeAt(same) === text.charCodeAt(start + same)) same++;
    if (same === length) return FIRST_KEYWORD + at;
  }
  return WORD;
}

/** The word of a keyword or an operator. */
export function spelling(kind: number): string {
  return (kind >= FIRST_KEYWORD ? KEYWORDS[kind - FIRST_KEYWORD] : OPERATORS[kind]) ?? '';
}

/** The operator that begins with the character code `c` and goes on with `after`; 0 where none does. */
export function operatorAt(c: number, after: number): number {
  const equals = after === 61;
  switch (c) {
    case 33: // !
      return equals ? UNEQUAL : NOT;
    case 38: // &
      return after === 38 ? AND : 0;
    case 40:
      return OPEN;
    case 41:
      return CLOSE;
    case 43: // +
      return equals ? APPEND : 0;
    case 58: // :
      return equals ? SET_SIMPLE : 0;
    case 60:
      return equals ? LESS_EQUAL : LESS;
    case 61:
      return EQUAL;
    case 62:
      return equals ? GREATER_EQUAL : GREATER;
    case 124: // |
      return after === 124 ? OR : 0;
    default:
      return 0;
  }
}
