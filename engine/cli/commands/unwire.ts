/** `uniloom unwire`: takes away the wires of a required port, or one of them. */
import { removeWire } from '../../model/commands.ts';
import type { Edit } from '../../model/edits.ts';
import type { Cli } from '../program.ts';
import { UsageError } from '../status.ts';
import { type EditOptions, edit } from './edit.ts';
import { requireRef } from './wire.ts';

export async function run(
  cli: Cli,
  [file, fromText, toText]: readonly [string, string, string | undefined],
  options: EditOptions,
): Promise<number> {
  const from = requireRef(fromText);
  const to = toText === undefined ? undefined : requireRef(toText);
  return edit(cli, file, options, (composition) => {
    const edits: Edit[] = [];
    for (let index = composition.wires.length - 1; index >= 0; index--) {
      const wire = composition.wires[index];
      if (wire?.from === from && (to === undefined || wire.to === to))
        edits.push(...removeWire(composition, index).edits);
    }
    if (edits.length > 0) return { label: `Unwire ${from}`, edits };
    throw new UsageError(`there is no wire from ${from}${to === undefined ? '' : ` to ${to}`}`);
  });
}
