/** UL0114: a wire of a kind that cannot be emitted, or not for this API. */
import { SUPPORTED_KINDS } from '../../graph/kinds.ts';
import { wireIndex } from '../../graph/types.ts';
import type { Rule } from '../context.ts';
import { fix } from '../fixes.ts';
import { type Diagnostic, diagnostic } from '../types.ts';

export const wireKind: Rule = ({ composition, analysis }) => {
  const found: Diagnostic[] = [];
  for (const binding of analysis.bound.special) {
    const { kind, api, from, owner } = binding;
    const supported = SUPPORTED_KINDS.includes(kind);
    // Plain C names are bound by the linker alone: there is no place for a function between.
    if (supported && api.linkage === 'port') continue;
    const why = supported
      ? `'${api.name}' is bound by plain C names`
      : `the kinds are ${SUPPORTED_KINDS.join(', ')} in this version`;
    const wire = wireIndex(composition, binding) ?? -1;
    const port = from.slice(owner.length + 1);
    found.push(
      diagnostic('UL0114', 'error', `The wire of '${from}' cannot be '${kind}': ${why}`, {
        params: { from, kind, reason: why },
        at: { component: owner, port, wire },
        because: [why],
        fixes: fix(`Make the wire of ${from} direct`, [
          { op: 'put', path: ['wires', wire, 'kind'], before: composition.wires[wire]?.kind ?? 'direct' },
        ]),
      }),
    );
  }
  return found;
};
