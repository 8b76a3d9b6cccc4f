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

export const optionValues: Rule = (context) => {
  const all: Diagnostic[] = [];
  for (const { name, microlib, options, wired, origin, linked } of context.analysis.graph.components) {
    const { diagnostics } = componentOptions(microlib, name, options, wired);
    if (diagnostics.length === 0 || (origin === 'board' && !linked)) continue;
    const written = own(context.composition.components, name)?.options;
    for (const found of diagnostics) {
      if (found.at.option === undefined) all.push(found);
      // What the board set cannot be edited in the document.
      else if (own(written, found.at.option) === undefined) all.push({ ...found, fixes: [] });
      else all.push({ ...found, fixes: [...wireFixes(context, name, found), ...found.fixes] });
    }
  }
  return all;
};
