/** UL0102: a required port that nothing provides. */
import { implicitPort } from '../../graph/bind.ts';
import { own, splitRef } from '../../graph/ref.ts';
import { type Candidate, candidatesFor } from '../candidates.ts';
import { type CheckContext, linkedBecause, type Rule, shownRef } from '../context.ts';
import { fix } from '../fixes.ts';
import { type Diagnostic, diagnostic, type Fix } from '../types.ts';

/** Microlibs to add that a diagnostic lists; the app's own list has them all. */
const ADD_AT_MOST = 5;
/** Providers that are there which it lists; a port of a large graph may fit hundreds. */
const EXISTING_AT_MOST = 10;

const kilobytes = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`);

/** The candidates worth a fix: the first few that are there, and to add. */
export function worthFixing(candidates: readonly Candidate[]): Candidate[] {
  const add = candidates.filter(({ kind }) => kind === 'add').slice(0, ADD_AT_MOST);
  return [...candidates.filter(({ kind }) => kind === 'existing').slice(0, EXISTING_AT_MOST), ...add];
}

export function fixOf(ref: string, { kind, to, title, cost, edits }: Candidate): Fix[] {
  if (kind === 'existing') return fix(`Wire ${ref} to ${to}`, edits);
  const size = cost === null ? '' : ` (${kilobytes(cost.image)})`;
  return fix(`Add ${title} as ${splitRef(to)?.component ?? ''} and wire ${ref} to ${to}${size}`, edits);
}

function unprovided(context: CheckContext, component: string, port: string, api: string, linked: boolean): Diagnostic {
  const flat = `${component}.${port}`;
  const ref = shownRef(context, flat);
  const candidates = worthFixing(candidatesFor(context.composition, context.catalog, context.target, ref));
  const there = candidates.filter(({ kind }) => kind === 'existing').map(({ to }) => to);
  const add = candidates.filter(({ kind }) => kind === 'add').map(({ microlib }) => microlib);
  const names = [...there, ...add.map((name) => `a new ${name}`)].join(', ');
  const tail = names === '' ? 'nothing in the catalog provides it on this target' : `it can have ${names}`;
  return diagnostic('UL0102', linked ? 'error' : 'warning', `'${ref}' needs '${api}' and has no provider; ${tail}`, {
    params: { ref, api, candidates: names },
    at: splitRef(ref) ?? {},
    because: linked ? [...linkedBecause(context, component), `${ref} needs ${api}`] : [],
    fixes: candidates.flatMap((candidate) => fixOf(ref, candidate)),
  });
}

export const unprovidedPort: Rule = (context) => {
  const { analysis, catalog } = context;
  const bound = new Set(analysis.graph.bindings.map(({ from }) => from));
  const found: Diagnostic[] = [];
  for (const { name, requires, linked, origin } of analysis.graph.components) {
    // What of a board nobody uses need not be whole.
    if (!linked && origin === 'board') continue;
    for (const { port, api, count } of requires) {
      const flat = `${name}.${port}`;
      if (count === 'one' && !bound.has(flat) && !analysis.faulty.has(flat))
        found.push(unprovided(context, name, port, api, linked));
    }
  }
  for (const api of Object.values(catalog.apis)) {
    if (!api.implicit || analysis.members.boardless) continue;
    // Every component has the port; one finding says it for all.
    const first = analysis.graph.components.find(
      ({ name, microlib, linked }) =>
        linked &&
        !bound.has(`${name}.${api.name}`) &&
        !microlib.provides.some((port) => port.api === api.name) &&
        !microlib.requires.some((port) => port.api === api.name),
    );
    if (first === undefined || own(context.composition.defaults, api.name) !== undefined) continue;
    const { port } = implicitPort(api);
    const { because: _none, ...rest } = unprovided(context, first.name, port, api.name, true);
    found.push({ ...rest, because: [`The compiler itself calls ${api.name}`] });
  }
  return found;
};
