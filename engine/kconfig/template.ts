/**
 * A microlib's Kconfig is a template: `$(component)` is the component's name in capitals. Besides its own options it may ask
 * for `$(component)_PORT_WIRED`, which is y while the required port PORT has a wire; and a port may exist only `if` an
 * option has a value. So options and wires depend on each other both ways.
 */
import type { Microlib } from '../catalog/types.ts';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { compile } from './evaluate/compile.ts';
import { expressionText } from './evaluate/text.ts';
import { type ParsedTree, parseTree } from './language/parse.ts';
import type { KconfigTree, KSymbol } from './language/tree.ts';
import { entries } from './language/walk.ts';

const COMPONENT = '$(component)';
/** As long as what it stands for, so that columns stay right; keeps local names apart from names without the prefix. */
const MARKER = 'UL_COMPONENT_';
/** Hidden symbols of the local tree that hold the conditions of ports and of the device; no option has such a name. */
const PORT = 'port-';
const DEVICE = 'device-';
const LARGEST = 1 << 20;

/** A component's prefix in symbols: `HEAP` for `heap`. */
export const symbolPrefix = (component: string): string => component.toUpperCase();

/**
 * The template with literal names, as the emitted tree has it.
 * @param wired what stands for `$(component)_PORT_WIRED`, by port: an operand
 */
export function expandTemplate(template: string, component: string, wired: ReadonlyMap<string, string>): string {
  let text = template;
  for (const [port, operand] of wired)
    text = text.replace(new RegExp(`\\$\\(component\\)_${wiredSymbol(port)}\\b`, 'g'), () => operand);
  return text.replaceAll(COMPONENT, symbolPrefix(component));
}

/** The path by which diagnostics name the microlib's template, relative to the catalog's root. */
export const kconfigPath = (microlib: Microlib): string => `${microlib.dir}/Kconfig`;

/** The local name of the symbol that says whether a required port is wired. */
export const wiredSymbol = (port: string): string => `${port.toUpperCase()}_WIRED`;

export interface MicrolibTree {
  /** With local names (`POOL_KB`). */
  readonly tree: KconfigTree;
  /** The options, in menu order: without what stands for ports. */
  readonly options: readonly KSymbol[];
  /** The symbol that is y while a port exists, of ports that have a condition. */
  readonly conditions: ReadonlyMap<string, KSymbol>;
  /** By the text of a condition in the manifest's `device`, the symbol that is y while it holds. */
  readonly deviceConditions: ReadonlyMap<string, KSymbol>;
  /** Required ports whose wiring the template asks for. */
  readonly asks: readonly string[];
  /** UL0204 and what the reader of Kconfig finds. */
  readonly diagnostics: readonly Diagnostic[];
  /** It can be emitted. */
  readonly usable: boolean;
}

interface Prepared {
  /** The template with local names. */
  readonly text: string;
  readonly asks: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  readonly trees: Map<string, MicrolibTree>;
}

const prepared = new WeakMap<Microlib, Prepared>();
const NONE: ReadonlySet<string> = new Set();

function fault(file: string, line: number, reason: string, at: Diagnostic['at'] = {}): Diagnostic {
  return diagnostic('UL0204', 'error', `${file}:${line}: ${reason}`, {
    params: { file, line, reason },
    at: { file, line, column: 1, ...at },
  });
}

const read = (text: string, file: string): ParsedTree =>
  parseTree(file, { read: (path) => (path === file ? text : undefined), dialect: 'linux' });

/** Names, macros and statements that a template may not have: the emitted tree has literal names and no macros. */
function templateFaults(microlib: Microlib, file: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  microlib.kconfig.split('\n').forEach((line, index) => {
    const macro = /\$(?!\(component\))/.exec(line);
    if (macro !== null && !line.trimStart().startsWith('#'))
      found.push(fault(file, index + 1, `only '${COMPONENT}' is replaced here`, { column: macro.index + 1 }));
  });
  const marked = microlib.kconfig
    .replaceAll(`${COMPONENT}_`, MARKER)
    .replaceAll(COMPONENT, symbolPrefix(microlib.name));
  const { tree } = read(marked, file);
  for (const entry of entries(tree.root)) {
    if (entry.kind !== 'config') continue;
    const { name } = entry.symbol;
    if (!name.startsWith(MARKER))
      found.push(
        fault(file, entry.at.line, `the option's name '${name}' does not begin with '${COMPONENT}_'`, { ...entry.at }),
      );
    if (entry.flags.size > 0 || entry.env !== undefined)
      found.push(fault(file, entry.at.line, `'${name}' has 'modules' or 'option', which no option of a microlib has`));
  }
  return found;
}

/** Stands for several symbols in the emitted tree, so that it can only be a condition. */
function misused(microlib: Microlib, file: string, ports: readonly string[]): Diagnostic[] {
  return ports.flatMap((port) => {
    const name = `\\$\\(component\\)_${wiredSymbol(port)}\\b`;
    const wrong = new RegExp(`(config|select|imply)\\s+${name}|${name}\\s*(!=|[=<>])|[=<>]\\s*${name}`);
    const line = microlib.kconfig.split('\n').findIndex((text) => wrong.test(text));
    const reason = `'${wiredSymbol(port)}' says whether a port is wired; it can only be a condition`;
    return line < 0 ? [] : [fault(file, line + 1, reason)];
  });
}

