/** What gcov says of the lines of the microlibs: which there are, and which have run. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/**
 * Lines by file, below `microlibs`: how often each ran is of no interest, whether it did is.
 * @typedef {Record<string, Record<number, boolean>>} Lines
 * @typedef {{ line_number: number, count: number }} GcovLine
 * @typedef {{ file: string, lines: GcovLine[], functions: { start_line: number, end_line: number }[] }} GcovFile
 * @typedef {Record<string, [first: number, last: number][]>} Functions
 */

export const gcov = process.env['GCOV'] ?? 'gcov';

/**
 * @param {string} folder
 * @returns {string[]} paths of what programs have counted
 */
export function countsBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.gcda'))
    .sort();
}

/**
 * Adds `more` to `to`.
 * @param {Lines} to
 * @param {Lines} more
 */
export function merge(to, more) {
  for (const [file, lines] of Object.entries(more)) {
    to[file] ??= {};
    const own = to[file];
    for (const [line, hit] of Object.entries(lines)) own[Number(line)] = hit || own[Number(line)] === true;
  }
  return to;
}

/**
 * Runs gcov on all that was counted below `folder`.
 * @param {string} folder
 * @param {(path: string) => string | null} nameOf a source as gcov names it (absolute) → its path below `microlibs`
 * @returns {{ lines: Lines, functions: Functions }}
 * @throws where gcov is not there or refuses
 */
export function readCounts(folder, nameOf) {
  /** @type {Lines} */
  const lines = {};
  /** @type {Functions} */
  const functions = {};
  const counts = countsBelow(folder);
  if (counts.length === 0) return { lines, functions };
  const { status, stdout, stderr, error } = spawnSync(gcov, ['--json-format', '--stdout', ...counts], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(`${gcov}: ${error?.message ?? stderr}`);
  for (const text of stdout.split('\n')) {
    if (text === '') continue;
    for (const { file, lines: found, functions: there } of /** @type {{ files: GcovFile[] }} */ (JSON.parse(text))
      .files) {
      const name = nameOf(resolve(folder, file));
      if (name === null) continue;
      merge(lines, { [name]: Object.fromEntries(found.map((line) => [line.line_number, false])) });
      merge(lines, {
        [name]: Object.fromEntries(found.filter(({ count }) => count > 0).map((line) => [line.line_number, true])),
      });
      functions[name] ??= [];
      functions[name].push(...there.map((each) => /** @type {[number, number]} */ ([each.start_line, each.end_line])));
    }
  }
  return { lines, functions };
}

/**
 * For programs that are compiled where the microlibs are.
 * @param {string} root the folder `microlibs`
 */
export const inPlace = (root) => (/** @type {string} */ path) => {
  const name = relative(root, path);
  return name.startsWith('..') || name.includes('/test/') ? null : name;
};

/**
 * For an emitted folder: `src/MICROLIB/…` is a copy of the microlib's file. Third-party files are nobody's here to test.
 * @param {string} folder
 * @param {ReadonlyMap<string, { dir: string, 'third-party'?: { name: string, version: string } }>} microlibs by name
 */
export const inEmitted = (folder, microlibs) => (/** @type {string} */ path) => {
  const [top, microlib = '', ...rest] = relative(folder, path).split('/');
  const { dir, 'third-party': archive } = microlibs.get(microlib) ?? {};
  const isForeign = archive !== undefined && rest[0] === `${archive.name}-${archive.version}`;
  return top === 'src' && dir !== undefined && !isForeign ? join(dir, ...rest) : null;
};
