/** Which provider an ambient or global API's unwired ports have, as flattening binds them (engine/graph/bind.ts). */
import type { Api, Catalog, Microlib } from '../catalog/types.ts';
import type { CheckContext } from '../check/context.ts';
import { type Members, resolveProvided } from '../graph/members.ts';
import { own } from '../graph/ref.ts';
import { BOARD } from '../model/types.ts';

/** Whether a port of it that has no wire is bound to a default. */
export const hasDefault = (api: Api): boolean => api.ambient || api.linkage === 'global' || api.implicit;

/** APIs that every component uses without requiring them. */
export const implicitApis = (catalog: Catalog): Api[] => Object.values(catalog.apis).filter((api) => api.implicit);

/** The components that provide the default, the composition's before the board's. Empty where there is none. */
export function defaultProviders(members: Members, api: Api): string[] {
  const board = own(members.board.defaults, api.name);
  const named = [own(members.composition.defaults, api.name), board === undefined ? undefined : `${BOARD}_${board}`];
  const found = named.flatMap((ref) => {
    if (ref === undefined) return [];
    const end = resolveProvided(members, ref);
    return end.is === 'port' && end.port.api === api.name ? [end.member.name] : [];
  });
  if (found.length > 0 || api.linkage !== 'global') return found;
  const providers = [...members.all.values()].flatMap(({ name, provides }) =>
    [...provides.values()].filter((port) => port.api === api.name).map(() => name),
  );
  return providers.length === 1 ? providers : [];
}

export const usesImplicitly = (microlib: Microlib, api: Api): boolean =>
  ![...microlib.provides, ...microlib.requires].some((port) => port.api === api.name);

/** The components that the linked ones have plain C names from, by API. */
export function globalProviders({ analysis, components }: CheckContext): Map<string, string> {
  const found = new Map<string, string>();
  for (const { api, owner, provider } of analysis.graph.bindings)
    if (api.linkage === 'global' && components.get(owner)?.linked === true && !found.has(api.name))
      found.set(api.name, provider);
  return found;
}
