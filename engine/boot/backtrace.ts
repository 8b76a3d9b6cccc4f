/** Names and lines for a panic's addresses, read from the unstripped image: the guest carries none. */
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { namedSource } from '../build/owner.ts';
import type { Panic } from './records.ts';

const run = promisify(execFile);

/**
 * `heap__find` → `find (heap)`, `app.main` → `main (app)`, `heap.alloc.malloc` → `alloc_malloc (heap)`;
 * names without a component stay as they are.
 */
export function readableSymbol(symbol: string): string {
  const port = /^([a-z][a-z0-9_]*)\.(.+)$/.exec(symbol);
  if (port) return `${port[2]?.replaceAll('.', '_')} (${port[1]})`;
  const own = /^([a-z][a-z0-9_]*?)__(.+)$/.exec(symbol);
  return own ? `${own[2]} (${own[1]})` : symbol;
}

/** addr2line prints, for each address, pairs of lines (function, file:line): several where calls were inlined. */
function parseOutput(output: string, folder: string): string[][] {
  const groups: string[][] = [];
  const lines = output.split('\n');
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] ?? '';
    if (line.startsWith('0x')) {
      groups.push([]);
      i++;
      continue;
    }
    const place = lines[i + 1] ?? '';
    if (line !== '') groups.at(-1)?.push(frameText(line, place, folder));
    i += 2;
  }
  return groups;
}

function frameText(symbol: string, place: string, folder: string): string {
  const whole = place.replace(/ \(discriminator \d+\)$/, '');
  // Paths as in the build folder, which is where the image was made.
  const path = (whole.startsWith(folder) ? whole.slice(folder.length) : whole).replace(/^(\.\/)+/, '');
  const source = namedSource(path);
  const where = source ? `${source.component}/${source.file}` : path;
  const known = symbol === '??' ? 'unknown function' : readableSymbol(symbol);
  // A static function has no component in its name in debug; its file has.
  const name = source && symbol !== '??' && known === symbol ? `${symbol} (${source.component})` : known;
  // Code that link-time optimisation made of several sources is said to be in '<artificial>'.
  return where.startsWith('??') || where.startsWith('<') ? name : `${name} at ${where}`;
}

/** What is at each address of `elf`: the function and, where it was inlined, its callers. Empty where nobody knows. */
export async function places(elf: string, addresses: readonly string[]): Promise<readonly (readonly string[])[]> {
  if (addresses.length === 0) return [];
  try {
    const { stdout } = await run('addr2line', ['-a', '-f', '-i', '-e', elf, ...addresses], { timeout: 10_000 });
    return parseOutput(stdout, `${dirname(elf)}/`);
  } catch {
    // No tool or no image: addresses are better than nothing.
    return [];
  }
}

/**
 * Resolves `panic`'s program counter and return addresses with addr2line on `elf`. Lines are
 * `0x100abc find (heap) at heap/src/tlsf.c:42`, innermost first, inlined callers included. Without addr2line or
 * symbols the addresses stand alone; this never rejects.
 * @param base what the image was loaded at, above its link addresses (position-independent host processes)
 */
export async function backtrace(elf: string, panic: Panic, base = 0n): Promise<string[]> {
  // A return address is behind its call; one byte back is in it. The program counter itself is exact.
  const own = panic.pc === 0n ? [] : [panic.pc];
  const frames = panic.frames[0] === panic.pc ? panic.frames.slice(1) : panic.frames;
  const addresses = [...own, ...frames];
  const asked = [...own, ...frames.map((address) => address - 1n)].map(
    (address) => `0x${(address - base).toString(16)}`,
  );
  const groups = await places(elf, asked);
  return addresses.flatMap((address, i) => {
    const shown = `0x${address.toString(16)}`;
    const names = groups[i];
    return names && names.length > 0 ? names.map((name) => `${shown} ${name}`) : [shown];
  });
}
