/** The ports of a component that is not there yet. Which ports there are may hang on options (docs/formats.md). */
import type { Catalog, Microlib, ProvidedPort, RequiredPort } from '../catalog/types.ts';
import { own } from '../graph/ref.ts';
import { componentOptions } from '../kconfig/kconfig.ts';
import { hasDefault } from './defaults.ts';

export interface Ports {
  readonly provides: readonly ProvidedPort[];
  readonly requires: readonly RequiredPort[];
}

/** Whether the component is nothing without a wire there: at a port for one, or at one of many that wants some (UL0119). */
export const isNeeded = ({ count, wanted }: RequiredPort): boolean =>
  count === 'one' || (count === 'many' && wanted === true);

/** With the defaults of its options, and everything wired that has to be. */
export function portsOfNew(catalog: Catalog, microlib: Microlib): Ports {
  const { provides, requires } = microlib;
  if (![...provides, ...requires].some((port) => port.if !== undefined)) return microlib;
  const isWired = (port: RequiredPort) => {
    const api = own(catalog.apis, port.api);
    return isNeeded(port) || (api !== undefined && (api.runtime || hasDefault(api)));
  };
  const wired = new Set(requires.filter(isWired).map(({ port }) => port));
  const { absent } = componentOptions(microlib, microlib.name, {}, wired);
  const isThere = ({ port }: { readonly port: string }) => !absent.has(port);
  return { provides: provides.filter(isThere), requires: requires.filter(isThere) };
}
