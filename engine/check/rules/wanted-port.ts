/**
 * UL0119: a port of many that has no wire, and whose component can do nothing without one: a generator that nothing seeds. What a
 * machine turns out not to have is found out when it boots; that nobody is asked at all is seen here.
 */
import { splitRef } from '../../graph/ref.ts';
import { candidatesFor } from '../candidates.ts';
import { linkedBecause, type Rule, shownRef } from '../context.ts';
import { type Diagnostic, diagnostic } from '../types.ts';
import { fixOf, worthFixing } from './unprovided-port.ts';

export const wantedPort: Rule = (context) => {
  const { composition, catalog, target, analysis } = context;
  const found: Diagnostic[] = [];
  for (const { name, linked, requires } of analysis.graph.components) {
    if (!linked) continue;
    for (const { port, api, count, wanted, doc } of requires) {
      const flat = `${name}.${port}`;
      if (count !== 'many' || wanted !== true || analysis.bound.faulty.has(flat)) continue;
      if (analysis.bound.owned.get(name)?.bindings.some(({ required }) => required.port === port)) continue;
      const ref = shownRef(context, flat);
      found.push(
        diagnostic('UL0119', 'warning', `Nothing is wired to '${ref}', and '${name}' can do nothing without`, {
          params: { ref, component: name, api },
          at: splitRef(ref) ?? {},
          because: [
            ...linkedBecause(context, name),
            `${ref} takes any number of ${api}${doc === undefined ? '' : `: ${doc.replace(/\.$/, '')}`}`,
          ],
          fixes: worthFixing(candidatesFor(composition, catalog, target, ref)).flatMap((one) => fixOf(ref, one)),
        }),
      );
    }
  }
  return found;
};
