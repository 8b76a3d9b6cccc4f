/**
 * UL0117: what several threads reach while the scheduler may take the processor from them has a port for a lock, and no lock
 * is wired: one thread would find what another has left half done.
 */

import { splitRef } from '../../graph/ref.ts';
import type { GraphComponent } from '../../graph/types.ts';
import { type CheckContext, type Rule, shownRef, usersOfAll } from '../context.ts';
import { type Diagnostic, diagnostic } from '../types.ts';
import { wiringFixes } from './unprovided-port.ts';

const LOCK = 'lock';

/** Linked schedulers that preempt. */
const preemptive = ({ analysis }: CheckContext): Set<string> =>
  new Set(
    analysis.graph.components
      .filter(({ linked, provides }) => linked && provides.some((port) => port.preemptive === true))
      .map(({ name }) => name),
  );

interface Threads {
  readonly component: string;
  /** How many: of who spawns, no one knows. */
  readonly count: 1 | 2;
  readonly why: string;
}

function threadsOf(context: CheckContext, schedulers: ReadonlySet<string>, component: GraphComponent): Threads | null {
  const { name, linked, microlib } = component;
  if (!linked) return null;
  const bindings = context.analysis.bound.owned.get(name)?.bindings ?? [];
  const spawns = bindings.find(({ api, provider }) => api.name === 'sched' && schedulers.has(provider));
  if (spawns !== undefined)
    return {
      component: name,
      count: 2,
      why: `${name} can have threads: ${shownRef(context, spawns.from)} is bound to ${spawns.to}`,
    };
  return microlib.main === 'none' ? null : { component: name, count: 1, why: `${name} has a main, which is a thread` };
}

/** The components that reach `to` over wires, each with the next one on the way. */
function reaching(context: CheckContext, to: string): Map<string, string | null> {
  const users = usersOfAll(context);
  const next = new Map<string, string | null>([[to, null]]);
  for (const name of next.keys())
    for (const user of users.get(name) ?? [])
      if (context.components.get(user)?.linked === true && !next.has(user)) next.set(user, name);
  return next;
}

function way(from: string, next: ReadonlyMap<string, string | null>): string {
  const steps = [from];
  for (let at = next.get(from); at; at = next.get(at)) steps.push(at);
  return steps.join(' → ');
}

export const unlocked: Rule = (context) => {
  const { analysis } = context;
  const schedulers = preemptive(context);
  if (schedulers.size === 0) return [];
  const threads = new Map<string, Threads>();
  for (const component of analysis.graph.components) {
    const found = threadsOf(context, schedulers, component);
    if (found !== null) threads.set(component.name, found);
  }
  const found: Diagnostic[] = [];
  for (const component of analysis.graph.components) {
    if (!component.linked) continue;
    const bound = new Set(analysis.bound.owned.get(component.name)?.bindings.map(({ required }) => required.port));
    const open = component.requires.find(
      ({ api, port, count }) => api === LOCK && count === 'optional' && !bound.has(port),
    );
    if (open === undefined) continue;
    const ref = shownRef(context, `${component.name}.${open.port}`);
    const next = reaching(context, component.name);
    const by = [...next.keys()].flatMap((name) => threads.get(name) ?? []);
    if (by.reduce((sum, { count }) => sum + count, 0) < 2) continue;
    const [scheduler = ''] = schedulers;
    found.push(
      diagnostic('UL0117', 'error', `Several threads reach '${component.name}', and '${ref}' has no lock`, {
        params: { component: component.name, ref, scheduler },
        at: splitRef(ref) ?? {},
        because: [
          `${scheduler} takes the processor from threads at any time`,
          ...by.slice(0, 2).flatMap(({ component: name, why }) => [why, `it reaches ${way(name, next)}`]),
          ...(open.doc === undefined ? [] : [`${ref}: ${open.doc.replace(/\.$/, '')}`]),
        ],
        fixes: wiringFixes(context, ref),
      }),
    );
  }
  return found;
};
