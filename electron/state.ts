/** The windows' size and place, kept between runs. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const bounds = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(640).max(20_000),
  height: z.number().int().min(480).max(20_000),
});
export type WindowState = z.infer<typeof bounds>;

const DEFAULT: WindowState = { width: 1440, height: 900 };

/** The state in `file`; the default where it is absent or broken. */
export function readWindowState(file: string): WindowState {
  try {
    return bounds.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return DEFAULT;
  }
}

/** Best effort: a full disk must not keep a window from closing. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    // The next start takes the default size.
  }
}
