/** `gen/COMPONENT/ports.h` and `ports_asm.h`: everything a component's sources see of the world. */
import { banner, basename, comment, indexOf, labelled, ssizeTypedef, typeIncludes } from './c.ts';
import type { ConfigOption } from './config.ts';
import { type ComponentPlan, callLabel, optionLabel, type Plan, portLabel, type RequiredPlan } from './plan.ts';
import { EmitError } from './types.ts';

/** The port header of one component. `options` are those of its options that can be set at boot. */
export function portsHeader(from: Plan, component: ComponentPlan, options: readonly ConfigOption[]): string {
  const { microlib } = component.component;
  const apis = [...component.requires, ...component.provides].map((item) => item.api);
  let text = banner(`the ports of '${component.name}' (${microlib.name})`);
  text += '#ifndef UNILOOM_PORTS_H\n#define UNILOOM_PORTS_H\n\n';
  for (const header of ['stdarg', 'stdbool', 'stddef', 'stdint', 'uniloom/errno', 'config']) {
    text += `#include <${header}.h>\n`;
  }
  text += `#define COMPONENT_NAME "${component.name}"\n`;
  text += typeIncludes(apis);
  for (const api of component.globals) if (api.header !== undefined) text += `#include <${basename(api.header)}>\n`;
  text += ssizeTypedef(apis);
  for (const item of component.requires) text += required(from, component.name, item);
  for (const item of component.provides) {
    const { port } = item.port;
    text += `\n/* Provides ${port}: ${comment(item.api.title)}. */\n`;
    if (item.port.used) text += `#define ${port.toUpperCase()}_USED ${item.used ? 1 : 0}\n`;
    for (const fn of item.api.functions) {
      text += `${labelled(fn, `${port}_${fn.name}`, portLabel(component.name, port, fn.name))}\n`;
    }
  }
  if (microlib.init || microlib.fini || microlib.main !== 'none') text += '\n';
  if (microlib.init) text += `int init(void) __asm__("${component.name}.init");\n`;
  if (microlib.main !== 'none') {
    const parameters = microlib.main === 'args' ? 'int argc, char **argv' : 'void';
    text += `int main(${parameters}) __asm__("${component.name}.main");\n`;
  }
  if (microlib.fini) text += `void fini(void) __asm__("${component.name}.fini");\n`;
  text += bootOptions(component.name, options);
  return `${text}\n#endif\n`;
}

function required(from: Plan, component: string, item: RequiredPlan): string {
  const { port, count } = item.port;
  const ends = item.bindings.map((binding) => binding.to).join(', ');
  // In debug the header must not depend on where the wires go: rewiring compiles nothing.
  const shown = from.scripted ? '' : ` (${ends || 'not wired'})`;
  let text = `\n/* Requires ${port}: ${comment(item.api.title)}${shown}. */\n`;
  if (count === 'many') {
    text += `size_t ${port}_count(void) __asm__("${portLabel(component, port, 'count')}");\n`;
  } else if (count === 'optional' || item.port.if !== undefined) {
    text += `#define ${port.toUpperCase()}_WIRED ${item.bindings.length > 0 ? 1 : 0}\n`;
  }
  for (const fn of item.api.functions) {
    text += `/* ${comment(fn.doc)} */\n`;
    const label = callLabel(from, component, item, fn.name);
    text += `${labelled(fn, `${port}_${fn.name}`, label, count === 'many' ? [indexOf(fn)] : [])}\n`;
  }
  // The conveniences call the port without an index, so they are not for a port of many.
  if (item.api.inline !== undefined && count !== 'many') {
    const id = `catalog:${item.api.dir}/${item.api.inline}` as const;
    const inline = from.input.readSource(id);
    if (inline === undefined) throw new EmitError('UL0008', `${id.slice(8)} cannot be read`, { file: id.slice(8) });
    text += inline.replaceAll(/\bPORT_(?=[a-z])/g, `${port}_`).trimEnd();
    text += '\n';
  }
  return text;
}

const C_TYPE = { bool: 'bool ', int: 'long ', hex: 'unsigned long ', string: 'const char *' } as const;

/** A boot option is a variable of the runtime under the name that it has as a constant. */
function bootOptions(component: string, options: readonly ConfigOption[]): string {
  if (options.length === 0) return '';
  let text = '\n/* Can be set at boot: variables, not for #if. */\n';
  for (const option of options) {
    const variable = `config_${option.name}`;
    text += `extern ${C_TYPE[option.type]}${variable} __asm__("${optionLabel(component, option.name)}");\n`;
    text += `#undef CONFIG_${option.name}\n#define CONFIG_${option.name} (${variable})\n`;
  }
  return text;
}

/** What `<uniloom/asm.h>` needs to know about one component. */
export function portsAsm(from: Plan, component: ComponentPlan): string {
  let text = banner(`the symbols of '${component.name}' for its assembly sources`);
  text += `#define UNILOOM_SYM(name) ${component.name}__##name\n`;
  const define = (port: string, fn: string, label: string) => {
    text += `#define UNILOOM_PORT_${port}_${fn} ${label}\n`;
  };
  for (const item of component.requires) {
    const { port } = item.port;
    for (const fn of item.api.functions) define(port, fn.name, callLabel(from, component.name, item, fn.name));
  }
  for (const item of component.provides) {
    const { port } = item.port;
    for (const fn of item.api.functions) define(port, fn.name, portLabel(component.name, port, fn.name));
  }
  return text;
}
