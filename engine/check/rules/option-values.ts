/** UL0201 to UL0205: what components set, against their microlibs' Kconfig; and what is wrong with that itself. */
import { own } from '../../graph/ref.ts';
import { componentOptions, wiredSymbol } from '../../kconfig/kconfig.ts';
import { candidatesFor } from '../candidates.ts';
import { type CheckContext, type Rule, shownRef } from '../context.ts';
import type { Diagnostic, Fix } from '../types.ts';
import { fixOf, worthFixing } from './unprovided-port.ts';

/** An option that waits for a wire alone has its effect when the port gets one. */
function wireFixes(context: CheckContext, component: string, { code, params }: Diagnostic): Fix[] {
  if (code !== 'UL0205') return [];
  const port = context.components
    .get(component)
    ?.requires.find((required) => wiredSymbol(required.port) === params['needs'])?.port;
  if (port === undefined) return [];
  const { composition, catalog, target } = context;
  const ref = shownRef(context, `${component}.${port}`);
  return worthFixing(candidatesFor(composition, catalog, target, ref)).flatMap((candidate) => fixOf(ref, candidate));
}

export const optionValues: Rule = (context) =>
  context.analysis.graph.components.flatMap(({ name, microlib, options, wired, origin, linked }) => {
    const { diagnostics } = componentOptions(microlib, name, options, wired);
    if (diagnostics.length === 0 || (origin === 'board' && !linked)) return [];
    const written = own(context.composition.components, name)?.options;
    return diagnostics.map((found) => {
      if (found.at.option === undefined) return found;
      // What the board set cannot be edited in the document.
      if (own(written, found.at.option) === undefined) return { ...found, fixes: [] };
      const more = wireFixes(context, name, found);
      return more.length === 0 ? found : { ...found, fixes: [...more, ...found.fixes] };
    });
  });
