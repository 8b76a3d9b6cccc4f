/** UL0108: an image without a main, or without an entry that a loader could start. */
import { own } from '../../graph/ref.ts';
import { matchesTarget } from '../../graph/target.ts';
import type { Rule } from '../context.ts';
import { addComponent, fix, freeName } from '../fixes.ts';
import { diagnostic } from '../types.ts';

const AT_MOST = 5;

export const nothingToBoot: Rule = ({ composition, catalog, target, analysis }) => {
  if (analysis.members.boardless) return [];
  const entries = [...analysis.members.all.values()].some(({ microlib }) => microlib.root);
  if (analysis.graph.mains.length > 0)
    return entries
      ? []
      : [
          diagnostic('UL0108', 'error', `There is nothing to boot: no component has an entry on ${target}`, {
            params: { entry: target },
            because: [`none of the board's components is one that a loader could enter (root: true)`],
          }),
        ];
  const absent = [...analysis.members.absent].filter((name) => own(composition.components, name) !== undefined);
  const apps = Object.values(catalog.microlibs)
    .filter(({ category, main, targets }) => category === 'apps' && main !== 'none' && matchesTarget(targets, target))
    .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0))
    .slice(0, AT_MOST);
  return [
    diagnostic('UL0108', 'error', `There is nothing to boot: no component has a main on ${target}`, {
      params: { target },
      because:
        absent.length > 0
          ? absent.map((name) => `${name} is not there on ${target}`)
          : [`none of the ${Object.keys(composition.components).length} components is an app`],
      fixes: apps.flatMap((app) => {
        const name = freeName(composition, app.name);
        return fix(`Add ${app.title} as ${name}`, [addComponent(name, app.name)]);
      }),
    }),
  ];
};
