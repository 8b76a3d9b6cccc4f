/**
 * A problem as an answer-set program. The rules are the same for every problem; facts are what it is about. Priorities
 * are lexicographic: partial providers, components, bytes, then each need's choice, so that there is exactly one best answer.
 */
import type { PortRef } from '../model/types.ts';
import type { Need, Problem } from './problem.ts';

/** What a question to the solver adds to the problem. */
export interface Asked {
  /** Needs of which the choice is settled: the provided port by the need's ref. */
  readonly settled?: ReadonlyMap<PortRef, PortRef>;
  /** At most so many new components; then nothing is minimised. */
  readonly atMost?: number;
  /** The one need that the answer is to tell of; all when absent. */
  readonly about?: PortRef;
  /** Constraints that are lifted, by key (contradiction.ts). */
  readonly lifted?: ReadonlySet<string>;
}

const RULES = `% What is linked, and by what.
linked(C) :- root(C).
linked(D) :- linked(C), link(C,D).
linked(D) :- bind(P,R), cand(P,R,D,_).
% A need of what is linked has one of its candidates.
1 { bind(P,R) : cand(P,R,_,_) } 1 :- need(P,C), linked(C).
% Inits run after those of what they need.
#edge (C,D) : after(C,D), linked(C).
#edge (C,D) : bind(P,R), cand(P,R,D,_), orders(P), need(P,C).
% What cannot be, or not together.
:- linked(C), barred(C).
:- single(M,C), single(M,D), C < D, linked(C), linked(D).`;

/** Keys of constraints; each can be lifted on its own. */
export const key = {
  need: (need: Need) => `need ${need.ref}`,
  orders: (need: Need) => `orders ${need.ref}`,
  only: (api: string) => `only ${api}`,
  after: (node: string, other: string) => `after ${node} ${other}`,
  barred: (node: string) => `barred ${node}`,
  single: (microlib: string) => `single ${microlib}`,
  settled: (ref: PortRef) => `settled ${ref}`,
};

/** What a need is bound to when `only` of its API is lifted: a provider that there is not. */
export const ANYTHING = '?';

const quoted = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
const fact = (name: string, ...values: (string | number)[]): string =>
  `${name}(${values.map((value) => (typeof value === 'number' ? value : quoted(value))).join(',')}).`;

function nodeFacts({ nodes, single }: Problem, isOn: (constraint: string) => boolean): string[] {
  const lines: string[] = [];
  for (const { is, name, linked, bytes, links, after, barred } of nodes.values()) {
    if (linked) lines.push(fact('root', name));
    if (is === 'new') lines.push(fact('new', name));
    if (bytes > 0) lines.push(fact('size', name, bytes));
    for (const other of links) lines.push(fact('link', name, other));
    for (const other of after) if (isOn(key.after(name, other))) lines.push(fact('after', name, other));
    if (barred !== null && isOn(key.barred(name))) lines.push(fact('barred', name));
  }
  for (const [microlib, names] of single)
    if (isOn(key.single(microlib))) for (const name of names) lines.push(fact('single', microlib, name));
  return lines;
}

/** The text of the program. The same problem gives the same text. */
export function programOf(problem: Problem, { settled, atMost, about, lifted }: Asked = {}): string {
  const isOn = (constraint: string) => lifted?.has(constraint) !== true;
  const lines = nodeFacts(problem, isOn);
  // What is not shown need not be told apart.
  lines.push(about === undefined ? '#show bind/2.' : `#show. #show bind(P,R) : bind(P,R), P = ${quoted(about)}.`);
  const { needs } = problem;
  for (const need of needs) {
    if (!isOn(key.need(need))) continue;
    lines.push(fact('need', need.ref, need.node));
    if (need.orders && isOn(key.orders(need))) lines.push(fact('orders', need.ref));
    for (const [rank, { to, node, partial }] of need.options.entries()) {
      lines.push(fact('cand', need.ref, to, node, rank));
      if (partial) lines.push(fact('partial', need.ref, to));
    }
    if (!isOn(key.only(need.api))) lines.push(fact('cand', need.ref, ANYTHING, ANYTHING, need.options.length));
    const to = settled?.get(need.ref);
    if (to !== undefined && isOn(key.settled(need.ref)))
      lines.push(`:- need(${quoted(need.ref)},C), linked(C), not bind(${quoted(need.ref)},${quoted(to)}).`);
  }
  if (atMost !== undefined) lines.push(`:- ${atMost + 1} { linked(C) : new(C) }.`);
  else if (lifted === undefined) lines.push(...preferences(needs));
  return `${RULES}\n${lines.join('\n')}\n`;
}

/** Weights are 32 bits wide. */
const LARGEST = 2 ** 30;

/**
 * Fewest new providers that are partial, then fewest components, then fewest bytes, then the needs' ranks, the first need's before the second's and so on. Several
 * needs share a priority as digits of one number, as long as that number is small enough: priorities cost time.
 */
function preferences(needs: readonly Need[]): string[] {
  const lines: string[] = [];
  let level = 1;
  let weight = 1;
  for (const { ref, options } of [...needs].reverse()) {
    if (options.length < 2) continue;
    if (weight * options.length > LARGEST) {
      level += 1;
      weight = 1;
    }
    lines.push(
      `#minimize { R*${weight}@${level},${quoted(ref)} : bind(${quoted(ref)},T), cand(${quoted(ref)},T,_,R) }.`,
    );
    weight *= options.length;
  }
  return [
    `#minimize { 1@${level + 3},P : bind(P,R), partial(P,R) }.`,
    `#minimize { 1@${level + 2},C : new(C), linked(C) }.`,
    `#minimize { S@${level + 1},C : size(C,S), linked(C) }.`,
    ...lines,
  ];
}
