/** UL0111: two components of a microlib that an image can hold once. */
import { linkedBecause, type Rule } from '../context.ts';
import { diagnostic } from '../types.ts';

export const instances: Rule = (context) => {
  const first = new Map<string, string>();
  return context.analysis.graph.components.flatMap(({ name, microlib, linked }) => {
    if (!linked || microlib.instances !== 'one') return [];
    const other = first.get(microlib.name);
    if (other === undefined) {
      first.set(microlib.name, name);
      return [];
    }
    return diagnostic('UL0111', 'error', `'${name}' and '${other}' are both ${microlib.name}; an image holds one`, {
      params: { component: name, other, microlib: microlib.name },
      at: { component: name },
      because: [...linkedBecause(context, name), `${microlib.name} says instances: one`],
    });
  });
};
