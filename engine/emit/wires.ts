/** `gen/wires.c`: what stands on wires - counters, traces, faults - and the tables of ports of many. */

import { banner, indexOf, labelled, passed, signature, ssizeTypedef, typeIncludes } from './c.ts';
import { type Plan, portLabel, providerLabel, providerOf, type RequiredPlan } from './plan.ts';
import { faultSupport, type StubContext, stub } from './stubs.ts';
import { watching } from './watch.ts';

export function wiresSource(from: Plan): string {
  const required = from.components.flatMap((component) =>
    component.requires.map((item) => ({ component: component.name, item })),
  );
  const special = required.filter(
    ({ item }) => item.port.count === 'many' || item.bindings.some((binding) => binding.kind !== 'direct'),
  );
  const faulty = special.flatMap(({ item }) => item.bindings.filter((binding) => binding.kind === 'faulty'));
  const apis = new Set(special.map(({ item }) => item.api));
  const needed = from.watched ? ['control', 'clock'] : from.coverage ? ['control'] : [];
  const clock =
    from.watched || faulty.length > 0 ? providerOf(from.components, from.input.graph.board, 'clock') : undefined;
  const machinery = needed.flatMap((name) => {
    const api = from.input.catalog.apis[name];
    return api === undefined || (name === 'control' ? from.control : clock) === undefined ? [] : [api];
  });
  let text = banner('what stands on wires');
  text += '#include <stdarg.h>\n';
  if (from.watched || faulty.length > 0) text += '#include <stdatomic.h>\n';
  text += '#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n';
  if (faulty.length > 0) text += '#include <uniloom/errno.h>\n';
  text += typeIncludes([...apis, ...machinery]);
  text += ssizeTypedef(apis);
  text += watching(from, { control: from.control, clock });
  text += faultSupport(faulty, clock, from.watched);
  const context: StubContext = {
    from,
    inside: reach(from, [from.control, clock]),
    hasControl: from.control !== undefined,
    hasClock: clock !== undefined,
  };
  for (const { component, item } of special)
    text += item.port.count === 'many' ? manyPort(context, component, item) : onePort(context, component, item);
  return text;
}

/** The components that calls to the ports `refs` run through. What does not return cannot come back to a stub either. */
function reach(from: Plan, refs: readonly (string | undefined)[]): ReadonlySet<string> {
  const byName = new Map(from.components.map((component) => [component.name, component]));
  const reached = new Set(refs.flatMap((ref) => ref?.split('.')[0] ?? []));
  // A set hands out what is added while it is walked.
  for (const name of reached)
    for (const { api, bindings } of byName.get(name)?.requires ?? [])
      if (!api.functions.every((fn) => fn.attributes.includes('noreturn')))
        for (const { provider } of bindings) reached.add(provider);
  return reached;
}

function onePort(context: StubContext, component: string, item: RequiredPlan): string {
  const [binding] = item.bindings;
  if (binding === undefined) return '';
  let text = `\n/* ${binding.from} -> ${binding.to} */\n`;
  for (const fn of item.api.functions) {
    const name = `${component}_${item.port.port}_${fn.name}`;
    text += `${labelled(fn, `to_${name}`, providerLabel(context.from, binding, fn.name))}\n`;
    const label = portLabel(component, item.port.port, fn.name);
    text += stub(context, binding, fn, `on_${name}`, label, `to_${name}`);
  }
  return text;
}

/** Accessors of a port of many: a constant table of the providers per function, and the count. */
function manyPort(context: StubContext, component: string, item: RequiredPlan): string {
  const { port } = item.port;
  const prefix = `${component}_${port}`;
  const label = portLabel(component, port, 'count');
  let text = `\n/* ${component}.${port}: ${item.bindings.map((binding) => binding.to).join(', ') || 'nothing'} */\n`;
  text += `size_t ${prefix}_count(void) __asm__("${label}");\nsize_t ${prefix}_count(void)\n{\n\treturn ${item.bindings.length};\n}\n\n`;
  for (const fn of item.api.functions) {
    const name = `${prefix}_${fn.name}`;
    const entries = item.bindings.map((binding, at) => {
      text += `${labelled(fn, `to_${name}_${at}`, providerLabel(context.from, binding, fn.name))}\n`;
      if (binding.kind === 'direct') return `to_${name}_${at}`;
      const stubLabel = `${portLabel(component, port, fn.name)}.${at}`;
      text += stub(context, binding, fn, `on_${name}_${at}`, stubLabel, `to_${name}_${at}`);
      return `on_${name}_${at}`;
    });
    const accessor = `at_${name}`;
    text += `${labelled(fn, accessor, portLabel(component, port, fn.name), [indexOf(fn)])}\n`;
    text += `${signature(fn, accessor, [indexOf(fn)])}\n{\n`;
    if (entries.length === 0) {
      // Nothing may be called: the count is 0.
      text += `\t(void)${indexOf(fn).name};\n${fn.params.map((param) => `\t(void)${param.name};\n`).join('')}\t__builtin_trap();\n}\n\n`;
      continue;
    }
    const pointer = signature(fn, `(*const table[${entries.length}])`);
    text += `\tstatic ${pointer} = { ${entries.join(', ')} };\n\n`;
    text += `\t${fn.returns === 'void' ? '' : 'return '}table[${indexOf(fn).name}](${passed(fn)});\n`;
    if (fn.attributes.includes('noreturn')) text += '\t__builtin_unreachable();\n';
    text += '}\n\n';
  }
  return text;
}
