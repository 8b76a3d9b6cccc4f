/**
 * Text → YAML document, within limits. The library composes nodes by recursion, and V8 can die for good (not throw)
 * when a regular expression is compiled at the end of the stack. So the depth is bounded while the tokens, which need
 * no recursion, are read.
 */
import { Composer, Document, Lexer, LineCounter, type ParsedNode, Parser } from 'yaml';

export { Document, LineCounter };

/** Open brackets and indents at any point of the text; a composition has about 10. */
const MAX_OPEN = 150;
/** A composition of 1,000 components has about 60,000. */
const MAX_TOKENS = 600_000;

export class TooMuch extends Error {
  override name = 'TooMuch';
  constructor(
    message: string,
    /** Offset in the text. */
    readonly offset: number,
  ) {
    super(message);
  }
}

function* boundedTokens(text: string, lineCounter: LineCounter) {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  let count = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    count += 1;
    if (count > MAX_TOKENS) throw new TooMuch('the file holds too many values', parser.offset);
    if (parser.stack.length > MAX_OPEN) throw new TooMuch('the file is nested too deeply', parser.offset);
  }
  yield* parser.end();
}

/**
 * The YAML document of `text`, with comments, and `errors` where it is not YAML.
 * @throws TooMuch for texts that no person would write.
 */
export function readDocument(text: string, lineCounter: LineCounter = new LineCounter()): Document.Parsed<ParsedNode> {
  const composer = new Composer({
    prettyErrors: false,
    // `tree.ts` finds duplicates itself; the library compares each key with each.
    uniqueKeys: false,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: 'silent',
  });
  let document: Document.Parsed<ParsedNode> | undefined;
  for (const next of composer.compose(boundedTokens(text, lineCounter), true, text.length)) {
    if (document !== undefined) throw new TooMuch('the file holds more than one document', next.range[0]);
    document = next as Document.Parsed<ParsedNode>;
  }
  if (document === undefined) throw new TooMuch('the file is empty', 0);
  return document;
}
