/** The option tree's own state: what is searched, folded and current. Nothing here is saved or undone. */
import { create } from 'zustand';
import type { Place } from '../../engine/check/types.ts';
import { BOARD, type OptionValue } from '../../engine/model/types.ts';
import { changeOptions, type Wanted, wantNothing } from '../options/change.ts';
import { componentKey, optionKey, type Tree, treeMaker } from '../options/tree.ts';
import { useCatalog } from './catalog.ts';
import { useChecks } from './checks.ts';
import { commit, useDocument } from './document.ts';
import { openPlace, select, setUi, useUi } from './ui.ts';

export interface OptionsState {
  readonly needle: string;
  readonly onlyChanged: boolean;
  /** What people folded and unfolded, by key. */
  readonly folds: ReadonlyMap<string, boolean>;
  /** The same while something is filtered, when everything is open at first. */
  readonly filteredFolds: ReadonlyMap<string, boolean>;
  /** The row that keys act on and the details are about. */
  readonly current: string | null;
  /** Asks the tree to bring a row into view; a new object each time. */
  readonly reveal: { readonly key: string; readonly focus: boolean } | null;
}

const NOTHING: OptionsState = {
  needle: '',
  onlyChanged: false,
  folds: new Map(),
  filteredFolds: new Map(),
  current: null,
  reveal: null,
};

export const useOptions = create<OptionsState>()(() => NOTHING);

const make = treeMaker();

/** The tree of the open document on the chosen target; the same object until one of them changes. */
export const currentTree = (): Tree =>
  make(
    useDocument.getState().composition,
    useCatalog.getState().catalog,
    useUi.getState().target,
    useChecks.getState().wired,
  );

/** The node of the canvas that stands for a component. */
const nodeOf = (component: string): string => (component.startsWith(`${BOARD}_`) ? BOARD : component);

export const isFiltered = ({ needle, onlyChanged }: Pick<OptionsState, 'needle' | 'onlyChanged'>): boolean =>
  needle.trim() !== '' || onlyChanged;

export function setFold(key: string, open: boolean): void {
  useOptions.setState((state) => {
    const which = isFiltered(state) ? 'filteredFolds' : 'folds';
    return { [which]: new Map(state[which]).set(key, open) };
  });
}

/** Takes a filter on or off. Without one, what is current must not hide in a folded part of the tree. */
function filter(change: Partial<Pick<OptionsState, 'needle' | 'onlyChanged'>>): void {
  useOptions.setState((state) => {
    const next = { ...state, ...change, filteredFolds: new Map<string, boolean>() };
    const { current, folds } = state;
    if (isFiltered(next) || current === null) return next;
    const parents = currentTree().above.get(current) ?? [];
    return { ...next, folds: new Map([...folds, ...parents.map((key) => [key, true] as const)]) };
  });
}

export const search = (needle: string): void => filter({ needle });
export const setOnlyChanged = (onlyChanged: boolean): void => filter({ onlyChanged });

/** Makes a row the current one, and selects its component on the canvas. */
export function setCurrent(key: string): void {
  useOptions.setState({ current: key });
  const node = currentTree().byKey.get(key);
  if (node === undefined) return;
  const component = node.kind === 'board' ? BOARD : nodeOf(node.component);
  const { nodes, wires } = useUi.getState();
  if (nodes.length !== 1 || nodes[0] !== component || wires.length > 0) select([component]);
}

/** Brings a row into view: what hides it is unfolded, filters that hide it are taken off. */
function reveal(key: string, focus: boolean): void {
  const { byKey, above } = currentTree();
  const node = byKey.get(key);
  if (node === undefined) return;
  useOptions.setState(({ folds }) => {
    const next = new Map(folds);
    for (const parent of above.get(key) ?? []) next.set(parent, true);
    if (node.kind === 'component') next.set(key, true);
    return { folds: next, needle: '', onlyChanged: false, current: node.key, reveal: { key: node.key, focus } };
  });
}

/** Opens the tree at an option and gives it the keys. */
export function revealOption(component: string, option: string): void {
  setUi({ optionsFolded: false });
  reveal(optionKey(component, option), true);
  setCurrent(optionKey(component, option));
}

/** Leads to the place of a finding; to an option in the tree where that is shown, or where only it has the option. */
export function goTo(at: Place): void {
  const { component, option } = at;
  const inTree = !useUi.getState().optionsFolded || component?.startsWith(`${BOARD}_`) === true;
  if (
    component !== undefined &&
    option !== undefined &&
    inTree &&
    currentTree().byKey.has(optionKey(component, option))
  )
    revealOption(component, option);
  else openPlace(at);
}

export function revealComponent(component: string, focus: boolean): void {
  reveal(componentKey(component), focus);
}

/** Shows the component that is selected on the canvas, where the tree is about another one. */
export function followCanvas(): () => void {
  return useUi.subscribe(({ nodes, optionsFolded }, before) => {
    const [node] = nodes;
    if (optionsFolded || node === undefined || nodes.length !== 1) return;
    if (nodes === before.nodes && optionsFolded === before.optionsFolded) return;
    const { byKey } = currentTree();
    const current = byKey.get(useOptions.getState().current ?? '');
    const shown = current === undefined ? null : current.kind === 'board' ? BOARD : nodeOf(current.component);
    if (shown === node) return;
    // A filter that the component is no part of stays: it was asked for.
    if (isFiltered(useOptions.getState())) return;
    reveal(node === BOARD ? BOARD : componentKey(node), false);
  });
}

/** The microlib that the board has under a flat name; undefined for components of one's own. */
function standardOf(component: string): string | undefined {
  const board = useCatalog.getState().catalog.boards[useUi.getState().target];
  return component.startsWith(`${BOARD}_`) ? board?.components[component.slice(BOARD.length + 1)]?.microlib : undefined;
}

/** Sets or resets options of a component; one undo step. */
export function putOptions(component: string, wanted: Wanted, label: string): void {
  commit(changeOptions(useDocument.getState().composition, component, wanted, label, standardOf(component)));
}

export function putOption(component: string, wanted: Wanted): void {
  const entries: [string, OptionValue | undefined][] = Object.entries(wanted);
  const [name] = entries.find(([, value]) => value !== undefined) ?? entries[0] ?? [''];
  const sets = entries.some(([, value]) => value !== undefined);
  putOptions(component, wanted, `${sets ? 'Set' : 'Reset'} ${component}.${name}`);
}

/** Takes back everything that the composition says of a component's options. */
export function resetComponent(component: string): void {
  const said = useDocument.getState().composition.components[component]?.options;
  putOptions(component, wantNothing(said), `Reset all options of ${component}`);
}
