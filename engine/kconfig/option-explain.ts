/** Why an option of a component is as it is, and what would change it. */
import type { Microlib } from '../catalog/types.ts';
import { type Explanation, explain } from './explain/explain.ts';
import type { Assignments } from './option-findings.ts';
import { componentConfiguration } from './options.ts';
import { microlibTree } from './template.ts';

/**
 * The explanation of one option, with local names; undefined where the microlib has no such option.
 * @param wired the component's required ports that have a wire
 * @param wanted the value to find a way to, as `.config` has it; y for a bool that is not, none else
 */
export function explainOption(
  microlib: Microlib,
  options: Assignments,
  wired: ReadonlySet<string>,
  option: string,
  wanted?: string,
): Explanation | undefined {
  const tree = microlibTree(microlib, wired);
  const symbol = tree.options.find(({ name }) => name === option);
  return symbol === undefined ? undefined : explain(componentConfiguration(tree, options), symbol, wanted);
}
