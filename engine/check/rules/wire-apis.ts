/** UL0104 and UL0109: a wire between different APIs, or to a provider that is too old. */

import { resolveRequired } from '../../graph/members.ts';
import { candidatesFor } from '../candidates.ts';
import { type CheckContext, foundBy, type Rule, whyLinked } from '../context.ts';
import { fix, removeWire } from '../fixes.ts';
import type { Diagnostic } from '../types.ts';
import { fixOf, worthFixing } from './unprovided-port.ts';

function withFixes(context: CheckContext, found: Diagnostic): Diagnostic {
  const { composition, catalog, target } = context;
  const index = found.at.wire;
  const wire = index === undefined ? undefined : composition.wires[index];
  if (index === undefined || wire === undefined) return found;
  const from = resolveRequired(context.analysis.members, wire.from);
  const others = worthFixing(candidatesFor(composition, catalog, target, wire.from));
  return {
    ...found,
    because: from.is === 'port' ? [...whyLinked(context, from.member.name), `${wire.from} needs ${from.port.api}`] : [],
    fixes: [
      ...others.flatMap((candidate) => fixOf(wire.from, candidate)),
      ...fix(`Remove the wire ${wire.from} → ${wire.to}`, [removeWire(composition, index)]),
    ],
  };
}

export const differentApis: Rule = (context) => foundBy(context, 'UL0104').map((found) => withFixes(context, found));
export const apiTooOld: Rule = (context) => foundBy(context, 'UL0109').map((found) => withFixes(context, found));
