/** UL0106: inits that wait for each other. */
import { wireIndex } from '../../graph/types.ts';
import { foundBy, type Rule } from '../context.ts';
import { fix, removeWire } from '../fixes.ts';

export const initCycle: Rule = (context) => {
  const { composition, analysis } = context;
  // Flattening reports them in the order in which it lists them.
  return foundBy(context, 'UL0106').map((found, at) => {
    const fixes = (analysis.cycles[at] ?? []).flatMap((binding) => {
      const { required, from, to } = binding;
      const wire = wireIndex(composition, binding);
      return wire === undefined || required.count === 'one'
        ? []
        : fix(`Remove the wire ${from} → ${to}: the port can do without`, [removeWire(composition, wire)]);
    });
    return { ...found, fixes };
  });
};
