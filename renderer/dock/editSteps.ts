/** What edits do, step by step, as locale keys (`dock.problems.steps.KEY`): fix titles for languages besides English. */
import type { Edit } from '../../engine/model/edits.ts';
import type { Json } from '../../engine/model/types.ts';
import { flow } from './editPreview.ts';

export interface EditStep {
  readonly key: 'addComponent' | 'removeComponent' | 'addWire' | 'removeWire' | 'set' | 'unset';
  readonly params: Readonly<Record<string, string>>;
}

const field = (value: Json | undefined, name: string): string => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const found = (value as { readonly [key: string]: Json })[name];
  return found === undefined ? '' : String(found);
};

function step(edit: Edit): EditStep | null {
  const [top, name, part, key] = edit.path.map(String);
  // Where a node lands on the canvas is not what a fix is about.
  if (top === 'layout') return null;
  if (edit.op !== 'put') {
    const value = edit.op === 'insert' ? edit.value : edit.before;
    if (top === 'wires' && edit.path.length === 1) {
      const params = { from: field(value, 'from'), to: field(value, 'to') };
      return { key: edit.op === 'insert' ? 'addWire' : 'removeWire', params };
    }
    const params = { name: edit.path.join('.'), value: flow(value) };
    return { key: edit.op === 'insert' ? 'set' : 'unset', params };
  }
  if (top === 'components' && name !== undefined && part === undefined)
    return edit.value === undefined
      ? { key: 'removeComponent', params: { name } }
      : { key: 'addComponent', params: { name, microlib: field(edit.value, 'microlib') } };
  const isOption = top === 'components' && part === 'options' && key !== undefined;
  const shown = isOption ? `${name}.${key}` : edit.path.join('.');
  return edit.value === undefined
    ? { key: 'unset', params: { name: shown } }
    : { key: 'set', params: { name: shown, value: flow(edit.value) } };
}

/** In order; edits of the canvas layout are left out. */
export const editSteps = (edits: readonly Edit[]): EditStep[] => edits.map(step).filter((item) => item !== null);
