/** UL0102: a required port that nothing provides. */
import { own, splitRef } from '../../graph/ref.ts';
import { type Candidate, candidatesFor } from '../candidates.ts';
import { type CheckContext, type Rule, shownRef, whyLinked } from '../context.ts';
import { fix } from '../fixes.ts';
import { refusals } from '../refusals.ts';
import { sizeText } from '../size.ts';
import { type Diagnostic, diagnostic, type Fix } from '../types.ts';

/** Microlibs to add that a diagnostic lists; the app's own list has them all. */
const ADD_AT_MOST = 5;
/** Providers that are there which it lists; a port of a large graph may fit hundreds. */
const EXISTING_AT_MOST = 10;

/** The candidates worth a fix: the first few that are there, and to add. */
export function worthFixing(candidates: readonly Candidate[]): Candidate[] {
  const add = candidates.filter(({ kind }) => kind === 'add').slice(0, ADD_AT_MOST);
  return [...candidates.filter(({ kind }) => kind === 'existing').slice(0, EXISTING_AT_MOST), ...add];
}

export function fixOf(ref: string, { kind, to, title, cost, edits }: Candidate): Fix[] {
  if (kind === 'existing') return fix(`Wire ${ref} to ${to}`, edits);
  const size = cost === null ? '' : ` (${sizeText(cost.image)})`;
  return fix(`Add ${title} as ${splitRef(to)?.component ?? ''} and wire ${ref} to ${to}${size}`, edits);
}

/** Wires to providers that are there, for a port that need not have one: the first of them. */
export const wiringFixes = ({ composition, catalog, target }: CheckContext, ref: string): Fix[] =>
  candidatesFor(composition, catalog, target, ref)
    .filter(({ kind }) => kind === 'existing')
    .slice(0, 2)
    .flatMap((candidate) => fixOf(ref, candidate));

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
    because: [...whyLinked(context, component), `${ref} needs ${api}`, ...refusals(context, ref)],
    fixes: candidates.flatMap((candidate) => fixOf(ref, candidate)),
  });
}

export const unprovidedPort: Rule = (context) => {
  const { analysis, components } = context;
  const found: Diagnostic[] = [];
  const said = new Set<string>();
  for (const { ref, owner, required, api, isImplicit } of analysis.bound.missing) {
    const component = components.get(owner);
    if (component === undefined) continue;
    const { linked, origin } = component;
    if (isImplicit) {
      // Every component has the port; one finding says it for all.
      if (!linked || analysis.members.boardless || said.has(api.name)) continue;
      said.add(api.name);
      if (own(context.composition.defaults, api.name) !== undefined) continue;
      const one = unprovided(context, owner, required.port, api.name, true);
      found.push({ ...one, because: [`The compiler itself calls ${api.name}`] });
      continue;
    }
    // What of a board nobody uses need not be whole.
    if ((!linked && origin === 'board') || analysis.bound.faulty.has(ref)) continue;
    found.push(unprovided(context, owner, required.port, required.api, linked));
  }
  return found;
};
