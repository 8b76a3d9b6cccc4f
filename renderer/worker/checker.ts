/** The checker's replica and what it says of it. Apart from the worker, so that it can be tested without one. */
import type { Catalog } from '../../engine/catalog/types.ts';
import { check } from '../../engine/check/check.ts';
import { contextOf } from '../../engine/check/context.ts';
import { verifiedFixes } from '../../engine/check/verified.ts';
import type { Analysis } from '../../engine/graph/flatten.ts';
import { apply } from '../../engine/model/edits.ts';
import type { Composition } from '../../engine/model/types.ts';
import { graphChange } from './changes.ts';
import type { Answer, FromChecker, ToChecker } from './protocol.ts';

export interface Checker {
  /** Takes a message; an answer comes at once only when the replica is lost, or to a question. */
  receive(message: ToChecker): FromChecker | null;
  /** Checks the replica as it is now; null while it has not got all that it needs. */
  run(): FromChecker | null;
}

export function makeChecker(now: () => number = () => performance.now()): Checker {
  let catalog: Catalog | null = null;
  let target = '';
  let composition: Composition | null = null;
  let revision = -1;
  let last: Answer | null = null;
  let graph: Analysis | null = null;
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
          const { index } = message;
          const asked = { type: 'fixes', revision: message.revision, index } as const;
          const finding = last?.diagnostics[index];
          const current = last?.revision === revision && last.target === target && message.revision === revision;
          if (!current || finding === undefined || composition === null || catalog === null)
            return { ...asked, fixes: null };
          return { ...asked, fixes: verifiedFixes(composition, catalog, target, finding) };
        }
      }
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
