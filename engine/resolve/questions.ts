/**
 * Where a choice matters. Ports are gone through in order, each with the choices before it as they were taken; a choice is
 * one that a composition with as few components can have. A single one is no question.
 */
import { costOn } from '../check/candidates.ts';
import type { PortRef } from '../model/types.ts';
import { isNeeded } from './ports.ts';
import type { Need, Option, Problem } from './problem.ts';
import { programOf } from './program.ts';
import { added, best, bindings, inOrder, type Taken } from './solution.ts';
import type { Solver } from './solver.ts';
import type { Answers, Choice, Question } from './types.ts';

/** Choices that a question lists; of a large composition hundreds may fit. */
const CHOICES_AT_MOST = 12;

/** Questions that are asked at once; each costs some calls of the solver. */
const QUESTIONS_AT_MOST = 12;

/** A need of the solution with what it could have had instead. */
export interface Decided {
  readonly need: Need;
  readonly taken: Option;
  /** Of solutions with as few components, given what was decided before. The taken one is among them. */
  readonly equal: readonly Option[];
  /** The answer said so. */
  readonly answered: boolean;
  readonly question: Question | null;
}

export function idOf({ nodes }: Problem, { to, node }: Option): string {
  const of = nodes.get(node);
  return of?.is === 'new' ? `add:${of.microlib?.name}${to.slice(node.length)}` : `use:${to}`;
}

function choiceOf(problem: Problem, option: Option): Choice {
  const { context, nodes } = problem;
  const node = nodes.get(option.node);
  const microlib = node?.microlib;
  const title = microlib?.title ?? '';
  const isNew = node?.is === 'new';
  return {
    id: idOf(problem, option),
    title: isNew ? `Add ${title} as ${option.node}` : `Use ${option.to} (${title})`,
    choose: microlib?.choose ?? '',
    cost: isNew && microlib != null ? costOn(microlib, context.target) : null,
  };
}

/** It needs from another what it provides itself: something to put between, not another of the same. */
function decorates({ nodes }: Problem, { node }: Option, api: string): boolean {
  const microlib = nodes.get(node)?.microlib;
  return microlib?.requires.some((port) => port.api === api && isNeeded(port)) === true;
}

/** Whether manifests present the two as alternatives: both would be added, and each says when to choose it. */
function areAlternatives(problem: Problem, api: string, one: Option, other: Option): boolean {
  const chooses = [one, other].map(({ node }) => {
    const { is, microlib } = problem.nodes.get(node) ?? {};
    return is === 'new' ? (microlib?.choose ?? '') : '';
  });
  return chooses[0] !== '' && chooses[1] !== '' && chooses[0] !== chooses[1] && !decorates(problem, other, api);
}

/** All that the solution decides, in order. */
export function decide(solver: Solver, problem: Problem, taken: Taken, answers: Map<PortRef, PortRef>): Decided[] {
  const settled = new Map(answers);
  const users = new Map<string, number>();
  for (const { node } of taken.values()) users.set(node, (users.get(node) ?? 0) + 1);
  const count = added(problem, taken).length;
  const decided: Decided[] = [];
  let asked = 0;
  for (const need of inOrder(problem, taken)) {
    const option = taken.get(need.ref);
    if (option === undefined) continue;
    const answered = answers.has(need.ref);
    if (asked === QUESTIONS_AT_MOST || need.options.length < 2) {
      decided.push({ need, taken: option, equal: [option], answered, question: null });
      continue;
    }
    settled.delete(need.ref);
    const base = answered ? added(problem, best(solver, problem, { settled }) ?? taken).length : count;
    const reach = (atMost: number): Option[] => {
      const atoms = solver.possible(programOf(problem, { settled, atMost, about: need.ref })) ?? [];
      const refs = new Set(bindings(atoms).flatMap(([from, to]) => (from === need.ref ? [to] : [])));
      return need.options.filter(({ to }) => refs.has(to));
    };
    const equal = reach(base);
    const isAlternative = (one: Option) => !equal.includes(one) && areAlternatives(problem, need.api, option, one);
    // Where the provider serves others as well, another one would only be one more.
    const more = users.get(option.node) === 1 && need.options.some(isAlternative) ? reach(base + 1) : [];
    const choices = need.options.filter(
      (one) => one === option || equal.includes(one) || (more.includes(one) && isAlternative(one)),
    );
    settled.set(need.ref, option.to);
    const question = questionOf(problem, need, option, choices);
    if (question !== null) asked += 1;
    decided.push({ need, taken: option, equal, answered, question });
  }
  return decided;
}

function questionOf(problem: Problem, need: Need, taken: Option, choices: readonly Option[]): Question | null {
  if (choices.length < 2) return null;
  const listed = choices.slice(0, CHOICES_AT_MOST);
  if (!listed.includes(taken)) listed.push(taken);
  const { ref, api } = need;
  return { port: ref, api, choices: listed.map((one) => choiceOf(problem, one)), taken: idOf(problem, taken) };
}

/** Answers by what they stand for. `unknown`: those that are no choice of a port that there is. */
export function readAnswers(problem: Problem, answers: Answers): { known: Map<PortRef, PortRef>; unknown: Need[] } {
  const known = new Map<PortRef, PortRef>();
  const unknown: Need[] = [];
  for (const need of problem.needs) {
    const id = Object.hasOwn(answers, need.ref) ? answers[need.ref] : undefined;
    if (id === undefined) continue;
    const option = need.options.find((one) => idOf(problem, one) === id);
    if (option === undefined) unknown.push(need);
    else known.set(need.ref, option.to);
  }
  return { known, unknown };
}
