/** UL0107: a microlib that does not exist on the target. */

import { own } from '../../graph/ref.ts';
import { matchesTarget } from '../../graph/target.ts';
import { isInDocument, type Rule, whyLinked } from '../context.ts';
import { fix, setMicrolib } from '../fixes.ts';
import { diagnostic } from '../types.ts';

export const targetSupport: Rule = (context) => {
  const { composition, catalog, target, analysis } = context;
  return analysis.graph.components.flatMap(({ name, microlib, linked, origin }) => {
    if (matchesTarget(microlib.targets, target) || (origin === 'board' && !linked)) return [];
    const targets = microlib.targets.join(', ');
    const ports = microlib.provides.map(({ api }) => api);
    const others = Object.values(catalog.microlibs).filter(
      (other) =>
        ports.length > 0 &&
        matchesTarget(other.targets, target) &&
        microlib.provides.every(({ port, api }) => other.provides.some((p) => p.port === port && p.api === api)),
    );
    const elsewhere = composition.targets.filter((one) => matchesTarget(microlib.targets, one));
    const fixes = isInDocument(context, name)
      ? [
          ...others.flatMap((other) =>
            fix(`Make ${name} a ${other.title}, which supports it`, [setMicrolib(composition, name, other.name)]),
          ),
          ...(elsewhere.length > 0 && own(composition.components, name)?.targets === undefined
            ? fix(`Limit ${name} to ${elsewhere.join(', ')}`, [
                { op: 'put', path: ['components', name, 'targets'], value: elsewhere },
              ])
            : []),
        ]
      : [];
    return diagnostic(
      'UL0107',
      linked ? 'error' : 'warning',
      `'${name}' (${microlib.name}) does not support ${target}; it supports ${targets}`,
      {
        params: { component: name, microlib: microlib.name, target, targets },
        at: { component: name },
        because: whyLinked(context, name),
        fixes,
      },
    );
  });
};
