/**
 * The sizes of a build folder's last two images, so that a build can be compared with the one before, whenever that
 * was. A folder is of one composition, target and profile, and so is its record. Node only.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SizeReport } from '../contract.ts';

const FILE = 'sizes.json';

interface Sizes {
  readonly last: SizeReport;
  readonly before: SizeReport | null;
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

function isReport(value: unknown): value is SizeReport {
  if (typeof value !== 'object' || value === null) return false;
  const { image, total, components } = value as Record<string, unknown>;
  return isNumber(image) && hasSections(total) && Array.isArray(components) && components.every(isRow);
}

function isRow(row: unknown): boolean {
  if (!hasSections(row)) return false;
  const { name, microlib } = row as Record<string, unknown>;
  return typeof name === 'string' && typeof microlib === 'string';
}

function hasSections(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return false;
  const sizes = row as Record<string, unknown>;
  return ['text', 'rodata', 'data', 'bss'].every((section) => isNumber(sizes[section]));
}

/** What is damaged is as good as not there. */
function read(dir: string): Sizes | null {
  try {
    const { last, before } = JSON.parse(readFileSync(join(dir, FILE), 'utf8')) as Record<string, unknown>;
    return isReport(last) ? { last, before: isReport(before) ? before : null } : null;
  } catch {
    return null;
  }
}

/**
 * Keeps `size` and answers with that of the build before; null where there was none.
 * @param same nothing was built, so that the image is still the last one
 */
export function previousSizes(dir: string, size: SizeReport, same: boolean): SizeReport | null {
  const known = read(dir);
  if (same && known !== null) return known.before;
  const before = known?.last ?? null;
  const partial = join(dir, `${FILE}.uniloom-tmp`);
  try {
    writeFileSync(partial, JSON.stringify({ last: size, before } satisfies Sizes));
    renameSync(partial, join(dir, FILE));
  } catch {
    // A folder that takes no record has no history, no more.
    rmSync(partial, { force: true });
  }
  return before;
}
