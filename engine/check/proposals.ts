/** What may mend a finding, by its code. Nothing here is known to help: `verified.ts` tries each. */
import type { Microlib } from '../catalog/types.ts';
import { RUNTIME, resolveProvided, resolveRequired } from '../graph/members.ts';
import { own, splitRef } from '../graph/ref.ts';
import { removeComponent, renameComponent } from '../model/commands.ts';
import type { Edit } from '../model/edits.ts';
import { BOARD, type Json, NAME_PATTERN, type Wire } from '../model/types.ts';
import { type Candidate, candidatesFor } from './candidates.ts';
import { type CheckContext, shownRef, wiresByPort } from './context.ts';
import { addComponent, freeName, present, removeWire, setMicrolib, setWireEnd } from './fixes.ts';
import type { Diagnostic } from './types.ts';
import { portOf } from './whole.ts';

export interface Proposal {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** The component that is to provide: it may serve other ports as well. */
  readonly provider?: { readonly name: string; readonly api: string };
  /** Offered behind others that leave the same. */
  readonly lesser?: boolean;
}

/** Providers of one port that are tried; the rest of a large graph's hundreds are in the satisfier list. */
const EXISTING_AT_MOST = 8;
const ADD_AT_MOST = 8;

const titleOf = (ref: string, { kind, title, to }: Candidate): string =>
  kind === 'existing'
    ? `Wire ${ref} to ${to}`
    : `Add ${title} as ${splitRef(to)?.component ?? ''} and wire ${ref} to ${to}`;

/** Another provider for the required port `ref`. Of those to add, first what serves most of the ports that lack one. */
function providers({ composition, catalog, target, analysis }: CheckContext, ref: string): Proposal[] {
  const all = candidatesFor(composition, catalog, target, ref);
  const lacking = new Set(analysis.bound.missing.map(({ api }) => api.name));
  const serves = ({ microlib }: Candidate) =>
    own(catalog.microlibs, microlib)?.provides.filter(({ api }) => lacking.has(api)).length ?? 0;
  const add = all.filter(({ kind }) => kind === 'add').sort((a, b) => serves(b) - serves(a));
  return [
    ...all.filter(({ kind }) => kind === 'existing').slice(0, EXISTING_AT_MOST),
    ...add.slice(0, ADD_AT_MOST),
  ].map((candidate) => ({
    title: titleOf(ref, candidate),
    edits: candidate.edits,
    provider: { name: splitRef(candidate.to)?.component ?? '', api: candidate.api },
    lesser: candidate.kind === 'add' && candidate.lesser,
  }));
}

interface Ends {
  readonly wire: Wire;
  readonly index: number;
}

/** The composition's wires that name `component`, on either side. */
const wiresOf = ({ composition }: CheckContext, component: string): Ends[] =>
  composition.wires.flatMap((wire, index) =>
    [wire.from, wire.to].some((ref) => splitRef(ref)?.component === component) ? [{ wire, index }] : [],
  );

/** Whether `microlib` has all the ports by which wires name `component`, each of the API that the other end has. */
function hasWiredPorts(context: CheckContext, microlib: Microlib, component: string): boolean {
  const { members } = context.analysis;
  return wiresOf(context, component).every(({ wire }) => {
    const [from, to] = [splitRef(wire.from), splitRef(wire.to)];
    if (to?.component === component) {
      const port = microlib.provides.find((each) => each.port === to.port);
      const other = resolveRequired(members, wire.from);
      if (port === undefined) return false;
      if (other.is === 'port' && (other.port.api !== port.api || other.port.version > port.version)) return false;
    }
    if (from?.component !== component) return true;
    const port = microlib.requires.find((each) => each.port === from.port);
    const other = resolveProvided(members, wire.to);
    return (
      port !== undefined && (other.is !== 'port' || (other.port.api === port.api && other.port.version >= port.version))
    );
  });
}

