/** `doctor.run`: which tools of the environment are there, and the one command that installs the rest. */
import { buildToolInfo, findTool, toolVersion } from '../build/toolchain.ts';
import type { ToolInfo } from '../contract.ts';
import type { HandlersOf } from './types.ts';

const OTHER_TOOLS = [
  { name: 'xz', purpose: 'unpacks third-party sources', package: 'xz-utils' },
  { name: 'qemu-system-x86_64', purpose: 'boots x86_64 images', package: 'qemu-system-x86' },
  { name: 'addr2line', purpose: 'names functions and lines in backtraces', package: 'binutils' },
  { name: 'gdb', purpose: 'uniloom debug', package: 'gdb' },
] as const;

async function otherToolInfo(): Promise<ToolInfo[]> {
  return Promise.all(
    OTHER_TOOLS.map(async (tool) => {
      const path = findTool(tool.name);
      return { ...tool, path, version: path === null ? null : await toolVersion(path) };
    }),
  );
}

/** The command that installs `packages`; as root, without sudo. */
function installCommand(packages: readonly string[]): string | null {
  if (packages.length === 0) return null;
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return `${sudo}apt-get install -y ${[...new Set(packages)].sort().join(' ')}`;
}

/** Every tool that the engine uses. */
export async function allTools(): Promise<readonly ToolInfo[]> {
  const [build, other] = await Promise.all([buildToolInfo(), otherToolInfo()]);
  return [...build, ...other];
}

export function doctorHandlers(): HandlersOf<'doctor'> {
  return {
    async 'doctor.run'() {
      const tools = await allTools();
      const missing = tools.filter((tool) => tool.path === null);
      return { tools, install: installCommand(missing.map((tool) => tool.package)) };
    },
  };
}
