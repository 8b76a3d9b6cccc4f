/** Pieces that the shapes of API, microlib and board files share. */
import { z } from 'zod';
import { NAME_PATTERN } from '../model/types.ts';

// Strict CSPs forbid the code generation that zod would otherwise try.
z.config({ jitless: true });

export const name = z.string().regex(NAME_PATTERN, 'a name is [a-z][a-z0-9_]{0,30}');
export const text = z.string().max(2000);
export const version = z.number().int().min(1).max(10_000).default(1);

/** A C identifier. */
export const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'not a C identifier');

/** A linker symbol as it stands in an object file. */
export const symbol = z.string().regex(/^[A-Za-z_.$][A-Za-z0-9_.$]{0,126}$/, 'not a symbol');

/** A target, or a pattern with `*` for a part. */
export const targetPattern = z
  .string()
  .regex(/^(\*|[a-z][a-z0-9_-]*|[a-z0-9_]+\/(\*|[a-z0-9_-]+))$/, 'a target is ARCH/PLATFORM or host');

/** `COMPONENT.PORT`. */
export const portRef = z.string().regex(/^[a-z][a-z0-9_]{0,30}\.[a-z][a-z0-9_]{0,30}$/, 'wanted: COMPONENT.PORT');

/** Whether `path` stays inside the folder it is relative to, and is plain enough for every tool of the build. */
export function isInside(path: string): boolean {
  if (!/^[A-Za-z0-9_+./-]{1,200}$/.test(path) || path.startsWith('/')) return false;
  return path.split('/').every((step) => step !== '' && step !== '.' && step !== '..');
}

/** A file of the folder the manifest is in. */
export const inside = z.string().refine(isInside, {
  message: 'a path must stay in its folder: letters, digits and _ + - . between slashes, no ..',
});

/** A flag for the compiler. No white space or quotes: it stands in a build file as it is. */
export const flag = z.string().regex(/^-[A-Za-z0-9_=,.+:/-]{1,200}$/, 'not a plain compiler flag');

export const optionValue = z.union([z.boolean(), z.number(), z.string().max(10_000)]);
export const options = z.record(z.string().regex(/^[A-Z][A-Z0-9_]{0,62}$/, 'not an option name'), optionValue);

/** Whether `target` is one that `patterns` name. */
export function matchesTarget(target: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (pattern === '*' || pattern === target) return true;
    return pattern.endsWith('/*') && target.startsWith(pattern.slice(0, -1));
  });
}
