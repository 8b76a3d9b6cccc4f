/** UL0112: names that coincide: of nodes, of two components' options in `.config`, of two ports' functions in C. */
import { own } from '../../graph/ref.ts';
import { componentOptions, symbolPrefix } from '../../kconfig/kconfig.ts';
import { type CheckContext, foundBy, type Rule } from '../context.ts';
import { type Diagnostic, diagnostic } from '../types.ts';

const coincide = (component: string, name: string, other: string, what: string): Diagnostic =>
  diagnostic('UL0112', 'error', `'${name}' of '${component}' and ${other} are one name in ${what}`, {
    params: { name, what, other },
    at: { component },
  });

/** `a` with the option `B_C` and `a_b` with `C` would both be CONFIG_A_B_C. */
function options(context: CheckContext): Diagnostic[] {
  const seen = new Map<string, string>();
  return context.analysis.graph.components.flatMap(({ name, microlib }) => {
    const symbols = ['MICROLIB', ...componentOptions(microlib, name).symbols.map((option) => option.name)];
    return symbols.flatMap((option) => {
      const symbol = `${symbolPrefix(name)}_${option}`;
      const other = seen.get(symbol);
      if (other !== undefined) return coincide(name, option, other, '.config');
      seen.set(symbol, `'${option}' of '${name}'`);
      return [];
    });
  });
}

/** `backing` with `x_free` and `backing_x` with `free` would both be backing_x_free. */
function functions(context: CheckContext): Diagnostic[] {
  const done = new Set<string>();
  return context.analysis.graph.components.flatMap(({ name, microlib }) => {
    if (done.has(microlib.name)) return [];
    done.add(microlib.name);
    const seen = new Map<string, string>();
    return [...microlib.provides, ...microlib.requires].flatMap(({ port, api }) =>
      (own(context.catalog.apis, api)?.functions ?? []).flatMap((each) => {
        const c = `${port}_${each.name}`;
        const other = seen.get(c);
        seen.set(c, `'${port}.${each.name}'`);
        return other === undefined ? [] : coincide(name, `${port}.${each.name}`, other, 'C');
      }),
    );
  });
}

export const names: Rule = (context) => [...foundBy(context, 'UL0112'), ...options(context), ...functions(context)];
