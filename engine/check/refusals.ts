/** Why nothing, or not what is there, can stand behind a required port: the end of its cause chain. */
import { resolveRequired } from '../graph/members.ts';
import { own } from '../graph/ref.ts';
import { matchesTarget } from '../graph/target.ts';
import { dependents, portOrders } from './candidates.ts';
import type { CheckContext } from './context.ts';

/** Reasons that a finding lists of each sort. */
const AT_MOST = 3;

function some(lines: readonly string[]): string[] {
  const left = lines.length - AT_MOST;
  return left <= 0 ? [...lines] : [...lines.slice(0, AT_MOST), `and ${left} more like these`];
}

/**
 * What provides the API of the required port `ref` and cannot be wired to it, in the composition and then in the catalog, each
 * with the reason; or that there is nothing. Empty where something of the composition fits.
 */
export function refusals(context: CheckContext, ref: string): string[] {
  const { catalog, target, analysis } = context;
  const end = resolveRequired(analysis.members, ref);
  if (end.is !== 'port') return [];
  const { api, version } = end.port;
  const owner = end.member.name;
  const waiting = portOrders(end.port, own(catalog.apis, api)) ? dependents(context, owner) : new Set([owner]);
  const there = (context.providers.get(api) ?? []).filter(({ component }) => component.name !== owner);
  const unfit = there.flatMap((provider) => {
    if (provider.version < version)
      return [`${provider.ref} provides ${api} ${provider.version}; ${version} is needed`];
    return waiting.has(provider.component.name)
      ? [`${provider.ref} would close a cycle: ${provider.component.name} waits for the init of ${owner}`]
      : [];
  });
  if (there.length > unfit.length) return [];
  const composition =
    there.length === 0 ? [`nothing else in the composition provides ${api} on ${target}`] : some(unfit);
  const known = Object.values(catalog.microlibs).flatMap((microlib) => {
    const port = microlib.provides.find((each) => each.api === api);
    if (port === undefined || microlib.root || microlib.main !== 'none') return [];
    if (!matchesTarget(microlib.targets, target))
      return [`${microlib.name} provides ${api}, and not on ${target}: it supports ${microlib.targets.join(', ')}`];
    return port.version < version ? [`${microlib.name} provides ${api} ${port.version}; ${version} is needed`] : [''];
  });
  if (known.length === 0) return [...composition, `no microlib of the catalog provides ${api}`];
  // What could be added is in the fixes; only where there is nothing are the others worth a line.
  return known.includes('') ? composition : [...composition, ...some(known)];
}
