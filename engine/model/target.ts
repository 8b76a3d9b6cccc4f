/** Target patterns as manifests and compositions write them: `host`, `x86_64/microvm`, `x86_64/*`, `*`. */
import type { Composition, PortRef, TargetId } from './types.ts';

function matchesOne(pattern: string, target: TargetId): boolean {
  if (pattern === '*' || pattern === target) return true;
  return pattern.endsWith('/*') && target.startsWith(pattern.slice(0, -1)) && target.length > pattern.length - 1;
}

/** Whether `target` is among `patterns`. An absent list means every target; an empty one means none. */
export function matchesTarget(patterns: readonly string[] | undefined, target: TargetId): boolean {
  return patterns === undefined || patterns.some((pattern) => matchesOne(pattern, target));
}

/**
 * Whether the providers `a` and `b` are both there on one of the composition's targets. A port for one provider may have a
 * wire to each where they are not.
 */
export function meet({ components, targets }: Composition, a: PortRef, b: PortRef): boolean {
  const limits = [a, b].map((ref) => {
    const name = ref.slice(0, Math.max(ref.indexOf('.'), 0));
    return Object.hasOwn(components, name) ? components[name]?.targets : undefined;
  });
  if (limits.every((limit) => limit === undefined)) return true;
  return targets.some((target) => limits.every((limit) => matchesTarget(limit, target)));
}
