/** UL0201 to UL0205: what components set, against their microlibs' Kconfig. */
import { own } from '../../graph/ref.ts';
import { componentOptions } from '../../kconfig/kconfig.ts';
import type { Rule } from '../context.ts';

export const optionValues: Rule = ({ composition, analysis }) =>
  analysis.graph.components.flatMap(({ name, microlib, options, origin, linked }) => {
    const { diagnostics } = componentOptions(microlib, name, options);
    if (diagnostics.length === 0 || (origin === 'board' && !linked)) return [];
    const written = own(composition.components, name)?.options;
    return diagnostics.map((found) =>
      // What the board set cannot be edited in the document.
      found.at.option !== undefined && own(written, found.at.option) === undefined ? { ...found, fixes: [] } : found,
    );
  });
