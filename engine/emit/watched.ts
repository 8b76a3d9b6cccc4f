/** `counters.json` and `traced.json`: what the indexes in the guest's records mean. */
import { wireIndex } from '../graph/types.ts';
import type { Plan, Watched } from './plan.ts';
import { scalarKind, tracedParameters } from './stubs.ts';

const row = (from: Plan, { binding, fn }: Watched, index: number) => ({
  index,
  wire: wireIndex(from.input.graph, binding) ?? null,
  from: binding.from,
  to: binding.to,
  function: fn.name,
});

const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

export const countersJson = (from: Plan): string =>
  text({ counters: from.counted.map((each, index) => row(from, each, index)) });

/** With what each argument and the result are: `signed`, `unsigned`, `pointer`; null for no result. */
export const tracedJson = (from: Plan): string =>
  text({
    traced: from.traced.map((each, index) => ({
      ...row(from, each, index),
      arguments: tracedParameters(each.fn).map((param) => scalarKind(param.type)),
      more: tracedParameters(each.fn).length < each.fn.params.length,
      result: each.fn.attributes.includes('noreturn') ? null : scalarKind(each.fn.returns),
    })),
  });
