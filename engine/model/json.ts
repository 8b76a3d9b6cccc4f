/** JSON from outside, before it becomes part of a composition. */
import { MAX_DEPTH } from './tree.ts';
import type { Json } from './types.ts';

const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype'];

/** Whether `value` is plain JSON that a file could hold: finite numbers, no dangerous keys, not too deep. */
export function isPlainJson(value: unknown, depth = 0): value is Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isPlainJson(item, depth + 1));
  return Object.entries(value).every(([key, item]) => !FORBIDDEN_KEYS.includes(key) && isPlainJson(item, depth + 1));
}
