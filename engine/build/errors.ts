/** What compilers, the linker and our scripts printed → diagnostics that point at the files people wrote. */
import { type Diagnostic, diagnostic, type Place } from '../check/types.ts';
import type { SourceId } from '../emit/types.ts';

/** Emitted path → the file that it is a copy of. */
export type Origins = ReadonlyMap<string, SourceId>;

/** The log's lines are cut to this many findings: one typing error can make hundreds. */
const MOST = 50;

const original = (path: string, origins: Origins): string => {
  const id = origins.get(path);
  return id === undefined ? path : id.slice(id.indexOf(':') + 1);
};

/**
 * Reads the log of a failed build. Always at least one diagnostic.
 * @param sourceOf object → the emitted source that it was compiled from
 */
export function buildDiagnostics(log: string, origins: Origins, sourceOf: ReadonlyMap<string, string>): Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const add = (item: Diagnostic) => {
    const key = `${item.code} ${item.message} ${item.at.file ?? ''} ${item.at.line ?? ''}`;
    if (found.size < MOST && !found.has(key)) found.set(key, item);
  };
  const placeOf = (object: string): Place => {
    const owner = /^obj\/([^/]+)\//.exec(object)?.[1];
    const source = sourceOf.get(object);
    return {
      ...(owner === undefined ? {} : { component: owner }),
      ...(source === undefined ? {} : { file: original(source, origins) }),
    };
  };
  let component: string | undefined;
  for (const line of log.split('\n')) {
    const failed = /^FAILED: (?:\[code=\d+\] )?obj\/([^/ ]+)\//.exec(line);
    if (failed !== null) component = failed[1];
    const diagnosis =
      compilerError(line, component, origins) ?? portFinding(line, placeOf) ?? linkError(line, origins) ?? other(line);
    if (diagnosis !== undefined) add(diagnosis);
  }
  if (found.size === 0) {
    const message = log.trim().split('\n').at(-1) ?? 'the build failed';
    add(diagnostic('UL0303', 'error', message, { params: { message } }));
  }
  return [...found.values()];
}

function compilerError(line: string, component: string | undefined, origins: Origins): Diagnostic | undefined {
  const match = /^([^\s:]+(?: [^\s:]+)*):(\d+):(?:(\d+):)? (?:fatal )?error: (.*)$/.exec(line);
  if (match === null) return undefined;
  const [, path = '', row, column, message = ''] = match;
  if (path.startsWith('/usr/bin/ld')) return undefined;
  const file = original(path, origins);
  const at: Place = {
    ...(component === undefined || component === 'uniloom' ? {} : { component }),
    file,
    line: Number(row),
    ...(column === undefined ? {} : { column: Number(column) }),
  };
  return diagnostic('UL0302', 'error', message, { params: { message, file }, at });
}

/** A line of check.sh: `leak|reach|unwired OBJECT SYMBOL API`. */
function portFinding(line: string, placeOf: (object: string) => Place): Diagnostic | undefined {
  const match = /^(leak|reach|unwired) (obj\/\S+) (\S+) (\S+)$/.exec(line);
  if (match === null) return undefined;
  const [, kind, object = '', symbol = '', apis = '-'] = match;
  const at = placeOf(object);
  const file = at.file ?? object;
  const [api, ...more] = apis === '-' ? [] : apis.split(',');
  const params = { symbol, file, component: at.component ?? '', api: api ?? '' };
  if (kind === 'unwired') {
    const port = symbol.split('.')[1] ?? '';
    const message = `${file} calls ${symbol}, but the optional port '${port}' has no wire: guard the call with ${port.toUpperCase()}_WIRED`;
    return diagnostic('UL0305', 'error', message, { params: { ...params, port }, at: { ...at, port } });
  }
  if (kind === 'leak') {
    const message = `${file} defines the global '${symbol}' outside of its ports: make it static`;
    return diagnostic('UL0301', 'error', message, { params, at });
  }
  const hint =
    api === undefined
      ? 'which no API that it requires has'
      : `which belongs to the API '${[api, ...more].join("' or '")}': require it as a port`;
  return diagnostic('UL0301', 'error', `${file} uses '${symbol}', ${hint}`, { params, at });
}

function linkError(line: string, origins: Origins): Diagnostic | undefined {
  const undefinedName = /^(?:\S*ld: )?(.*?):(?:(\d+):|\([^)]*\):)? undefined reference to [`']([^']+)'/.exec(line);
  if (undefinedName !== null) {
    const [, path = '', row, symbol = ''] = undefinedName;
    const tail = /(?:^|\/)((?:src|own|gen)\/.*)$/.exec(path)?.[1] ?? path;
    const at: Place = { file: original(tail, origins), ...(row === undefined ? {} : { line: Number(row) }) };
    return diagnostic('UL0303', 'error', `nothing defines '${symbol}'`, { params: { symbol }, at });
  }
  const twice = /multiple definition of [`']([^']+)'/.exec(line);
  if (twice !== null) {
    const symbol = twice[1] ?? '';
    return diagnostic('UL0303', 'error', `'${symbol}' is defined more than once`, { params: { symbol } });
  }
  const script = /^(?:\S*ld:)? ?(link\.lds:\d+: .*)$/.exec(line);
  if (script !== null) return diagnostic('UL0303', 'error', script[1] ?? '', { params: { message: script[1] ?? '' } });
  return undefined;
}

function other(line: string): Diagnostic | undefined {
  const match = /^(?:\.config: error: |ninja: error: )(.*)$/.exec(line);
  if (match === null) return undefined;
  const message = match[1] ?? '';
  return diagnostic('UL0303', 'error', message, { params: { message } });
}
