/** `gen/COMPONENT/rename.h`: every global that is not a port becomes `COMPONENT__NAME`. */
import type { Catalog } from '../catalog/types.ts';
import { banner } from './c.ts';
import { globalNames } from './globals.ts';
import type { ComponentPlan } from './plan.ts';
import { sorted } from './plan.ts';

/** Names that must stay: ports, exports, imports, and the plain names of global APIs. */
function keptNames(component: ComponentPlan, catalog: Catalog): Set<string> {
  const { microlib } = component.component;
  const kept = new Set<string>([
    'init',
    'main',
    ...(microlib.fini ? ['fini'] : []),
    ...microlib.exports,
    ...microlib.imports,
  ]);
  for (const { port, api } of [...component.requires, ...component.provides]) {
    for (const fn of api.functions) kept.add(`${port.port}_${fn.name}`);
    kept.add(`${port.port}_count`);
  }
  for (const api of Object.values(catalog.apis)) {
    if (api.linkage === 'global') for (const fn of api.functions) kept.add(fn.name);
  }
  return kept;
}

/** @param sources the texts of the component's C sources and private headers */
export function renameHeader(component: ComponentPlan, catalog: Catalog, sources: readonly string[]): string {
  const kept = keptNames(component, catalog);
  const { globals = [] } = component.component.microlib;
  const names = new Set([...globalNames(sources), ...globals].filter((name) => !kept.has(name)));
  let text = banner(`the globals of '${component.name}' under names of their own`);
  for (const name of sorted(names)) text += `#pragma redefine_extname ${name} ${component.name}__${name}\n`;
  return text;
}
