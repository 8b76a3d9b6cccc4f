/** Target patterns as manifests and compositions write them: `host`, `x86_64/microvm`, `x86_64/*`, `*`. */
import type { TargetId } from '../model/types.ts';

function matchesOne(pattern: string, target: TargetId): boolean {
  if (pattern === '*' || pattern === target) return true;
  return pattern.endsWith('/*') && target.startsWith(pattern.slice(0, -1)) && target.length > pattern.length - 1;
}

/** Whether `target` is among `patterns`. An absent list means every target; an empty one means none. */
export function matchesTarget(patterns: readonly string[] | undefined, target: TargetId): boolean {
  return patterns === undefined || patterns.some((pattern) => matchesOne(pattern, target));
}
