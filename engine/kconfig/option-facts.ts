/** What of an option does not depend on values: where it stands, and what it hangs on. Worked out once a tree. */
import type { Program } from './evaluate/program.ts';
import { conjuncts, expressionText } from './evaluate/text.ts';
import type { Container, Expression, KSymbol } from './language/tree.ts';
import { eachSymbol } from './language/walk.ts';
import type { MicrolibTree } from './template.ts';

export interface OptionFacts {
  readonly prompt: string | null;
  readonly help: string;
  readonly dependsText: string;
  readonly menus: readonly string[];
  readonly needs: readonly string[];
  readonly neededBy: readonly string[];
}

const known = new WeakMap<MicrolibTree, ReadonlyMap<KSymbol, OptionFacts>>();

/** The parts of a condition without the choices in it: that a member needs its choice goes without saying. */
function parts(program: Program, condition: Expression | undefined): readonly Expression[] {
  return conjuncts(condition).flatMap((part) => {
    if (part.op !== 'symbol') return [part];
    const choice = program.symbols[part.symbol.id];
    return choice?.choice === undefined ? [part] : parts(program, choice.prompts[0]?.when);
  });
}

function menusOf(symbol: KSymbol): string[] {
  const menus: string[] = [];
  const entry = symbol.entries.find(({ prompts }) => prompts.length > 0) ?? symbol.entries[0];
  for (let at: Container | null | undefined = entry?.parent; at; at = at.parent)
    if (at.kind === 'menu') menus.unshift(at.prompt.text);
  return menus;
}

function compute({ options }: MicrolibTree, program: Program): ReadonlyMap<KSymbol, OptionFacts> {
  const needs = new Map<KSymbol, Set<string>>();
  const neededBy = new Map<string, string[]>();
  const texts = new Map<KSymbol, string>();
  for (const symbol of options) {
    const own = program.symbols[symbol.id];
    const condition = own?.prompts[0]?.when ?? own?.depends;
    const list = parts(program, condition);
    texts.set(
      symbol,
      list
        .map((part) => (part.op === 'or' && list.length > 1 ? `(${expressionText(part)})` : expressionText(part)))
        .join(' && '),
    );
    const names = new Set<string>();
    for (const part of list)
      eachSymbol(part, (each) => {
        if (each.entries.length > 0) names.add(each.name);
      });
    needs.set(symbol, names);
    for (const name of names) neededBy.set(name, [...(neededBy.get(name) ?? []), symbol.name]);
  }
  return new Map(
    options.map((symbol) => [
      symbol,
      {
        prompt: symbol.entries.flatMap(({ prompts }) => prompts)[0]?.text ?? null,
        help: symbol.entries.find(({ help }) => help !== '')?.help ?? '',
        dependsText: texts.get(symbol) ?? '',
        menus: menusOf(symbol),
        needs: [...(needs.get(symbol) ?? [])],
        neededBy: neededBy.get(symbol.name) ?? [],
      },
    ]),
  );
}

/** The facts of one of the tree's options. */
export function factsOf(tree: MicrolibTree, program: Program, symbol: KSymbol): OptionFacts {
  let all = known.get(tree);
  if (all === undefined) {
    all = compute(tree, program);
    known.set(tree, all);
  }
  return all.get(symbol) ?? { prompt: null, help: '', dependsText: '', menus: [], needs: [], neededBy: [] };
}
