/** UL0201 to UL0205: what components set, against their microlibs' Kconfig; and what is wrong with that itself. */
import type { Microlib } from '../../catalog/types.ts';
import { own } from '../../graph/ref.ts';
import { componentOptions, kconfigPath, type OptionInfo, wiredSymbol } from '../../kconfig/kconfig.ts';
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

/** Options that are named. */
const AT_MOST = 8;

/** What the microlib's Kconfig says about the option, where the finding itself does not. */
function causes(
  { code, at, because }: Diagnostic,
  microlib: Microlib,
  symbols: readonly OptionInfo[],
): readonly string[] {
  if (because.length > 0 || at.option === undefined) return because;
  if (code === 'UL0201') {
    const names = symbols.slice(0, AT_MOST).map(({ name }) => name);
    const more = symbols.length > AT_MOST ? ` and ${symbols.length - AT_MOST} more` : '';
    return [`${microlib.name} has ${names.length === 0 ? 'no options' : `the options ${names.join(', ')}${more}`}`];
  }
  const info = symbols.find(({ name }) => name === at.option);
  if (info === undefined) return because;
  const range = info.range === null ? '' : `, ${info.range.low} to ${info.range.high}`;
  return [`${kconfigPath(microlib)} says ${info.type}${range}`];
}

export const optionValues: Rule = (context) => {
  const all: Diagnostic[] = [];
  for (const { name, microlib, options, wired, origin, linked } of context.analysis.graph.components) {
    const { diagnostics, symbols } = componentOptions(microlib, name, options, wired);
    if (diagnostics.length === 0 || (origin === 'board' && !linked)) continue;
    const written = own(context.composition.components, name)?.options;
    for (const one of diagnostics) {
      const found = { ...one, because: causes(one, microlib, symbols) };
      if (found.at.option === undefined) all.push(found);
      // What the board set cannot be edited in the document.
      else if (own(written, found.at.option) === undefined) all.push({ ...found, fixes: [] });
      else all.push({ ...found, fixes: [...wireFixes(context, name, found), ...found.fixes] });
    }
  }
  return all;
};
