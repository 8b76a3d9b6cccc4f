/** UL0114: a wire of a kind that cannot be emitted, or not for this API. */
import { SUPPORTED_KINDS } from '../../graph/kinds.ts';
import type { Rule } from '../context.ts';
import { fix } from '../fixes.ts';
import { diagnostic } from '../types.ts';

export const wireKind: Rule = ({ composition, analysis }) =>
  analysis.graph.bindings.flatMap(({ kind, wire, api, from }) => {
    const supported = SUPPORTED_KINDS.includes(kind);
    // Plain C names are bound by the linker alone: there is no place for a function between.
    if (wire === undefined || (supported && (kind === 'direct' || api.linkage === 'port'))) return [];
    const why = supported
      ? `'${api.name}' is bound by plain C names`
      : `the kinds are ${SUPPORTED_KINDS.join(', ')} in this version`;
    const component = from.split('.')[0] ?? '';
    const port = from.slice(component.length + 1);
    return diagnostic('UL0114', 'error', `The wire of '${from}' cannot be '${kind}': ${why}`, {
      params: { from, kind, reason: why },
      at: { component, port, wire },
      fixes: fix(`Make the wire of ${from} direct`, [
        { op: 'put', path: ['wires', wire, 'kind'], before: composition.wires[wire]?.kind ?? 'direct' },
      ]),
    });
  });
