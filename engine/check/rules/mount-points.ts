/** UL0125: two file systems under one root that want to be at the same place. The option AT of what provides `fs` says where. */
import type { Binding, GraphComponent } from '../../graph/types.ts';
import { componentOptions } from '../../kconfig/kconfig.ts';
import { setOption } from '../../model/commands.ts';
import { type CheckContext, isInDocument, type Rule } from '../context.ts';
import { type Diagnostic, diagnostic } from '../types.ts';

const AT = 'AT';

function mountPoint({ microlib, name, options, wired }: GraphComponent): string | null {
  const found = componentOptions(microlib, name, options, wired).symbols.find((symbol) => symbol.name === AT);
  return found === undefined ? null : String(found.value);
}

function twice(context: CheckContext, { from, provider }: Binding, first: string, point: string): Diagnostic {
  const { edits } = setOption(context.composition, provider, AT, `/${provider}`);
  return diagnostic('UL0125', 'error', `'${first}' and '${provider}' both want to be at ${point} of ${from}`, {
    params: { component: provider, first, point, ref: from },
    at: { component: provider, option: AT },
    because: [`${from} shows all its file systems under one root, each at the place that its option ${AT} says`],
    fixes: isInDocument(context, provider) ? [{ title: `Put ${provider} at /${provider}`, edits }] : [],
  });
}

/** Shows what it is wired to as one file system; others may take many and keep them apart. */
const isRoot = (component: GraphComponent | undefined): boolean =>
  component?.provides.some(({ api }) => api === 'fs' || api === 'vfs') === true;

export const mountPoints: Rule = (context) => {
  const owners = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const binding of context.analysis.graph.bindings) {
    const { api, required, owner, provider, from } = binding;
    const component = context.components.get(provider);
    if (api.name !== 'fs' || required.count !== 'many' || component === undefined) continue;
    if (!isRoot(context.components.get(owner))) continue;
    const point = mountPoint(component);
    if (point === null) continue;
    const first = owners.get(`${from} ${point}`);
    if (first === undefined) owners.set(`${from} ${point}`, provider);
    else found.push(twice(context, binding, first, point));
  }
  return found;
};
