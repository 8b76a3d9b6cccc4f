/** UL0201 to UL0205: what components set, against their microlibs' Kconfig. */
import { own } from '../../graph/ref.ts';
import { componentOptions } from '../../kconfig/kconfig.ts';
import type { Rule } from '../context.ts';
import type { Diagnostic } from '../types.ts';

export const optionValues: Rule = ({ composition, analysis }) => {
  const all: Diagnostic[] = [];
  for (const { name, microlib, options, origin, linked } of analysis.graph.components) {
    const { diagnostics } = componentOptions(microlib, name, options);
    if (diagnostics.length === 0 || (origin === 'board' && !linked)) continue;
    const written = own(composition.components, name)?.options;
    // What the board set cannot be edited in the document.
    for (const found of diagnostics)
      all.push(
        found.at.option !== undefined && own(written, found.at.option) === undefined ? { ...found, fixes: [] } : found,
      );
  }
  return all;
};
