/**
 * The console of a running guest: decodes, keeps the last megabyte, and watches for what is expected. A guest may
 * print for ever; what is kept is bounded.
 */
import { StringDecoder } from 'node:string_decoder';

/** Characters kept of a console. */
export const CONSOLE_LIMIT = 1 << 20;

// How far back an expectation is searched when more arrives. The whole kept text is searched once more at the end.
const WINDOW = 8192;

export interface ConsoleKeeper {
  /** Takes what arrived; returns it as text (possibly less: an unfinished character waits for its rest). */
  push(bytes: Buffer): string;
  /** No more will come; returns what was left of an unfinished character. */
  end(): string;
  /** The last CONSOLE_LIMIT characters. */
  text(): string;
  /** The expectation was seen. True when there is none. */
  seen(): boolean;
}

/** `onSeen` is called once, during the `push` or `end` with which `expect` first matches. */
export function createConsole(
  expect: RegExp | undefined,
  onSeen: () => void = () => {},
  limit = CONSOLE_LIMIT,
): ConsoleKeeper {
  const decoder = new StringDecoder('utf8');
  // A sticky or global expression would carry state from one test to the next.
  const pattern = expect && new RegExp(expect.source, expect.flags.replace(/[gy]/g, ''));
  let parts: string[] = [];
  let length = 0;
  let tail = '';
  let found = !pattern;

  const text = () => {
    if (parts.length > 1) parts = [parts.join('')];
    return (parts[0] ?? '').slice(-limit);
  };
  const look = (where: string) => {
    if (found || !pattern?.test(where)) return;
    found = true;
    onSeen();
  };
  const keep = (piece: string) => {
    if (piece === '') return piece;
    parts.push(piece);
    length += piece.length;
    if (length > 2 * limit) {
      parts = [text()];
      length = parts[0]?.length ?? 0;
    }
    if (!found) {
      const near = tail + piece;
      look(near);
      tail = near.slice(-WINDOW);
    }
    return piece;
  };
  return {
    push: (bytes) => keep(decoder.write(bytes)),
    end() {
      const rest = keep(decoder.end());
      look(text());
      return rest;
    },
    text,
    seen: () => found,
  };
}
