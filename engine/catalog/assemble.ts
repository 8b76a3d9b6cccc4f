/** Catalog files → `Catalog`. Pure: what `read.ts` found on the disk, or what a test makes up. */
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { parseApi } from './api.ts';
import { parseBoard } from './board.ts';
import { parseCosts, parseMicrolib } from './microlib.ts';
import { differentPins } from './thirdparty.ts';
import type { Api, Board, Catalog, Cost, Microlib } from './types.ts';
import { broken } from './yaml.ts';

/** The text of one file, by its path relative to the catalog root. A string that could not be read is an `Error`. */
export type CatalogFiles = ReadonlyMap<string, string | Error>;

export const MANIFEST_FILES: ReadonlySet<string> = new Set([
  'api.yaml',
  'microlib.yaml',
  'board.yaml',
  'Kconfig',
  'costs.json',
]);

const split = (path: string) => {
  const slash = path.lastIndexOf('/');
  return { dir: path.slice(0, Math.max(slash, 0)), base: path.slice(slash + 1) };
};

/** Reads every manifest among `files`. Order in the result is by path, whatever the order of `files`. */
export function assembleCatalog(files: CatalogFiles): Catalog {
  const apis: { [name: string]: Api } = {};
  const microlibs: { [name: string]: Microlib } = {};
  const boards: { [target: string]: Board } = {};
  const diagnostics: Diagnostic[] = [];
  const headers = new Map<string, string>();

  const textOf = (path: string): string | undefined => {
    const found = files.get(path);
    if (typeof found === 'string') return found;
    if (found !== undefined) {
      diagnostics.push(
        diagnostic('UL0008', 'error', `${path} cannot be read: ${found.message}`, {
          params: { file: path },
          at: { file: path },
        }),
      );
    }
    return undefined;
  };
  const add = <T>(into: { [name: string]: T }, key: string, value: T, path: string, what: string) => {
    if (Object.hasOwn(into, key)) diagnostics.push(broken(path, `there are two ${what} called '${key}'`));
    else into[key] = value;
  };

  for (const path of [...files.keys()].sort()) {
    const { dir, base } = split(path);
    if (base !== 'api.yaml' && base !== 'microlib.yaml' && base !== 'board.yaml') continue;
    const text = textOf(path);
    if (text === undefined) continue;
    if (base === 'api.yaml') {
      const { api, diagnostics: found } = parseApi(text, path, dir);
      diagnostics.push(...found);
      if (api === undefined) continue;
      const clash = headerClash(api, headers);
      if (clash !== undefined) diagnostics.push(broken(path, clash));
      else add(apis, api.name, api, path, 'APIs');
    } else if (base === 'microlib.yaml') {
      const kconfig = textOf(`${dir}/Kconfig`) ?? '';
      const costs = costsOf(textOf(`${dir}/costs.json`), `${dir}/costs.json`, diagnostics);
      const { microlib, diagnostics: found } = parseMicrolib(text, path, dir, kconfig, costs);
      diagnostics.push(...found);
      if (microlib !== undefined) add(microlibs, microlib.name, microlib, path, 'microlibs');
    } else {
      const { board, diagnostics: found } = parseBoard(text, path, dir);
      diagnostics.push(...found);
      if (board !== undefined) add(boards, board.target, board, path, 'boards');
    }
  }
  for (const microlib of Object.values(microlibs)) {
    diagnostics.push(...unknownApis(microlib, apis));
    if (microlib.sourcesOf === undefined) continue;
    const lender = Object.hasOwn(microlibs, microlib.sourcesOf) ? microlibs[microlib.sourcesOf] : undefined;
    if (lender === undefined) diagnostics.push(broken(`${microlib.dir}/microlib.yaml`, noLender(microlib.sourcesOf)));
    else microlibs[microlib.name] = { ...microlib, sourceDir: lender.dir };
  }
  diagnostics.push(...differentPins(microlibs));
  for (const board of Object.values(boards)) diagnostics.push(...unknownMembers(board, microlibs));
  return { apis, microlibs, boards, diagnostics };
}

function costsOf(text: string | undefined, file: string, diagnostics: Diagnostic[]): readonly Cost[] {
  if (text === undefined) return [];
  const parsed = parseCosts(text, file);
  diagnostics.push(...parsed.diagnostics);
  return parsed.costs;
}

/** All headers of APIs share one include folder, so their file names are one name space. */
function headerClash(api: Api, headers: Map<string, string>): string | undefined {
  for (const header of [api.types, api.header]) {
    if (header === undefined) continue;
    const { base } = split(header);
    const owner = headers.get(base);
    if (owner !== undefined && owner !== api.name) return `the API '${owner}' has a header ${base} already`;
    headers.set(base, api.name);
  }
  return undefined;
}

const noLender = (name: string) => `its sources are those of '${name}', which does not exist`;

function unknownApis(microlib: Microlib, apis: { [name: string]: Api }): Diagnostic[] {
  return [...microlib.provides, ...microlib.requires]
    .filter((port) => !Object.hasOwn(apis, port.api))
    .map((port) =>
      broken(`${microlib.dir}/microlib.yaml`, `port '${port.port}' names the API '${port.api}', which does not exist`),
    );
}

function unknownMembers(board: Board, microlibs: { [name: string]: Microlib }): Diagnostic[] {
  return Object.entries(board.components)
    .filter(([, member]) => !Object.hasOwn(microlibs, member.microlib))
    .map(([name, member]) =>
      broken(`${board.dir}/board.yaml`, `'${name}' names the microlib '${member.microlib}', which does not exist`),
    );
}
