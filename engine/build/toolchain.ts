/** Finds the programs that a build needs. Paths by looking at the disk; versions by asking, once a process. */
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ContractError, type ToolInfo } from '../contract.ts';

interface Wanted {
  readonly name: string;
  readonly purpose: string;
  /** Debian's package. */
  readonly package: string;
}

/** What a build runs. */
export const BUILD_TOOLS: readonly Wanted[] = [
  { name: 'gcc', purpose: 'compiles microlibs and links images', package: 'gcc' },
  { name: 'ld', purpose: 'links images', package: 'binutils' },
  { name: 'nm', purpose: 'checks that nothing leaks past a port', package: 'binutils' },
  { name: 'objcopy', purpose: 'strips images', package: 'binutils' },
  { name: 'readelf', purpose: 'reads sizes from debug information', package: 'binutils' },
  { name: 'awk', purpose: 'writes option headers', package: 'mawk' },
  { name: 'ninja', purpose: 'runs builds', package: 'ninja-build' },
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const found = new Map<string, string | null>();

/** Where `name` is, or null. Remembered while PATH stays the same; a tool that was missing is looked for again. */
export function findTool(name: string): string | null {
  const path = process.env['PATH'] ?? '';
  const key = `${name}\0${path}`;
  const known = found.get(key);
  if (known !== undefined && known !== null) return known;
  for (const dir of path.split(delimiter)) {
    // npm puts the scripts of packages onto PATH; those of its `ninja` are no ninja.
    if (dir !== '' && !/(^|\/)node_modules\/\.bin\/?$/.test(dir) && isExecutable(join(dir, name))) {
      found.set(key, join(dir, name));
      return join(dir, name);
    }
  }
  found.set(key, null);
  return null;
}

/** @throws ContractError `tool-missing` that names every missing tool and its packages */
export function requireBuildTools(): { readonly ninja: string; readonly readelf: string } {
  const missing = BUILD_TOOLS.filter((tool) => findTool(tool.name) === null);
  if (missing.length > 0) {
    const names = missing.map((tool) => tool.name).join(', ');
    const packages = [...new Set(missing.map((tool) => tool.package))].sort().join(' ');
    throw new ContractError('tool-missing', `missing: ${names}`, `apt-get install ${packages}`);
  }
  return { ninja: findTool('ninja') ?? 'ninja', readelf: findTool('readelf') ?? 'readelf' };
}

const versions = new Map<string, Promise<string | null>>();

/** The first version number that `path --version` prints, null when it prints none. */
export function toolVersion(path: string): Promise<string | null> {
  let asked = versions.get(path);
  if (asked === undefined) {
    asked = promisify(execFile)(path, ['--version'], { timeout: 5000 }).then(
      ({ stdout }) => /\d+(\.\d+)+/.exec(stdout)?.[0] ?? null,
      () => null,
    );
    versions.set(path, asked);
  }
  return asked;
}

/** All build tools with paths and versions, for `doctor`. */
export function buildToolInfo(): Promise<readonly ToolInfo[]> {
  return Promise.all(
    BUILD_TOOLS.map(async (tool) => {
      const path = findTool(tool.name);
      return { ...tool, path, version: path === null ? null : await toolVersion(path) };
    }),
  );
}
