/** UL0108: an image without a main. */
import { matchesTarget } from '../../graph/target.ts';
import type { Rule } from '../context.ts';
import { addComponent, fix, freeName } from '../fixes.ts';
import { diagnostic } from '../types.ts';

const AT_MOST = 5;

export const nothingToBoot: Rule = ({ composition, catalog, target, analysis }) => {
  if (analysis.graph.mains.length > 0 || analysis.members.boardless) return [];
  const apps = Object.values(catalog.microlibs)
    .filter((microlib) => microlib.main !== 'none' && matchesTarget(microlib.targets, target))
    .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0))
    .slice(0, AT_MOST);
  return [
    diagnostic('UL0108', 'error', `There is nothing to boot: no component has a main on ${target}`, {
      params: { target },
      fixes: apps.flatMap((app) => {
        const name = freeName(composition, app.name);
        return fix(`Add ${app.title} as ${name}`, [addComponent(name, app.name)]);
      }),
    }),
  ];
};
