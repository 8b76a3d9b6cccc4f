/** UL0121 to UL0123: the devices that drivers want, against the board's slots and each other; and what has no backend. */

import { assignBackends } from '../../graph/backends.ts';
import { planDevices } from '../../graph/devices.ts';
import { rootfsFindings } from '../../graph/rootfs.ts';
import { BACKEND_KEYS } from '../../model/backends.ts';
import { addWire, setBoot, setOption } from '../../model/commands.ts';
import { isInDocument, type Rule } from '../context.ts';
import type { Diagnostic, Fix } from '../types.ts';

/** Another index of the same type, which nobody has. */
function nextIndex(found: Diagnostic, context: Parameters<Rule>[0]): readonly Fix[] {
  const { component, option } = found.at;
  const isIndex = found.code === 'UL0123' || found.params['by'] === 'index';
  if (component === undefined || option === undefined || !isIndex || !isInDocument(context, component)) return [];
  const { type } = found.params;
  const plan = planDevices(context.analysis.graph);
  const free = plan.devices.filter((device) => device.type === type).length;
  const { edits } = setOption(context.composition, component, option, free);
  return [{ title: `Let ${component} drive ${type} device ${free}`, edits }];
}

/** Without the entry of the boot settings that is for nobody. */
function withoutEntry({ at, params }: Diagnostic, { composition }: Parameters<Rule>[0]): readonly Fix[] {
  const [, key, index] = at.path ?? [];
  const known = BACKEND_KEYS.find((one) => one === key);
  if (known === undefined) return [];
  const next = (composition.boot[known] ?? []).filter((_, nth) => nth !== index);
  const { edits } = setBoot(composition, { [known]: next.length === 0 ? undefined : next });
  return [{ title: `Remove '${String(params['setting'])}' from boot.${known}`, edits }];
}

/** What could take the root folder is wired to it; else the setting goes. */
function rootfsFixes({ analysis, catalog, composition }: Parameters<Rule>[0]): readonly Fix[] {
  const isThere = Object.hasOwn(analysis.graph.board.provides, 'initrd');
  const wires = Object.entries(composition.components).flatMap(([name, { microlib }]): Fix[] =>
    (catalog.microlibs[microlib]?.requires ?? [])
      .filter(({ port, api }) => api === 'initrd' && !composition.wires.some(({ from }) => from === `${name}.${port}`))
      .map(({ port, count }) => ({
        title: `Wire ${name}.${port} to board.initrd`,
        edits: addWire(composition, { from: `${name}.${port}`, to: 'board.initrd' }, count).edits,
      })),
  );
  const { edits } = setBoot(composition, { rootfs: undefined });
  return [...(isThere ? wires : []), { title: 'Remove boot.rootfs', edits }];
}

export const devices: Rule = (context) => {
  const { graph } = context.analysis;
  const plan = planDevices(graph);
  // Settings of a machine are judged by the image that it gets: not before all that it takes is there.
  const { diagnostics: broken, bound } = context.analysis;
  const isWhole =
    broken.every(({ severity }) => severity !== 'error') &&
    !bound.missing.some(({ owner, isImplicit }) => !isImplicit && context.components.get(owner)?.linked === true);
  const { diagnostics } = isWhole ? assignBackends(graph, context.composition) : { diagnostics: [] };
  return [
    ...plan.diagnostics.map((found) => ({ ...found, fixes: nextIndex(found, context) })),
    // A device without a file is no fault of the image: whoever boots it may still name one.
    ...diagnostics.map((found) =>
      found.code === 'UL0411'
        ? { ...found, severity: 'info' as const }
        : { ...found, fixes: withoutEntry(found, context) },
    ),
    ...(isWhole ? rootfsFindings(graph, context.composition) : []).map((found) => ({
      ...found,
      fixes: rootfsFixes(context),
    })),
  ];
};
