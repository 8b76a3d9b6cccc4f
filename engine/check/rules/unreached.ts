/** UL0110: a component that no wire reaches; it is not linked. */
import type { Rule } from '../context.ts';
import { diagnostic } from '../types.ts';

export const unreached: Rule = ({ analysis }) =>
  analysis.graph.components.flatMap(({ name, linked, origin }) =>
    linked || origin === 'board'
      ? []
      : diagnostic('UL0110', 'info', `No wire reaches '${name}'; it is not linked`, {
          params: { component: name },
          at: { component: name },
        }),
  );
