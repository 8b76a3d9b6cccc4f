/** The one registry of actions. */

import { edit } from './topics/edit.ts';
import { file } from './topics/file.ts';
import { help } from './topics/help.ts';
import { arrange } from './topics/place.ts';
import { runs } from './topics/run.ts';
import { view } from './topics/view.ts';
import type { Action } from './types.ts';

export const actions: readonly Action[] = [...file, ...edit, ...arrange, ...view, ...runs, ...help];

const byId = new Map(actions.map((action) => [action.id, action]));

export const action = (id: string): Action | undefined => byId.get(id);

/** Runs an action if it may be run now. */
export function perform(id: string): void {
  const found = byId.get(id);
  if (found?.enabled() === true) found.run();
}
