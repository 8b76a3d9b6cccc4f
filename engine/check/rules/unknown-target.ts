/** UL0113: a target that the catalog has no board for. */
import { nearest } from '../../kconfig/kconfig.ts';
import { foundBy, type Rule } from '../context.ts';
import { fix } from '../fixes.ts';

export const unknownTarget: Rule = ({ composition, catalog, target, ...context }) =>
  foundBy({ composition, catalog, target, ...context }, 'UL0113').map((found) => {
    const index = composition.targets.indexOf(target);
    if (index < 0) return found;
    const free = Object.keys(catalog.boards).filter((board) => !composition.targets.includes(board));
    const near = nearest(target, free);
    const at = { path: ['targets', index] };
    const fixes =
      near === undefined
        ? []
        : fix(`Change ${target} to ${near}`, [{ op: 'put', path: at.path, value: near, before: target }]);
    const remove =
      composition.targets.length > 1
        ? fix(`Remove the target ${target}`, [{ op: 'remove', path: ['targets'], index, before: target }])
        : [];
    return { ...found, at, fixes: [...fixes, ...remove] };
  });
