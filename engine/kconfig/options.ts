/** The options of one component: its microlib's Kconfig, evaluated with what the composition says. */
import type { Microlib } from '../catalog/types.ts';
import type { Diagnostic } from '../check/types.ts';
import type { OptionValue } from '../model/types.ts';
import { Configuration } from './evaluate/configuration.ts';
import { expressionText } from './evaluate/text.ts';
import { unmet } from './evaluate/unmet.ts';
import type { KSymbol } from './language/tree.ts';
import { factsOf } from './option-facts.ts';
import { type Assignments, findings } from './option-findings.ts';
import { fixesFor } from './option-fixes.ts';
import { type MicrolibTree, microlibTree } from './template.ts';
import { fromText, type OptionType, optionType, toText } from './value.ts';

export type { Assignments } from './option-findings.ts';

export interface OptionInfo {
  readonly name: string;
  readonly type: OptionType;
  /** Null for an option that is computed and cannot be set. */
  readonly prompt: string | null;
  readonly help: string;
  /** A boolean, a number, or a text (strings, hex as `0x…`). */
  readonly value: OptionValue;
  /** What it would be if the user had not set it. */
  readonly default: OptionValue;
  /** The value as `.config` has it, without quotes. */
  readonly text: string;
  /** Inclusive; of an int or hex. */
  readonly range: { readonly low: number; readonly high: number } | null;
  /** The members of the choice that it belongs to, itself included; else empty. */
  readonly choices: readonly string[];
  /** The prompt of that choice. */
  readonly choicePrompt: string | null;
  readonly visible: boolean;
  readonly userSet: boolean;
  /** What it depends on, as Kconfig writes it; empty when nothing. */
  readonly dependsText: string;
  /** Titles of the menus that it stands in, the outermost first. */
  readonly menus: readonly string[];
  /** What it depends on: options, and `PORT_WIRED` for a port that must have a wire. */
  readonly needs: readonly string[];
  /** Options that depend on it, by name. */
  readonly neededBy: readonly string[];
  /** Options that select or imply it, and whether they do so now. */
  readonly selectedBy: readonly { readonly name: string; readonly active: boolean; readonly weak: boolean }[];
  /** Why it cannot be set now, as conditions that do not hold ("NET", "SIZE > 4"); null where it can. */
  readonly hidden: string | null;
}

export interface Evaluated {
  /** In menu order. */
  readonly symbols: readonly OptionInfo[];
  /** Names of ports that a condition takes away. */
  readonly absent: ReadonlySet<string>;
  /** Conditions in the manifest's `device` that hold, as written there. */
  readonly holds: ReadonlySet<string>;
  /** UL0201 to UL0205, and what is wrong with the microlib's Kconfig. */
  readonly diagnostics: readonly Diagnostic[];
}

const NONE: Assignments = {};
const UNWIRED: ReadonlySet<string> = new Set();

/**
 * The values of a component's options, as a configuration of its microlib's tree. A new one each time: callers may change it.
 * Values that are not of the option's type are left out.
 */
export function componentConfiguration({ tree }: MicrolibTree, assignments: Assignments): Configuration {
  const configuration = new Configuration(tree);
  const values: [KSymbol, string][] = [];
  for (const [name, value] of Object.entries(assignments)) {
    const symbol = tree.byName.get(name);
    if (symbol === undefined || symbol.entries.length === 0) continue;
    const text = toText(optionType(symbol.type), value);
    if (text !== undefined) values.push([symbol, text]);
  }
  if (values.length > 0) configuration.load(values);
  return configuration;
}

/** Whether what was assigned is what holds. */
function takes(configuration: Configuration, symbol: KSymbol): boolean {
  const user = configuration.user(symbol);
  if (user === undefined || configuration.visibility(symbol) === 0) return false;
  if (configuration.choiceOf(symbol) !== undefined) return user === 'y' && configuration.text(symbol) === 'y';
  return configuration.text(symbol) === user;
}

function infoOf(microlib: MicrolibTree, configuration: Configuration, symbol: KSymbol): OptionInfo {
  const type = optionType(symbol.type);
  const text = configuration.text(symbol);
  const bounds = configuration.bounds(symbol);
  const choice = configuration.choiceOf(symbol);
  const visible = configuration.visibility(symbol) !== 0;
  const facts = factsOf(microlib, configuration.program, symbol);
  const reverse = (list: ReturnType<Configuration['selectedBy']>, weak: boolean) =>
    list.map(({ select, value }) => ({ name: select.by.name, active: value !== 0, weak }));
  return {
    ...facts,
    name: symbol.name,
    type,
    value: fromText(type, text),
    default: fromText(type, configuration.defaultText(symbol)),
    text,
    range: bounds === null ? null : { low: Number(bounds.low), high: Number(bounds.high) },
    choices: choice?.members.map(({ name }) => name) ?? [],
    choicePrompt: choice?.entries[0]?.prompts[0]?.text ?? null,
    visible,
    userSet: takes(configuration, symbol),
    selectedBy: [
      ...reverse(configuration.selectedBy(symbol), false),
      ...reverse(configuration.impliedBy(symbol), true),
    ],
    hidden: visible ? null : unmetText(configuration, symbol),
  };
}

/** The conditions for which the prompt does not show, joined; empty where there is no prompt. */
function unmetText(configuration: Configuration, symbol: KSymbol): string {
  return unmet(configuration, symbol)
    .map((part) => expressionText(part))
    .join(' && ');
}

// Option maps are immutable, so that a result stands as long as its map does.
interface Known {
  readonly tree: MicrolibTree;
  readonly component: string;
  readonly result: Evaluated;
}
const results = new WeakMap<Assignments, Known>();
const defaults = new WeakMap<MicrolibTree, Evaluated>();

/**
 * The options of `component`, with local names (`POOL_KB`), in the order of its microlib's Kconfig; the ports that its
 * options take away; and findings at `{component, option}` with fixes that edit the composition's component of that name.
 * @param wired its required ports that have a wire
 */
export function componentOptions(
  microlib: Microlib,
  component: string,
  assignments: Assignments = NONE,
  wired: ReadonlySet<string> = UNWIRED,
): Evaluated {
  const tree = microlibTree(microlib, wired);
  const isDefault = Object.keys(assignments).length === 0;
  const known = isDefault ? undefined : results.get(assignments);
  if (known?.tree === tree && known.component === component) return known.result;
  const byDefault = isDefault ? defaults.get(tree) : undefined;
  if (byDefault !== undefined) return byDefault;
  const result = evaluated(microlib, tree, component, assignments);
  if (isDefault) defaults.set(tree, result);
  else results.set(assignments, { tree, component, result });
  return result;
}

function evaluated(microlib: Microlib, tree: MicrolibTree, component: string, assignments: Assignments): Evaluated {
  const configuration = componentConfiguration(tree, assignments);
  const symbols = tree.options.map((symbol) => infoOf(tree, configuration, symbol));
  const absent = new Set<string>();
  for (const [port, symbol] of tree.conditions) if (configuration.tristate(symbol) === 0) absent.add(port);
  const holds = new Set<string>();
  for (const [text, symbol] of tree.deviceConditions) if (configuration.tristate(symbol) !== 0) holds.add(text);
  const found = findings(tree, configuration, assignments).map((one): Diagnostic => {
    const params = { component, microlib: microlib.name, ...one.params };
    const located = { ...one, params, at: { component, ...one.at } };
    return { ...located, fixes: fixesFor(located, component, assignments, symbols) };
  });
  return { symbols, absent, holds, diagnostics: [...tree.diagnostics, ...found] };
}
