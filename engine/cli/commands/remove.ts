/** `uniloom remove`: a component and its wires. */
import { nearest } from '../../kconfig/kconfig.ts';
import { removeComponent } from '../../model/commands.ts';
import type { Cli } from '../program.ts';
import { UsageError } from '../status.ts';
import { type EditOptions, edit } from './edit.ts';

export async function run(cli: Cli, [file, name]: readonly [string, string], options: EditOptions): Promise<number> {
  return edit(cli, file, options, (composition) => {
    if (Object.hasOwn(composition.components, name)) return removeComponent(composition, name);
    const near = nearest(name, Object.keys(composition.components));
    throw new UsageError(`there is no component ${name}${near === undefined ? '' : `; did you mean ${near}?`}`);
  });
}