function prepare(microlib: Microlib): Prepared {
  const known = prepared.get(microlib);
  if (known !== undefined) return known;
  const file = kconfigPath(microlib);
  const { kconfig } = microlib;
  const large = kconfig.length > LARGEST;
  const text = large ? '' : kconfig.replaceAll(`${COMPONENT}_`, '').replaceAll(COMPONENT, symbolPrefix(microlib.name));
  const conditions = microlib.requires.map((port) => port.if ?? '').join('\n');
  const asks = microlib.requires
    .filter(({ port }) => new RegExp(`\\b${wiredSymbol(port)}\\b`).test(`${text}\n${conditions}`))
    .map(({ port }) => port);
  const diagnostics = large
    ? [fault(file, 1, 'the file is larger than 1 MB')]
    : [...templateFaults(microlib, file), ...misused(microlib, file, asks)];
  const made: Prepared = { text, asks, diagnostics, trees: new Map() };
  prepared.set(microlib, made);
  return made;
}

function deviceConditions({ device }: Microlib): readonly string[] {
  if (device === undefined) return [];
  const parts = [...device.match, ...device.qemu.flatMap(({ properties }) => properties)];
  return [...new Set(parts.flatMap((part) => part.if ?? []))];
}

/** What follows the template: a symbol for each port that is asked for or has a condition. */
function portSymbols(microlib: Microlib, asks: readonly string[], wired: ReadonlySet<string>): string {
  // A port that its condition takes away is not wired; so a circle of options and ports is one of symbols.
  const lines = asks.flatMap((port) => {
    const exists = microlib.requires.some((each) => each.port === port && each.if !== undefined);
    return [
      `config ${wiredSymbol(port)}`,
      '\tbool',
      `\tdefault ${wired.has(port) ? 'y' : 'n'}${exists ? ` if ${PORT}${port}` : ''}`,
    ];
  });
  for (const { port, if: condition } of [...microlib.provides, ...microlib.requires])
    if (condition !== undefined) lines.push(`config ${PORT}${port}`, '\tbool', `\tdefault y if ${condition}`);
  deviceConditions(microlib).forEach((condition, index) => {
    lines.push(`config ${DEVICE}${index}`, '\tbool', `\tdefault y if ${condition}`);
  });
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}

/** What is found behind the template's end is about the manifest's conditions of ports. */
function inManifest(microlib: Microlib, text: string, found: readonly Diagnostic[]): Diagnostic[] {
  const lines = text.split('\n').length;
  return found.map((one) =>
    (one.at.line ?? 0) > lines
      ? fault(`${microlib.dir}/microlib.yaml`, 1, `a condition ('if'): ${String(one.params['reason'] ?? one.message)}`)
      : one,
  );
}

function build(microlib: Microlib, { text, asks, diagnostics }: Prepared, wired: ReadonlySet<string>): MicrolibTree {
  const file = kconfigPath(microlib);
  const parsed = read(`${text}${portSymbols(microlib, asks, wired)}`, file);
  const { tree } = parsed;
  const found = inManifest(microlib, text, parsed.diagnostics);
  const conditions = new Map<string, KSymbol>();
  const ofDevice = new Map<string, KSymbol>();
  const texts = deviceConditions(microlib);
  const options: KSymbol[] = [];
  const seen = new Set<KSymbol>();
  const hidden = new Set(asks.map(wiredSymbol));
  for (const entry of entries(tree.root)) {
    if (entry.kind !== 'config' || seen.has(entry.symbol)) continue;
    seen.add(entry.symbol);
    const { name } = entry.symbol;
    if (name.startsWith(PORT)) conditions.set(name.slice(PORT.length), entry.symbol);
    else if (name.startsWith(DEVICE)) ofDevice.set(texts[Number(name.slice(DEVICE.length))] ?? '', entry.symbol);
    else if (!hidden.has(name)) options.push(entry.symbol);
  }
  const cycles = compile(tree).cycles.map((cycle) => {
    const [first] = cycle;
    const path = cycle.map(({ name }) => name.replace(/^port-/, 'the condition of port ')).join(' → ');
    const place = first?.entries[0]?.at ?? { file, line: 1, column: 1 };
    return fault(file, place.line, `'${first?.name}' depends on itself: ${path}`, { ...place });
  });
  const all = [...diagnostics, ...found, ...cycles];
  return {
    tree,
    options,
    conditions,
    deviceConditions: ofDevice,
    asks,
    diagnostics: all,
    usable: !all.some(({ severity }) => severity === 'error'),
  };
}

/**
 * The microlib's template with local names, read once for each set of wired ports that it asks for.
 * @param wired required ports that have a wire; those that the template does not ask for make no difference
 */
export function microlibTree(microlib: Microlib, wired: ReadonlySet<string> = NONE): MicrolibTree {
  const ready = prepare(microlib);
  const key = ready.asks.filter((port) => wired.has(port)).join(' ');
  let made = ready.trees.get(key);
  if (made === undefined) {
    made = build(microlib, ready, wired);
    ready.trees.set(key, made);
  }
  return made;
}

/** When a port of `component` exists, in the emitted tree's symbols; undefined where it always does. */
export function conditionText(
  microlib: Microlib,
  component: string,
  port: string,
  wired: ReadonlyMap<string, string>,
): string | undefined {
  const { conditions, asks } = microlibTree(microlib);
  const condition = conditions.get(port)?.entries[0]?.defaults[0]?.condition;
  if (condition === undefined) return undefined;
  const text = expressionText(condition, (symbol) => {
    const asked = asks.find((each) => wiredSymbol(each) === symbol.name);
    if (asked !== undefined) return wired.get(asked) ?? 'n';
    return symbol.entries.length === 0 ? symbol.name : `${symbolPrefix(component)}_${symbol.name}`;
  });
  return condition.op === 'or' ? `(${text})` : text;
}
