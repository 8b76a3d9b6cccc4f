/**
 * `complete`: the smallest valid composition that holds everything a given one has - by number of components, then bytes
 * of the image, then order of preference - with the reason for each addition; or what makes it impossible
 * (docs/completion.md).
 */
import type { Catalog } from '../catalog/types.ts';
import { check } from '../check/check.ts';
import { contextOf } from '../check/context.ts';
import type { Composition, TargetId } from '../model/types.ts';
import { planOf } from './additions.ts';
import { contradictionOf } from './contradiction.ts';
import { contradictionIn, faultOf } from './faults.ts';
import type { Problem } from './problem.ts';
import { decide, idOf, readAnswers } from './questions.ts';
import { problemOf } from './region.ts';
import { repair } from './repair.ts';
import { best } from './solution.ts';
import { solver } from './solver.ts';
import type { Answers, Completion, Contradiction } from './types.ts';

/** Where candidates were left out, one of them might have done. */
const tooMuch = ({ needs, context }: Problem): Contradiction[] => [
  {
    item: context.target,
    message: `${needs.length} ports without a provider are too many to try everything: wire some of them first`,
  },
];

/**
 * Completes `composition` for `target`. Wires that lead nowhere or do not fit are replaced or taken out; nothing else of it
 * is changed. The same input gives the same answer. Answers to ports that the completion does not come to are ignored.
 * @throws where the solver cannot be loaded
 */
export async function complete(
  composition: Composition,
  catalog: Catalog,
  target: TargetId,
  answers: Answers = {},
): Promise<Completion> {
  const impossible = (contradiction: readonly Contradiction[]): Completion => ({
    is: 'impossible',
    target,
    contradiction,
  });
  const repaired = repair(contextOf(composition, catalog, target));
  const context = contextOf(repaired.rest, catalog, target);
  const fault = faultOf(context);
  if (fault !== null) return impossible(fault);

  const problem = problemOf(context);
  const { known, unknown } = readAnswers(problem, answers);
  if (unknown.length > 0)
    return impossible(
      unknown.map(({ ref, options }) => ({
        item: ref,
        message: `${answers[ref]} is no choice for ${ref}; it can have ${options.map((one) => idOf(problem, one)).join(', ')}`,
      })),
    );
  const solving = await solver();
  const taken = best(solving, problem, { settled: known });
  if (taken === null) return impossible(problem.isWhole ? contradictionOf(solving, problem, known) : tooMuch(problem));

  const decided = decide(solving, problem, taken, known);
  const { additions, final } = planOf(problem, composition, repaired, decided);
  // The program knows what checks know of wires, order, targets and instances; names and options it does not.
  const left = check(final.composition, catalog, target).find(({ severity }) => severity === 'error');
  if (left !== undefined) return impossible(contradictionIn(final, left));
  return {
    is: 'complete',
    target,
    additions,
    questions: decided.flatMap(({ question }) => question ?? []),
    edits: additions.flatMap(({ edits }) => edits),
  };
}
