/** UL0120: a parameter of a wire's kind that it cannot have. UL0124: a faulty wire on which nothing can go wrong. */
import { canFail, faultsOf, isDelayed, parameterFault, parametersOf, SUPPORTED_KINDS } from '../../graph/kinds.ts';
import { type Binding, wireIndex } from '../../graph/types.ts';
import { nearest } from '../../kconfig/nearest.ts';
import type { WireParameter } from '../../model/types.ts';
import type { Rule } from '../context.ts';
import { fix } from '../fixes.ts';
import { type Diagnostic, diagnostic } from '../types.ts';

/** Why the binding's wire cannot have the parameter, or undefined where it can. */
function fault({ kind, api }: Binding, name: string, value: WireParameter): string | undefined {
  const known = parametersOf(kind);
  const parameter = known.find((each) => each.name === name);
  if (parameter === undefined) {
    const names = known.map((each) => each.name);
    if (names.length === 0) return `a '${kind}' wire has no parameters`;
    const near = nearest(name, names);
    return `a '${kind}' wire has no parameter '${name}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
  }
  const wrong = parameterFault(parameter, value);
  if (wrong !== undefined || parameter.is !== 'functions' || !Array.isArray(value)) return wrong;
  const names = api.functions.map((fn) => fn.name);
  const missing = value.find((each) => !names.includes(each));
  if (missing === undefined) return undefined;
  const near = nearest(missing, names);
  return `the API '${api.name}' has no function '${missing}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
}

export const wireParameters: Rule = ({ composition, analysis }) => {
  const found: Diagnostic[] = [];
  for (const binding of analysis.bound.special) {
    const { kind, api, from, owner, with: parameters } = binding;
    if (!SUPPORTED_KINDS.includes(kind) || api.linkage !== 'port') continue;
    const wire = wireIndex(composition, binding) ?? -1;
    const at = { component: owner, port: from.slice(owner.length + 1), wire };
    let isSound = true;
    for (const [name, value] of Object.entries(parameters)) {
      const reason = fault(binding, name, value);
      if (reason === undefined) continue;
      isSound = false;
      found.push(
        diagnostic('UL0120', 'error', `The wire of '${from}': ${reason}`, {
          params: { from, kind, name, reason },
          at,
          because: [reason],
          fixes: fix(`Leave out '${name}' of the wire of ${from}`, [
            { op: 'put', path: ['wires', wire, 'with', name], before: composition.wires[wire]?.with?.[name] ?? value },
          ]),
        }),
      );
    }
    if (kind !== 'faulty' || !isSound) continue;
    const faults = faultsOf(parameters);
    if (api.functions.some((fn) => canFail(faults, fn) || isDelayed(faults, fn))) continue;
    const can = api.functions.filter((fn) => fn.fails !== null).map((fn) => fn.name);
    const why =
      can.length === 0
        ? `no function of '${api.name}' can fail`
        : `its parameters let nothing fail; of '${api.name}' these can: ${can.join(', ')}`;
    found.push(
      diagnostic('UL0124', 'warning', `The faulty wire of '${from}' fails nothing: ${why}`, {
        params: { from, api: api.name, reason: why },
        at,
        because: [why],
        fixes: fix(`Make the wire of ${from} direct`, [
          { op: 'put', path: ['wires', wire, 'kind'], before: kind },
          ...(composition.wires[wire]?.with === undefined
            ? []
            : [{ op: 'put' as const, path: ['wires', wire, 'with'], before: composition.wires[wire].with }]),
        ]),
      }),
    );
  }
  return found;
};
