/**
 * UL0116: an optional port of the board that has no wire, while the image has what would serve it. So a scheduler that an app
 * asked for does not run the app itself.
 */
import { resolveRequired } from '../../graph/members.ts';
import { own } from '../../graph/ref.ts';
import { BOARD } from '../../model/types.ts';
import { candidatesFor, portOrders } from '../candidates.ts';
import { linkedBecause, type Rule } from '../context.ts';
import { type Diagnostic, diagnostic } from '../types.ts';
import { fixOf } from './unprovided-port.ts';

export const boardTakes: Rule = (context) => {
  const { composition, catalog, target, analysis } = context;
  const found: Diagnostic[] = [];
  for (const port of Object.keys(analysis.graph.board.requires)) {
    const ref = `${BOARD}.${port}`;
    const end = resolveRequired(analysis.members, ref);
    if (
      end.is !== 'port' ||
      end.port.count !== 'optional' ||
      end.port.quiet === true ||
      analysis.bound.faulty.has(end.ref)
    )
      continue;
    // What of a board nobody uses takes nothing.
    if (context.components.get(end.member.name)?.linked !== true) continue;
    const { api, version } = end.port;
    const isBound = analysis.bound.owned.get(end.member.name)?.bindings.some(({ from }) => from === end.ref);
    // One that orders inits may be left open on purpose: a wire could close a cycle.
    if (isBound || portOrders(end.port, own(catalog.apis, api))) continue;
    const provider = (context.providers.get(api) ?? []).find(
      (one) => one.component.linked && one.component.origin === 'composition' && one.version >= version && !one.partial,
    );
    if (provider === undefined) continue;
    const doc = end.port.doc?.replace(/\.$/, '') ?? `the board takes ${api} where there is one`;
    found.push(
      diagnostic('UL0116', 'warning', `'${ref}' has no wire, and '${provider.ref}' of the image provides '${api}'`, {
        params: { ref, provider: provider.ref, api },
        at: { component: BOARD, port },
        because: [...linkedBecause(context, provider.component.name), `${ref} takes ${api}: ${doc}`],
        fixes: candidatesFor(composition, catalog, target, ref)
          .filter(({ kind, to }) => kind === 'existing' && to === provider.ref)
          .flatMap((candidate) => fixOf(ref, candidate)),
      }),
    );
  }
  return found;
};
