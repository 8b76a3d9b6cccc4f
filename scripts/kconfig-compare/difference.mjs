/** How two `.config` texts differ, and seeded changes to one. */

const NAME = /^(?:# )?([A-Za-z0-9_]+)(?:=| is not set$)/;

/**
 * @typedef {{ same: boolean, lines: number, values: number, order: boolean, shown: string[] }} Difference
 * `same` is byte for byte; `lines` counts the lines that only one has, `values` the symbols that differ; `order` is whether
 * those that both have stand in the same order; `shown` is `NAME: theirs | ours` of each symbol.
 */

/** The lines of symbols by name; others (headings) under their own text. @param {string} text */
function byName(text) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const line of text.split('\n')) {
    const name = NAME.exec(line)?.[1];
    if (name !== undefined) found.set(name, line);
  }
  return found;
}

/** @param {string} text */
function counts(text) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const line of text.split('\n')) found.set(line, (found.get(line) ?? 0) + 1);
  return found;
}

/** @param {string} theirs @param {string} ours @returns {Difference} */
export function differenceOf(theirs, ours) {
  if (theirs === ours) return { same: true, lines: 0, values: 0, order: true, shown: [] };
  const a = byName(theirs);
  const b = byName(ours);
  /** @type {string[]} */
  const shown = [];
  for (const name of new Set([...a.keys(), ...b.keys()]))
    if (a.get(name) !== b.get(name)) shown.push(`${name}: ${a.get(name) ?? '-'} | ${b.get(name) ?? '-'}`);
  const common = (/** @type {Map<string, string>} */ one, /** @type {Map<string, string>} */ other) =>
    [...one.keys()].filter((name) => other.has(name)).join('\n');
  const left = counts(theirs);
  const right = counts(ours);
  let lines = 0;
  for (const line of new Set([...left.keys(), ...right.keys()]))
    lines += Math.abs((left.get(line) ?? 0) - (right.get(line) ?? 0));
  const values = shown.length;
  if (values === 0)
    for (const line of new Set([...left.keys(), ...right.keys()]))
      if (left.get(line) !== right.get(line))
        shown.push(`'${line}' ${left.get(line) ?? 0} times | ${right.get(line) ?? 0} times`);
  return { same: false, lines, values, order: common(a, b) === common(b, a), shown };
}

/** The lines of symbols alone. @param {string} text */
export const symbolLines = (text) =>
  text
    .split('\n')
    .filter((line) => NAME.test(line))
    .join('\n');

/** `"` and `\\` within strings with a `\\` before them. @param {string} text */
export const escapedStrings = (text) =>
  text.replace(/^([^#\n=]+=")(.*)"$/gm, (_, start, inner) => `${start}${inner.replace(/["\\]/g, '\\$&')}"`);

/** The reverse. @param {string} text */
export const unescapedStrings = (text) =>
  text.replace(/^([^#\n=]+=")(.*)"$/gm, (_, start, inner) => `${start}${inner.replace(/\\(.)/g, '$1')}"`);

/** Numbers that are the same on each run (mulberry32). @param {number} seed @returns {(below: number) => number} */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const NUMBERS = ['0', '1', '-1', '7', '64', '007', '4096', '999999999', '0x0', '0xff', '0XAB', 'ff', '', 'x', '"1"'];
const TEXTS = ['""', '"a"', '"a b"', '"a\\"b"', '"a\\\\b"', '"a\\b"', '"open', 'bare'];

/**
 * A `.config` as a careless hand leaves it: lines missing, doubled, moved, set to something else, of unknown symbols.
 * @param {string} text
 * @param {number} seed
 */
export function perturbed(text, seed) {
  const next = random(seed);
  const pick = (/** @type {string[]} */ list) => list[next(list.length)] ?? '';
  const lines = text.split('\n').flatMap((line) => {
    const name = NAME.exec(line)?.[1];
    if (name === undefined || next(4) !== 0) return [line];
    switch (next(5)) {
      case 0:
        return [];
      case 1:
        return [line, `${name}=${pick(['y', 'm', 'n'])}`];
      case 2:
        return [`# ${name} is not set`];
      default: {
        const value = line.slice(name.length + 1);
        if (value.startsWith('"')) return [`${name}=${pick(TEXTS)}`];
        if (/^(0x)?[0-9a-f-]/i.test(value) && !line.startsWith('#')) return [`${name}=${pick(NUMBERS)}`];
        return [`${name}=${pick(['y', 'y', 'm', 'n', '', '1', '"y"', 'Y'])}`];
      }
    }
  });
  for (let count = lines.length >> 4; count > 0; count--) {
    const from = next(lines.length);
    const [line = ''] = lines.splice(from, 1);
    lines.splice(next(lines.length + 1), 0, line);
  }
  return lines.join('\n');
}
