/** What belongs to the composition as a whole: name, targets, boot settings, default providers. */

import { entryOf } from './backends.ts';
import { put } from './command-parts.ts';
import type { Change } from './edits.ts';
import type { BootSettings, Composition } from './types.ts';

export function setName(composition: Composition, name: string): Change {
  return { label: 'Rename composition', edits: put(composition, ['name'], name) };
}

export function setTargets(composition: Composition, targets: readonly string[]): Change {
  return { label: 'Set targets', edits: put(composition, ['targets'], targets) };
}

/** The target that builds and boots take when none is named: it goes to the front, and is added where it is missing. */
export function setDefaultTarget(composition: Composition, target: string): Change {
  const rest = composition.targets.filter((other) => other !== target);
  return { label: `Target ${target}`, edits: put(composition, ['targets'], [target, ...rest]) };
}

/** Changes the given settings; undefined resets one. */
export function setBoot(composition: Composition, settings: Partial<BootSettings>): Change {
  return {
    label: 'Set boot settings',
    edits: Object.entries(settings).flatMap(([key, value]) => put(composition, ['boot', key], value)),
  };
}

/** What stands behind the device of `name`: the entry that says so takes the place of the one there is; null takes it away. */
export function setBackend(
  composition: Composition,
  key: 'disks' | 'shares' | 'nets',
  name: string,
  entry: string | null,
): Change {
  const entries = composition.boot[key] ?? [];
  const before = entryOf(entries, name);
  const at = before === null ? entries.length : entries.indexOf(before);
  const next = [...entries.slice(0, at), ...(entry === null ? [] : [entry]), ...entries.slice(at + 1)];
  return {
    label: `Set what is behind ${name}`,
    edits: put(composition, ['boot', key], next.length === 0 ? undefined : next),
  };
}

export function setForwards(composition: Composition, forwards: readonly string[]): Change {
  return setBoot(composition, { forwards: forwards.length === 0 ? undefined : forwards });
}

/** The provider of an ambient API for ports that have no wire; null leaves it to the board. */
export function setDefaultProvider(composition: Composition, api: string, provider: string | null): Change {
  return {
    label: provider === null ? `Reset the default ${api}` : `Make ${provider} the default ${api}`,
    edits: put(composition, ['defaults', api], provider ?? undefined),
  };
}
