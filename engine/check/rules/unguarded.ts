/**
 * UL0118: a scheduler's queues are touched by interrupts (a driver that is wired to it posts and defers from its handler),
 * and nothing keeps interrupts out: its optional port of API `cpu` has no wire.
 */
import { splitRef } from '../../graph/ref.ts';
import { type Rule, shownRef } from '../context.ts';
import { type Diagnostic, diagnostic } from '../types.ts';
import { wiringFixes } from './unprovided-port.ts';

/** Whoever requires one of these has handlers that run in interrupt context. */
const INTERRUPTING: ReadonlySet<string> = new Set(['irq', 'msi', 'timer', 'vectors', 'virtio']);

export const unguarded: Rule = (context) => {
  const { analysis } = context;
  const { owned } = analysis.bound;
  const found: Diagnostic[] = [];
  for (const scheduler of analysis.graph.components) {
    if (!scheduler.linked || !scheduler.provides.some(({ api }) => api === 'sched')) continue;
    const bound = new Set(owned.get(scheduler.name)?.bindings.map(({ required }) => required.port));
    const open = scheduler.requires.find(
      ({ api, port, count }) => api === 'cpu' && count === 'optional' && !bound.has(port),
    );
    if (open === undefined) continue;
    const driver = analysis.graph.components.find(({ name, linked }) => {
      const bindings = (linked ? owned.get(name)?.bindings : undefined) ?? [];
      return (
        bindings.some(({ provider }) => provider === scheduler.name) &&
        bindings.some(({ api }) => INTERRUPTING.has(api.name))
      );
    });
    if (driver === undefined) continue;
    const ref = shownRef(context, `${scheduler.name}.${open.port}`);
    found.push(
      diagnostic(
        'UL0118',
        'error',
        `Interrupts reach '${scheduler.name}', and '${ref}' is open: they may break its queues`,
        {
          params: { component: scheduler.name, ref, driver: driver.name },
          at: splitRef(ref) ?? {},
          because: [
            `${driver.name} is told of its device by interrupt, and wired to ${scheduler.name}`,
            ...(open.doc === undefined ? [] : [`${ref}: ${open.doc.replace(/\.$/, '')}`]),
          ],
          fixes: wiringFixes(context, ref),
        },
      ),
    );
  }
  return found;
};
