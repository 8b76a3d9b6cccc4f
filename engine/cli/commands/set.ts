/** `uniloom set`: options of components. */
import type { Catalog } from '../../catalog/types.ts';
import { componentOptions, nearest } from '../../kconfig/kconfig.ts';
import { resetOption, setOption } from '../../model/commands.ts';
import { apply, type Edit } from '../../model/edits.ts';
import type { Composition, OptionValue } from '../../model/types.ts';
import type { Cli } from '../program.ts';
import { withEngine } from '../session.ts';
import { UsageError } from '../status.ts';
import { type EditOptions, edit } from './edit.ts';

function didYouMean(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** `text` as a value of the option's type. What does not fit stays text, and `check` says why it cannot be. */
function typedValue(type: string, text: string): OptionValue {
  if (type === 'bool') {
    if (text === 'y' || text === 'true') return true;
    if (text === 'n' || text === 'false') return false;
    return text;
  }
  if (type === 'int' && /^-?\d{1,15}$/.test(text)) return Number(text);
  return text;
}

function parse(assignment: string, composition: Composition, catalog: Catalog) {
  const match = /^([a-z][a-z0-9_]*)\.([A-Za-z][A-Za-z0-9_]*)=(.*)$/s.exec(assignment);
  const [, component = '', option = '', text = ''] = match ?? [];
  if (!match) throw new UsageError(`'${assignment}' is not NAME.OPTION=VALUE`);
  if (!Object.hasOwn(composition.components, component)) {
    const names = Object.keys(composition.components);
    throw new UsageError(`there is no component ${component}${didYouMean(component, names)}`);
  }
  const microlib = catalog.microlibs[composition.components[component]?.microlib ?? ''];
  const known = microlib ? componentOptions(microlib, microlib.name).symbols : [];
  const found = known.find(({ name }) => name === option);
  if (!found) {
    const names = known.map(({ name }) => name);
    throw new UsageError(`${component} has no option ${option}${didYouMean(option, names)}`);
  }
  return { component, option, value: text === '' && found.type !== 'string' ? null : typedValue(found.type, text) };
}

export async function run(
  cli: Cli,
  [file, assignments]: readonly [string, readonly string[]],
  options: EditOptions,
): Promise<number> {
  const catalog = await withEngine(cli, (engine) => engine.call('catalog.get', {}));
  return edit(cli, file, options, (composition) => {
    let now = composition;
    const edits: Edit[] = [];
    for (const assignment of assignments) {
      const { component, option, value } = parse(assignment, now, catalog);
      const change = value === null ? resetOption(now, component, option) : setOption(now, component, option, value);
      now = apply(now, change.edits);
      edits.push(...change.edits);
    }
    return { label: `Set ${assignments.join(', ')}`, edits };
  });
}