/** Microlibs that could stand where wires name `component`, the smallest first. */
function microlibsFor(context: CheckContext, component: string): Microlib[] {
  const isProvider = wiresOf(context, component).some(({ wire }) => splitRef(wire.to)?.component === component);
  return Object.values(context.catalog.microlibs).filter(
    (microlib) =>
      !microlib.root &&
      (!isProvider || microlib.main === 'none') &&
      microlib.name !== own(context.composition.components, component)?.microlib &&
      hasWiredPorts(context, microlib, component),
  );
}

/** Whether it cannot do all that one of its APIs is for. */
const isPartial = ({ provides }: Microlib): boolean => provides.some(({ partial }) => partial === true);

/** The wires at `indices` taken away, from the last to the first so that places hold. */
const removals = ({ composition }: CheckContext, indices: readonly number[]): Edit[] =>
  present([...indices].sort((a, b) => b - a).map((index) => removeWire(composition, index)));

/** UL0105: wires that name a component which is not there. */
function missingComponent(context: CheckContext, found: Diagnostic): Proposal[] {
  const { composition } = context;
  const name = String(found.params['component']);
  if (found.at.wire === undefined || found.params['what'] !== 'component') return [];
  const wires = wiresOf(context, name);
  const renamed = found.fixes.flatMap(({ edits }) => {
    const [edit] = edits;
    const instead = edit?.op === 'put' ? splitRef(String(edit.value))?.component : undefined;
    if (instead === undefined || instead === name || wires.length < 2) return [];
    const end = (ref: string) => (splitRef(ref)?.component === name ? `${instead}.${splitRef(ref)?.port}` : undefined);
    const changes = wires.flatMap(({ wire, index }) =>
      (['from', 'to'] as const).map((side) => {
        const ref = end(wire[side]);
        return ref === undefined ? undefined : setWireEnd(composition, index, side, ref);
      }),
    );
    return [{ title: `Change ${name} to ${instead} in ${wires.length} wires`, edits: present(changes) }];
  });
  const canBe = NAME_PATTERN.test(name) && name !== BOARD && !name.startsWith(`${BOARD}_`) && name !== RUNTIME;
  const added =
    !canBe || context.analysis.members.absent.has(name)
      ? []
      : microlibsFor(context, name).map((microlib) => ({
          title: `Add ${microlib.title} as ${name}, which ${wires.length === 1 ? 'a wire names' : `${wires.length} wires name`}`,
          edits: [addComponent(name, microlib.name)],
          lesser: isPartial(microlib),
        }));
  const dropped =
    wires.length < 2
      ? []
      : [
          {
            title: `Remove the ${wires.length} wires of ${name}`,
            edits: removals(
              context,
              wires.map(({ index }) => index),
            ),
          },
        ];
  return [...renamed, ...added, ...dropped];
}

/** UL0101 and UL0107: the component becomes one of another microlib, or goes. */
function otherMicrolib(context: CheckContext, found: Diagnostic): Proposal[] {
  const { composition } = context;
  const name = found.at.component ?? '';
  if (own(composition.components, name) === undefined) return [];
  return [
    ...microlibsFor(context, name).map((microlib) => ({
      title: `Make ${name} a ${microlib.title}`,
      edits: present([setMicrolib(composition, name, microlib.name)]),
      lesser: isPartial(microlib),
    })),
    removal(context, name),
  ];
}

const removal = ({ composition }: CheckContext, name: string): Proposal => ({
  title: `Remove ${name}`,
  edits: removeComponent(composition, name).edits,
});

/** UL0103: the other wire than the one that the finding is placed at. */
function otherWire(context: CheckContext, found: Diagnostic): Proposal[] {
  const { composition } = context;
  const wire = composition.wires[found.at.wire ?? -1];
  const end = wire === undefined ? undefined : resolveRequired(context.analysis.members, wire.from);
  if (end?.is !== 'port') return [];
  return (wiresByPort(context).get(end.ref) ?? []).flatMap((index) => {
    const other = composition.wires[index];
    if (other === undefined || index === found.at.wire) return [];
    return [{ title: `Remove the wire ${other.from} → ${other.to}`, edits: removals(context, [index]) }];
  });
}

