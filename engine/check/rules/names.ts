/** UL0112: names that coincide: of nodes, of two components' options in `.config`, of two ports' functions in C. */
import type { Catalog, Microlib } from '../../catalog/types.ts';
import { own } from '../../graph/ref.ts';
import { componentOptions, symbolPrefix } from '../../kconfig/kconfig.ts';
import { type CheckContext, foundBy, type Rule } from '../context.ts';
import { type Diagnostic, diagnostic } from '../types.ts';

const coincide = (component: string, name: string, other: string, what: string): Diagnostic =>
  diagnostic('UL0112', 'error', `'${name}' of '${component}' and ${other} are one name in ${what}`, {
    params: { name, what, other },
    at: { component },
    because: [
      `${what === 'C' ? 'a port and its function are joined by _' : 'component and option are joined by _'}, so that both are written alike`,
    ],
  });

/** The components of which the name of one begins with another's and `_`: only these can have symbols in common. */
function begunAlike({ components }: CheckContext): ReadonlySet<string> {
  const alike = new Set<string>();
  for (const name of components.keys())
    for (let at = name.indexOf('_'); at > 0; at = name.indexOf('_', at + 1)) {
      const shorter = name.slice(0, at);
      if (components.has(shorter)) alike.add(name).add(shorter);
    }
  return alike;
}

/** `a` with the option `B_C` and `a_b` with `C` would both be CONFIG_A_B_C. */
function options(context: CheckContext): Diagnostic[] {
  const alike = begunAlike(context);
  if (alike.size === 0) return [];
  const seen = new Map<string, string>();
  return context.analysis.graph.components.flatMap(({ name, microlib }) => {
    if (!alike.has(name)) return [];
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

interface Twice {
  readonly name: string;
  readonly other: string;
}

const clashes = new WeakMap<Catalog, Map<Microlib, readonly Twice[]>>();

/** `backing` with `x_free` and `backing_x` with `free` would both be backing_x_free. */
function clashesOf(microlib: Microlib, catalog: Catalog): readonly Twice[] {
  let known = clashes.get(catalog);
  if (known === undefined) {
    known = new Map();
    clashes.set(catalog, known);
  }
  let found = known.get(microlib);
  if (found === undefined) {
    const seen = new Map<string, string>();
    found = [...microlib.provides, ...microlib.requires].flatMap(({ port, api }) =>
      (own(catalog.apis, api)?.functions ?? []).flatMap((each) => {
        const c = `${port}_${each.name}`;
        const other = seen.get(c);
        seen.set(c, `'${port}.${each.name}'`);
        return other === undefined ? [] : [{ name: `${port}.${each.name}`, other }];
      }),
    );
    known.set(microlib, found);
  }
  return found;
}

function functions({ analysis, catalog }: CheckContext): Diagnostic[] {
  const done = new Set<Microlib>();
  const found: Diagnostic[] = [];
  for (const { name, microlib } of analysis.graph.components) {
    if (done.has(microlib)) continue;
    done.add(microlib);
    for (const twice of clashesOf(microlib, catalog)) found.push(coincide(name, twice.name, twice.other, 'C'));
  }
  return found;
}

export const names: Rule = (context) => [...foundBy(context, 'UL0112'), ...options(context), ...functions(context)];
