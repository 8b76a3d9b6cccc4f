/** The checker's replica and what it says of it. Apart from the worker, so that it can be tested without one. */
import type { Catalog } from '../../engine/catalog/types.ts';
import { check } from '../../engine/check/check.ts';
import { contextOf } from '../../engine/check/context.ts';
import type { Fix } from '../../engine/check/types.ts';
import { fixSteps } from '../../engine/check/verified.ts';
import type { Analysis } from '../../engine/graph/flatten.ts';
import { apply } from '../../engine/model/edits.ts';
import type { Composition } from '../../engine/model/types.ts';
import { graphChange } from './changes.ts';
import type { Answer, FromChecker, ToChecker } from './protocol.ts';

export interface Checker {
  /** Takes a message; an answer comes at once only when the replica is lost, or to a question that comes too late. */
  receive(message: ToChecker): FromChecker | null;
  /** Goes on with the question that is open: a step, so that what comes meanwhile is seen. Its answer, once it is known. */
  work(): FromChecker | null;
  /** Whether a question is open. */
  isBusy(): boolean;
  /** Checks the replica as it is now; null while it has not got all that it needs. */
  run(): FromChecker | null;
}

interface Question {
  readonly asked: Extract<ToChecker, { type: 'fixes' }>;
  /** The result that it is about. */
  readonly about: Answer;
  readonly steps: Iterator<void, readonly Fix[], void>;
}

export function makeChecker(now: () => number = () => performance.now()): Checker {
  let catalog: Catalog | null = null;
  let target = '';
  let composition: Composition | null = null;
  let revision = -1;
  let last: Answer | null = null;
  let graph: Analysis | null = null;
  let question: Question | null = null;
  /** Whether the last result is of what the replica is now. */
  const isCurrent = (at: number) => last?.revision === revision && last.target === target && at === revision;
  return {
    receive: (message) => {
      switch (message.type) {
        case 'catalog':
          catalog = message.catalog;
          return null;
        case 'target':
          target = message.target;
          return null;
        case 'document':
          composition = message.composition;
          revision = message.revision;
          return null;
        case 'edits':
          if (composition === null || message.revision !== revision + 1) return { type: 'lost' };
          composition = apply(composition, message.edits);
          revision = message.revision;
          return null;
        case 'fixes': {
          const finding = last?.diagnostics[message.index];
          question = null;
          if (!isCurrent(message.revision) || last === null || finding === undefined)
            return { ...message, fixes: null };
          if (composition === null || catalog === null) return { ...message, fixes: null };
          question = { asked: message, about: last, steps: fixSteps(composition, catalog, target, finding) };
          return null;
        }
      }
    },
    isBusy: () => question !== null,
    work: () => {
      if (question === null) return null;
      const { asked, about, steps } = question;
      const { done, value } =
        isCurrent(asked.revision) && last === about ? steps.next() : { done: true as const, value: null };
      if (done !== true) return null;
      question = null;
      return { ...asked, fixes: value };
    },
    run: () => {
      if (catalog === null || composition === null || target === '') return null;
      const began = now();
      const diagnostics = check(composition, catalog, target);
      const { analysis } = contextOf(composition, catalog, target);
      const change = graphChange(graph, analysis);
      graph = analysis;
      const asking = analysis.graph.components.filter(({ wired }) => wired.size > 0);
      const wired = Object.fromEntries(asking.map((component) => [component.name, [...component.wired]]));
      const result: Answer = { revision, target, diagnostics, ...change, wired, took: now() - began };
      last = result;
      return { type: 'checked', result };
    },
  };
}
