/** `uniloom wire`: binds a required port to a provided one. */

import { parametersOf } from '../../graph/kinds.ts';
import { addWire, setWireKind } from '../../model/commands.ts';
import { apply } from '../../model/edits.ts';
import type { Composition, Wire, WireKind } from '../../model/types.ts';
import type { Cli } from '../program.ts';
import { withEngine } from '../session.ts';
import { UsageError } from '../status.ts';
import { type EditOptions, edit } from './edit.ts';

export function requireRef(ref: string): string {
  if (/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(ref)) return ref;
  throw new UsageError(`'${ref}' is not COMPONENT.PORT`);
}

/** `every=3`, `functions=malloc,free` as the document has it; `check` says whether the kind takes them. */
function parametersFrom(kind: WireKind, words: readonly string[]): NonNullable<Wire['with']> {
  const known = new Map(parametersOf(kind).map((parameter) => [parameter.name, parameter.is]));
  return Object.fromEntries(
    words.map((word) => {
      const [, name = '', text = ''] = /^(\w{1,64})=(.*)$/s.exec(word) ?? [];
      if (name === '') throw new UsageError(`'${word}' is not NAME=VALUE`);
      if (known.get(name) === 'functions') return [name, text.split(',').filter((each) => each !== '')];
      return [name, /^-?\d{1,15}$/.test(text) ? Number(text) : text];
    }),
  );
}

export async function run(
  cli: Cli,
  [file, fromText, toText]: readonly [string, string, string],
  options: EditOptions & { readonly kind?: WireKind; readonly with?: readonly string[] },
): Promise<number> {
  const from = requireRef(fromText);
  const to = requireRef(toText);
  if (options.with !== undefined && options.kind === undefined) throw new UsageError('--with belongs to a --kind');
  const parameters = parametersFrom(options.kind ?? 'direct', options.with ?? []);
  const hasParameters = Object.keys(parameters).length > 0;
  const catalog = await withEngine(cli, (engine) => engine.call('catalog.get', {}));
  /** A port of the board or of a group takes one wire as far as this command knows; `check` knows better. */
  const countOf = (composition: Composition): 'one' | 'optional' | 'many' => {
    const [name = '', port = ''] = from.split('.');
    const microlib = catalog.microlibs[composition.components[name]?.microlib ?? ''];
    return microlib?.requires.find((one) => one.port === port)?.count ?? 'one';
  };
  return edit(cli, file, options, (composition) => {
    const wire: Wire = {
      from,
      to,
      ...(options.kind && options.kind !== 'direct' && { kind: options.kind }),
      ...(hasParameters && { with: parameters }),
    };
    const change = addWire(composition, wire, countOf(composition));
    if (options.kind === undefined || change.edits.length > 0) return change;
    const index = apply(composition, change.edits).wires.findIndex((one) => one.from === from && one.to === to);
    return setWireKind(composition, index, options.kind, parameters);
  });
}
