/** `uniloom add`: a component. */
import { nearest } from '../../kconfig/kconfig.ts';
import { addComponent, nameRefusal } from '../../model/commands.ts';
import type { Cli } from '../program.ts';
import { withEngine } from '../session.ts';
import { UsageError } from '../status.ts';
import { type EditOptions, edit } from './edit.ts';

export async function run(
  cli: Cli,
  [file, microlib]: readonly [string, string],
  options: EditOptions & { readonly as?: string },
): Promise<number> {
  const known = await withEngine(cli, (engine) => engine.call('catalog.get', {}));
  if (!Object.hasOwn(known.microlibs, microlib)) {
    const near = nearest(microlib, Object.keys(known.microlibs));
    throw new UsageError(
      `the catalog has no microlib ${microlib}${near === undefined ? '' : `; did you mean ${near}?`}`,
    );
  }
  return edit(cli, file, options, (composition) => {
    const { as } = options;
    const refusal = as === undefined ? null : nameRefusal(composition, as);
    if (refusal === 'taken') throw new UsageError(`there is a ${as} already`);
    if (refusal === 'bad')
      throw new UsageError(`'${as}' is no component name: a lower-case letter, then up to 30 of a-z 0-9 _`);
    return addComponent(composition, microlib, as === undefined ? {} : { name: as });
  });
}
