/** Edits that mend what a composition says of an option. */
import type { Diagnostic, Fix } from '../check/types.ts';
import type { Edit } from '../model/edits.ts';
import type { OptionValue } from '../model/types.ts';
import type { Assignments } from './option-findings.ts';
import type { OptionInfo } from './options.ts';
import { fromText, parseNumber } from './value.ts';

function put(component: string, option: string, value: OptionValue | undefined, before?: OptionValue): Edit {
  return {
    op: 'put',
    path: ['components', component, 'options', option],
    ...(value === undefined ? {} : { value }),
    ...(before === undefined ? {} : { before }),
  };
}

const show = (value: OptionValue) => (typeof value === 'string' ? `'${value}'` : String(value));

/** A value of the option's type that a wrong one may have meant: `"64"` for a number, `5` for a text. */
function converted(info: OptionInfo, value: OptionValue): OptionValue | undefined {
  if (info.type === 'string') return typeof value === 'string' ? undefined : String(value);
  const text = String(value).trim().toLowerCase();
  if (info.type === 'bool')
    return ['1', 'yes', 'on', 'true'].includes(text)
      ? true
      : ['0', 'no', 'off', 'false'].includes(text)
        ? false
        : undefined;
  const number = parseNumber(text, undefined);
  return number === undefined
    ? undefined
    : fromText(info.type, info.type === 'hex' ? `0x${number.toString(16)}` : String(number));
}

/** Fixes of a finding at `{component, option}`: edits of the composition's component of that name. */
export function fixesFor(
  found: Diagnostic,
  component: string,
  assignments: Assignments,
  symbols: readonly OptionInfo[],
): Fix[] {
  const option = found.at.option;
  const before = option === undefined ? undefined : assignments[option];
  // Edits do not address names that every object has.
  if (option === undefined || before === undefined || option in Object.prototype || option === 'prototype') return [];
  const name = `${component}.${option}`;
  const info = symbols.find((symbol) => symbol.name === option);
  const fixes: Fix[] = [];
  const set = (value: OptionValue | undefined) => {
    if (value !== undefined)
      fixes.push({ title: `Set ${name} to ${show(value)}`, edits: [put(component, option, value, before)] });
  };
  if (found.code === 'UL0201') {
    const near = String(found.params['nearest'] ?? '');
    if (near !== '' && !Object.hasOwn(assignments, near))
      fixes.push({
        title: `Rename ${name} to ${near}`,
        edits: [put(component, option, undefined, before), put(component, near, before)],
      });
  } else if (found.code === 'UL0202' && info !== undefined) set(converted(info, before));
  else if (found.code === 'UL0203' && info !== undefined) set(fromText(info.type, String(found.params['nearest'])));
  else if (found.code === 'UL0205') fixes.push(...enable(found, component, assignments, symbols));
  const title = found.code === 'UL0201' ? `Remove ${name}` : `Remove ${name}, so that its default holds`;
  fixes.push({ title, edits: [put(component, option, undefined, before)] });
  return fixes;
}

/** Where an option only waits for another one that can be switched on: that. */
function enable(found: Diagnostic, component: string, assignments: Assignments, symbols: readonly OptionInfo[]): Fix[] {
  const needs = String(found.params['needs'] ?? '');
  const other = symbols.find((symbol) => symbol.name === needs && symbol.type === 'bool' && symbol.visible);
  if (other === undefined) return [];
  const edit = put(
    component,
    other.name,
    true,
    Object.hasOwn(assignments, other.name) ? assignments[other.name] : undefined,
  );
  return [{ title: `Set ${component}.${other.name} to true`, edits: [edit] }];
}
