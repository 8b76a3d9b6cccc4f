/** UL0115: a wire to or from a port that the component's options take away. */
import { own } from '../../graph/ref.ts';
import { componentOptions } from '../../kconfig/kconfig.ts';
import type { Edit } from '../../model/edits.ts';
import type { OptionValue } from '../../model/types.ts';
import { type CheckContext, foundBy, isInDocument, type Rule } from '../context.ts';
import { fix, removeWire } from '../fixes.ts';
import type { Fix } from '../types.ts';

/** Switches of the condition, each turned so that the port is there by it alone. */
function switches(context: CheckContext, component: string, port: string, condition: string): Fix[] {
  const member = context.analysis.members.all.get(component);
  if (member === undefined || !isInDocument(context, component)) return [];
  const { microlib, options, wired } = member;
  const { symbols } = componentOptions(microlib, component, options, wired);
  const written = own(context.composition.components, component)?.options;
  return symbols.flatMap((option) => {
    if (option.type !== 'bool' || !option.visible || !new RegExp(`\\b${option.name}\\b`).test(condition)) return [];
    const value: OptionValue = option.value !== true;
    const after = componentOptions(microlib, component, { ...options, [option.name]: value }, wired);
    if (after.absent.has(port)) return [];
    const before = own(written, option.name);
    const path = ['components', component, 'options', option.name];
    const edit: Edit = { op: 'put', path, value, ...(before === undefined ? {} : { before }) };
    return [{ title: `Set ${component}.${option.name} to ${value}`, edits: [edit] }];
  });
}

export const portIsOff: Rule = (context) =>
  foundBy(context, 'UL0115').map((found) => {
    const { params, at } = found;
    const [component, port] = [String(params['component']), String(params['port'])];
    const fixes = switches(context, component, port, String(params['condition']));
    if (at.wire === undefined) return { ...found, fixes };
    const wire = context.composition.wires[at.wire];
    const title = `Remove the wire ${wire?.from} → ${wire?.to}`;
    return { ...found, fixes: [...fixes, ...fix(title, [removeWire(context.composition, at.wire)])] };
  });
