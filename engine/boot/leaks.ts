/** What a program left allocated, said by function and line: the guest sends addresses only. */
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { places } from './backtrace.ts';
import type { Leak } from './records.ts';

/** A list that is longer tells no more. */
const MOST_LINES = 20;

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** UL0415, or nothing when there is nothing left. Largest first; those allocated at the same place are together. */
export async function leakFindings(elf: string, leaks: readonly Leak[]): Promise<readonly Diagnostic[]> {
  if (leaks.length === 0) return [];
  const sorted = [...leaks].sort((a, b) => b.bytes - a.bytes);
  const shown = sorted.slice(0, MOST_LINES);
  // A return address is behind its call; one byte back is in it.
  const names = await places(
    elf,
    shown.map(({ caller }) => `0x${(caller - 1n).toString(16)}`),
  );
  const because = shown.map(({ caller, bytes, blocks }, i) => {
    const where = names[i]?.[0] ?? `0x${caller.toString(16)}`;
    return `${counted(blocks, 'block')}, ${counted(bytes, 'byte')}: ${where}`;
  });
  if (sorted.length > shown.length) because.push(`and from ${counted(sorted.length - shown.length, 'other place')}`);
  const blocks = leaks.reduce((sum, leak) => sum + leak.blocks, 0);
  const bytes = leaks.reduce((sum, leak) => sum + leak.bytes, 0);
  const message = `${counted(blocks, 'block')} (${counted(bytes, 'byte')}) were not freed`;
  return [diagnostic('UL0415', 'warning', message, { params: { blocks, bytes }, because })];
}
