/**
 * Compositions that serve several targets: a port may be wired to a component that only other targets have. What is
 * added for this target must not give it a second provider there.
 */
import type { CheckContext } from '../check/context.ts';
import { resolveProvided, resolveRequired } from '../graph/members.ts';
import { own } from '../graph/ref.ts';
import { matchesTarget } from '../graph/target.ts';

/** Required ports (flat) with a wire to a component that the target does not have. */
export function elsewherePorts({ composition, analysis: { members } }: CheckContext): ReadonlySet<string> {
  const found = new Set<string>();
  for (const wire of composition.wires) {
    const from = resolveRequired(members, wire.from);
    if (from.is === 'port' && resolveProvided(members, wire.to).is === 'absent') found.add(from.ref);
  }
  return found;
}

/** Whether the component is on this target and on no other one of the composition. */
export function isOnlyHere({ composition, target }: CheckContext, component: string): boolean {
  const targets = own(composition.components, component)?.targets;
  return targets !== undefined && !composition.targets.some((one) => one !== target && matchesTarget(targets, one));
}
