/** What one definition needs, as it was written and where: its own conditions and those of all that is around it. */
import { all, withModules } from '../evaluate/conditions.ts';
import type { Configuration } from '../evaluate/configuration.ts';
import type { ChoiceEntry, ConfigEntry, Container, Expression, Position, Tristate } from '../language/tree.ts';
import { textOf } from './words.ts';

export interface Requirement {
  /** What follows the symbol's name: `depends on NET`, `is in 'if NET'`. */
  readonly phrase: string;
  readonly expression: Expression;
  readonly at: Position;
  readonly value: Tristate;
}

/**
 * The conditions of a definition, the nearest first, worked out as they are asked for. `prompt`: for its prompt to show;
 * `value`: for its defaults, selects and direct dependencies.
 */
export function* requirementsOf(
  configuration: Configuration,
  entry: ConfigEntry | ChoiceEntry,
  of: 'prompt' | 'value',
): Generator<Requirement> {
  const { modules, symbols } = configuration.tree;
  const instead: Expression = { op: 'symbol', symbol: modules ?? (symbols[0] as (typeof symbols)[number]) };
  const make = function* (list: readonly Expression[], at: Position, phrase: (text: string) => string) {
    const joined = all(list);
    if (joined === undefined) return;
    const value = configuration.holds(withModules(joined, instead));
    const requirement: Requirement = {
      get phrase() {
        return phrase(textOf(configuration, joined));
      },
      expression: joined,
      at,
      value,
    };
    yield requirement;
  };
  yield* make(entry.depends, entry.at, (each) => `depends on ${each}`);
  if (of === 'prompt')
    for (const { condition, at } of entry.prompts)
      if (condition !== undefined) yield* make([condition], at, (each) => `has a prompt only if ${each}`);
  // Around a choice its symbol stands for all but what hides the prompts of symbols.
  let isInChoice = false;
  for (let at: Container | null = entry.parent; at !== null; at = at.parent)
    switch (at.kind) {
      case 'if':
        if (!isInChoice) yield* make([at.condition], at.at, (each) => `is in 'if ${each}'`);
        break;
      case 'menu': {
        const { prompt, depends, visible } = at;
        if (!isInChoice) yield* make(depends, at.at, (each) => `is in menu "${prompt.text}", which depends on ${each}`);
        if (of === 'prompt') yield* make(visible, at.at, (each) => `is in menu "${prompt.text}", visible if ${each}`);
        break;
      }
      case 'choice':
        if (!isInChoice) yield* make([{ op: 'symbol', symbol: at.symbol }], at.at, (each) => `is in ${each}`);
        if (of === 'value') return;
        isInChoice = true;
    }
}
