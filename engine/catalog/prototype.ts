/**
 * The strict reader of C prototypes in API declarations (docs/formats.md): `TYPE NAME(PARAMS)`.
 *
 * It knows exactly the types that APIs may use. Everything else (arrays, variadics, macros, unknown typedefs) is an
 * error with a column: what it cannot read, nobody has to guess at.
 */
import type { CParam } from './types.ts';

export interface Prototype {
  readonly name: string;
  readonly returns: string;
  readonly params: readonly CParam[];
}

export class PrototypeError extends Error {
  override name = 'PrototypeError';
  constructor(
    message: string,
    /** 0-based offset in the prototype. */
    readonly offset: number,
  ) {
    super(message);
  }
}

const WORDS = new Set(['void', 'char', 'short', 'int', 'long', 'unsigned', 'signed', 'size_t', 'ssize_t', 'bool']);
const FIXED = /^(u?int(8|16|32|64)_t|uintptr_t|intptr_t|va_list)$/;
const CALLBACK = /^[a-z][a-z0-9_]*_(entry|handler|fn)$/;
const INTEGER_WORDS = new Set(['char', 'short', 'int', 'long', 'unsigned', 'signed']);
const KEYWORDS = new Set(
  'auto break case const continue default do double else enum extern float for goto if inline register restrict return sizeof static struct switch typedef union volatile while'.split(
    ' ',
  ),
);

interface Token {
  readonly text: string;
  readonly offset: number;
}

function tokens(source: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s+|[A-Za-z_][A-Za-z0-9_]*|[*(),]|./gs;
  for (const match of source.matchAll(pattern)) {
    const text = match[0];
    if (/^\s/.test(text)) continue;
    if (!/^([A-Za-z_]\w*|[*(),])$/.test(text)) throw new PrototypeError(`'${text}' has no place here`, match.index);
    found.push({ text, offset: match.index });
  }
  return found;
}

class Reader {
  at = 0;
  constructor(
    readonly list: readonly Token[],
    readonly length: number,
  ) {}
  peek(ahead = 0): string | undefined {
    return this.list[this.at + ahead]?.text;
  }
  get offset(): number {
    return this.list[this.at]?.offset ?? this.length;
  }
  next(): string {
    const text = this.peek();
    if (text === undefined) throw new PrototypeError('the prototype ends too early', this.length);
    this.at += 1;
    return text;
  }
  want(text: string): void {
    const offset = this.offset;
    const got = this.peek();
    if (got !== text)
      throw new PrototypeError(`wanted '${text}'${got === undefined ? '' : `, found '${got}'`}`, offset);
    this.at += 1;
  }
  fail(message: string): never {
    throw new PrototypeError(message, this.offset);
  }
}

/** Reads a type with its stars; stops before the declarator's name. */
function readType(reader: Reader): string {
  const words: string[] = [];
  let constant = false;
  while (reader.peek() === 'const') {
    if (constant) reader.fail("'const' twice");
    constant = true;
    reader.next();
  }
  const first = reader.peek();
  if (first === 'struct') {
    reader.next();
    const tag = reader.next();
    if (!/^[a-z][a-z0-9_]*$/.test(tag)) reader.fail('wanted a structure tag');
    words.push(`struct ${tag}`);
  } else if (first !== undefined && (FIXED.test(first) || CALLBACK.test(first))) {
    words.push(reader.next());
  } else if (first !== undefined && WORDS.has(first)) {
    words.push(reader.next());
    if (INTEGER_WORDS.has(first)) {
      for (let word = reader.peek(); word !== undefined && INTEGER_WORDS.has(word); word = reader.peek()) {
        words.push(reader.next());
      }
    }
  } else {
    reader.fail(first === undefined ? 'wanted a type' : `'${first}' is not a type that an API may use`);
  }
  if (reader.peek() === 'const') {
    if (constant) reader.fail("'const' twice");
    constant = true;
    reader.next();
  }
  let type = `${constant ? 'const ' : ''}${words.join(' ')}`;
  let stars = '';
  while (reader.peek() === '*') {
    reader.next();
    stars += '*';
    if (reader.peek() === 'restrict' || reader.peek() === 'const') stars += `${reader.next()} `;
  }
  if (stars !== '') type += ` ${stars.trimEnd()}`;
  return type;
}

function readName(reader: Reader): string {
  const name = reader.peek();
  if (name === undefined || !/^[a-z][a-z0-9_]*$/.test(name)) reader.fail('wanted a name in lower case');
  if (KEYWORDS.has(name) || WORDS.has(name)) reader.fail(`'${name}' cannot be a name`);
  reader.next();
  return name;
}

function readParams(reader: Reader): CParam[] {
  reader.want('(');
  if (reader.peek() === 'void' && reader.peek(1) === ')') {
    reader.next();
    reader.next();
    return [];
  }
  if (reader.peek() === ')') reader.fail("a function without parameters says '(void)'");
  const params: CParam[] = [];
  for (;;) {
    const type = readType(reader);
    if (reader.peek() === '(') {
      reader.next();
      reader.want('*');
      const name = readName(reader);
      reader.want(')');
      const inner = readParams(reader).map((param) => declare(param.type, param.name));
      params.push({ type: `${type} (*)(${inner.join(', ') || 'void'})`, name });
    } else {
      if (type === 'void' || type === 'const void') reader.fail('a parameter cannot be void');
      params.push({ type, name: readName(reader) });
    }
    if (reader.peek() !== ',') break;
    reader.next();
  }
  reader.want(')');
  const names = new Set(params.map((param) => param.name));
  if (names.size !== params.length) reader.fail('two parameters have one name');
  return params;
}

/**
 * Reads one prototype.
 * @throws PrototypeError with the offset of what it could not read.
 */
export function parsePrototype(source: string): Prototype {
  const reader = new Reader(tokens(source), source.length);
  const returns = readType(reader);
  const name = readName(reader);
  const params = readParams(reader);
  if (reader.peek() !== undefined) reader.fail(`'${reader.peek()}' after the prototype`);
  return { name, returns, params };
}

/** The C declaration of `name` with a type as `parsePrototype` gives it: `const void *from`, `void (*entry)(void *ctx)`. */
export function declare(type: string, name: string): string {
  if (type.includes('(*)')) return type.replace('(*)', `(*${name})`);
  return type.endsWith('*') ? `${type}${name}` : `${type} ${name}`;
}