/** UL0106: one of the cycle's wires leads elsewhere. */
function outOfCycle(context: CheckContext, found: Diagnostic): Proposal[] {
  const names = String(found.params['cycle']).split(' → ');
  return context.analysis.cycles
    .filter((cycle) => cycle.every(({ from }) => names.includes(splitRef(from)?.component ?? '')))
    .flatMap((cycle) => cycle.flatMap(({ source }) => (source === undefined ? [] : providers(context, source.from))));
}

/** UL0111: one of the two does the work of both; either may be the board's. */
function shared(context: CheckContext, found: Diagnostic): Proposal[] {
  const { composition } = context;
  const [name, other] = [found.at.component ?? '', String(found.params['other'])];
  return [
    [name, other],
    [other, name],
  ].flatMap(([gone = '', stays = '']) => {
    if (own(composition.components, gone) === undefined) return [];
    const moved = (ref: string): string => {
      const parts = splitRef(ref);
      return parts?.component === gone ? shownRef(context, `${stays}.${parts.port}`) : ref;
    };
    const users = composition.wires.map(({ to }, index) =>
      moved(to) === to ? undefined : setWireEnd(composition, index, 'to', moved(to)),
    );
    const after = { ...composition, wires: composition.wires.map((wire) => ({ ...wire, to: moved(wire.to) })) };
    const edits = [...present(users), ...removeComponent(after, gone).edits];
    return [{ title: `Let ${stays} serve what ${gone} serves, and remove ${gone}`, edits }];
  });
}

/** UL0112: another name for the component or group. */
function renamed({ composition }: CheckContext, found: Diagnostic): Proposal[] {
  const name = found.at.component ?? String(found.params['name']);
  const free = freeName(composition, `${name}_`.slice(0, 28));
  const title = `Rename ${name} to ${free}`;
  const group = own(composition.groups, name);
  if (found.params['what'] === 'group' && group !== undefined) {
    // What names it means the component of that name, if there is one.
    const value = JSON.parse(JSON.stringify(group)) as Json;
    const [gone, fresh] = [
      ['groups', name],
      ['groups', free],
    ];
    return [
      {
        title,
        edits: [
          { op: 'put', path: gone ?? [], before: value },
          { op: 'put', path: fresh ?? [], value },
        ],
      },
    ];
  }
  if (own(composition.components, name) === undefined) return [];
  return [{ title, edits: renameComponent(composition, name, free).edits }];
}

/** UL0102 of an API that every component uses: a provider needs no wire. */
function implicit({ composition, catalog }: CheckContext, found: Diagnostic): Proposal[] {
  const api = own(catalog.apis, String(found.params['api']));
  if (api?.implicit !== true) return [];
  return Object.values(catalog.microlibs)
    .filter(({ provides, main, root }) => main === 'none' && !root && provides.some((port) => port.api === api.name))
    .map((microlib) => {
      const name = freeName(composition, microlib.name);
      return { title: `Add ${microlib.title} as ${name}`, edits: [addComponent(name, microlib.name)] };
    });
}

type Propose = (context: CheckContext, found: Diagnostic) => Proposal[];

const BY_CODE: { readonly [code: string]: Propose } = {
  UL0101: otherMicrolib,
  UL0102: implicit,
  UL0103: otherWire,
  UL0105: missingComponent,
  UL0106: outOfCycle,
  UL0107: otherMicrolib,
  UL0110: (context, found) => [removal(context, found.at.component ?? '')],
  UL0111: shared,
  UL0112: renamed,
};

/** What may mend `found`: what its rule offers first, then what can be made up for its code. */
export function proposalsFor(context: CheckContext, found: Diagnostic): Proposal[] {
  const ref = portOf(found, context);
  const more = BY_CODE[found.code]?.(context, found) ?? [];
  // The rule's own "add …" and "wire …" are the same candidates, told with the size of one component.
  const offered = ref === undefined ? found.fixes : found.fixes.filter(({ title }) => !/^(?:Add|Wire) /.test(title));
  return [...offered, ...more, ...(ref === undefined ? [] : providers(context, ref))];
}
