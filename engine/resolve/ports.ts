/** The ports of a component that is not there yet. Which ports there are may hang on options (docs/formats.md). */
import type { Catalog, Microlib, ProvidedPort, RequiredPort } from '../catalog/types.ts';
import { own } from '../graph/ref.ts';
import { componentOptions } from '../kconfig/kconfig.ts';
import { hasDefault } from './defaults.ts';

export interface Ports {
  readonly provides: readonly ProvidedPort[];
  readonly requires: readonly RequiredPort[];
}

/** With the defaults of its options, and everything wired that has to be. */
export function portsOfNew(catalog: Catalog, microlib: Microlib): Ports {
  const { provides, requires } = microlib;
  if (![...provides, ...requires].some((port) => port.if !== undefined)) return microlib;
  const isWired = ({ count, api: name }: RequiredPort) => {
    const api = own(catalog.apis, name);
    return count === 'one' || (api !== undefined && (api.runtime || hasDefault(api)));
  };
  const wired = new Set(requires.filter(isWired).map(({ port }) => port));
  const { absent } = componentOptions(microlib, microlib.name, {}, wired);
  const isThere = ({ port }: { readonly port: string }) => !absent.has(port);
  return { provides: provides.filter(isThere), requires: requires.filter(isThere) };
}
