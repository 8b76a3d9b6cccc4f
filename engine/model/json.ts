/** JSON from outside, before it becomes part of a composition. */
import type { Json } from './types.ts';

/** Levels of lists and maps; a composition has 6. */
export const MAX_DEPTH = 64;

/** Keys that mean something else on an object. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether `value` is plain JSON that a file could hold: finite numbers, no dangerous keys, not too deep. */
export function isPlainJson(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isPlainJson(item, depth + 1));
  return Object.entries(value).every(([key, item]) => !FORBIDDEN_KEYS.has(key) && isPlainJson(item, depth + 1));
}
