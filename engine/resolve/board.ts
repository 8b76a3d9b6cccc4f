/**
 * What the board can use and does not need: its outer ports that are optional. A scheduler that was brought in for the
 * app's sake runs the mains as well (design: each component with a main gets a thread where there is a scheduler).
 */
import { portOrders } from '../check/candidates.ts';
import { type CheckContext, linkedBecause } from '../check/context.ts';
import { resolveRequired } from '../graph/members.ts';
import { own } from '../graph/ref.ts';
import { BOARD, type Wire } from '../model/types.ts';

export interface BoardWire {
  readonly wire: Wire;
  readonly because: readonly string[];
}

/**
 * Wires from late optional ports of the board to components that are linked now and were not before. Late: such a wire
 * can close no cycle. What was linked before is left as it is wired: that was somebody's wish.
 */
export function boardWires(before: CheckContext, now: CheckContext): BoardWire[] {
  const { members, graph } = now.analysis;
  const bound = new Set(graph.bindings.map(({ from }) => from));
  return Object.keys(members.board.requires).flatMap((port) => {
    const from = `${BOARD}.${port}`;
    const end = resolveRequired(members, from);
    if (end.is !== 'port' || end.port.count !== 'optional' || end.port.quiet === true || bound.has(end.ref)) return [];
    const { api, version } = end.port;
    if (portOrders(end.port, own(now.catalog.apis, api))) return [];
    const provider = (now.providers.get(api) ?? []).find(
      (one) =>
        one.version >= version &&
        one.component.linked &&
        one.component.origin === 'composition' &&
        before.components.get(one.component.name)?.linked !== true,
    );
    if (provider === undefined) return [];
    const reached = linkedBecause(now, provider.component.name);
    const doc = end.port.doc === undefined ? '' : `: ${end.port.doc.replace(/\.$/, '')}`;
    return [
      { wire: { from, to: provider.ref }, because: [...reached, `${from} takes ${api} where there is one${doc}`] },
    ];
  });
}
