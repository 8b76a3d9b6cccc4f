/** `uniloom explain`: why a component, port, wire or option is as it is, or is refused; from the graph and the findings. */
import type { Catalog } from '../../catalog/types.ts';
import { candidatesFor } from '../../check/candidates.ts';
import type { Diagnostic } from '../../check/types.ts';
import type { DocumentInfo } from '../../contract.ts';
import { buildGraph } from '../../graph/flatten.ts';
import type { Binding, Graph, GraphComponent } from '../../graph/types.ts';
import { componentOptions, explainOption, explanationText, nearest } from '../../kconfig/kconfig.ts';
import type { Composition } from '../../model/types.ts';
import { providersText, wireEnds, wireText } from '../explain-wire.ts';
import { type Finding, findingsOn, tried } from '../findings.ts';
import { diagnosticText, itemOf, jsonDiagnostics, print, printJson } from '../output.ts';
import type { Cli } from '../program.ts';
import { chooseTarget, withDocument } from '../session.ts';
import { DONE, UsageError } from '../status.ts';

const ORIGINS: Readonly<Record<Binding['origin'], string>> = {
  wire: 'a wire of the composition',
  board: 'a wire inside the board',
  default: 'no wire: the default provider of an ambient API',
  global: 'an API of plain C names, which has one provider in an image',
  runtime: 'the generated runtime provides it',
};

const bindingText = ({ from, to, api, kind, origin }: Binding): string =>
  `${from} is bound to ${to} (${api.name}${kind === 'direct' ? '' : `, ${kind}`}): ${ORIGINS[origin]}`;

const ownerOf = (ref: string): string => ref.split('.')[0] ?? '';

/** Who reaches `name`, back to a root: the chain of wires for which it is linked. */
function chainTo(graph: Graph, name: string): string[] {
  const roots = graph.components
    .filter(({ microlib }) => microlib.root || microlib.main !== 'none')
    .map((one) => one.name);
  const cameBy = new Map<string, Binding | null>(roots.map((root) => [root, null]));
  const queue = [...roots];
  for (let at = queue.shift(); at !== undefined && !cameBy.has(name); at = queue.shift())
    for (const binding of graph.bindings) {
      const next = ownerOf(binding.to);
      if (ownerOf(binding.from) !== at || cameBy.has(next)) continue;
      cameBy.set(next, binding);
      queue.push(next);
    }
  const chain: string[] = [];
  for (let binding = cameBy.get(name); binding; binding = cameBy.get(ownerOf(binding.from)))
    chain.unshift(`${binding.from} → ${binding.to}`);
  return chain;
}

function componentText(graph: Graph, component: GraphComponent): string[] {
  const { name, microlib, origin, linked } = component;
  const lines = [`${name} is ${microlib.name} ${microlib.version}: ${microlib.summary}`];
  lines.push(origin === 'board' ? `It came with the board ${graph.board.name}.` : 'The composition names it.');
  const chain = chainTo(graph, name);
  const why = chain.length > 0 ? `reached by ${chain.join(', ')}` : 'a root: the image starts there';
  lines.push(linked ? `It is linked: ${why}.` : 'It is not linked: no wire reaches it from a root.');
  const order = graph.inits.indexOf(name);
  if (order >= 0)
    lines.push(`Its init runs as number ${order + 1} of ${graph.inits.length}, after all that it requires.`);
  if (graph.mains.includes(name)) lines.push('It has a main, run after all inits.');
  if (graph.finis.includes(name)) lines.push('It has a fini, run after all mains.');
  for (const binding of graph.bindings) {
    if (ownerOf(binding.from) === name) lines.push(bindingText(binding));
    else if (ownerOf(binding.to) === name) lines.push(bindingText(binding));
  }
  return lines;
}

function portText(graph: Graph, component: GraphComponent, port: string): string[] | null {
  const { microlib, name } = component;
  const ref = `${name}.${port}`;
  const required = microlib.requires.find((one) => one.port === port);
  const provided = microlib.provides.find((one) => one.port === port);
  if (!required && !provided) return null;
  const lines = required
    ? [
        `${ref} requires ${required.api} (${required.count}${required.late ? ', late' : ''}). ${required.doc ?? ''}`.trim(),
      ]
    : [`${ref} provides ${provided?.api ?? ''}. ${provided?.doc ?? ''}`.trim()];
  const bindings = graph.bindings.filter(({ from, to }) => (required ? from : to) === ref);
  if (bindings.length === 0) lines.push(required ? 'Nothing is bound to it.' : 'Nothing requires it.');
  return [...lines, ...bindings.map(bindingText)];
}

function optionText(component: GraphComponent, option: string): string[] | null {
  const { name, microlib, options, wired } = component;
  const found = componentOptions(microlib, name, options, wired).symbols.find((one) => one.name === option);
  if (!found) return null;
  const range = found.range ? `, ${found.range.low} to ${found.range.high}` : '';
  const lines = [
    `${name}.${option} is ${String(found.value)} (${found.type}${range})${found.prompt ? `: ${found.prompt}` : ''}`,
  ];
  lines.push(
    found.userSet ? `The composition sets it; its default is ${String(found.default)}.` : 'It has its default.',
  );
  const why = explainOption(microlib, options, wired, option);
  if (why !== undefined) lines.push(...explanationText(why.tree).split('\n'));
  if (microlib.bootOptions.includes(option)) lines.push(`It can be set at boot: --set ${name}.${option}=VALUE`);
  if (found.help !== '') lines.push(found.help);
  return lines;
}

function explain(graph: Graph, item: string): string[] {
  const [name = '', inner] = item.split('.');
  // What the composition calls `board.console` is a port of one of the board's components.
  const outer =
    name === 'board' && inner !== undefined ? (graph.board.provides[inner] ?? graph.board.requires[inner]) : undefined;
  if (outer !== undefined) return [`${item} is the board's ${outer}`, ...explain(graph, `board_${outer}`)];
  const component = graph.components.find((one) => one.name === name);
  if (!component) {
    const names = graph.components.map((one) => one.name);
    const near = nearest(name, names);
    throw new UsageError(
      `there is no component ${name} on ${graph.target}${near === undefined ? '' : `; did you mean ${near}?`}`,
    );
  }
  if (inner === undefined) return componentText(graph, component);
  const lines = portText(graph, component, inner) ?? optionText(component, inner);
  if (lines) return lines;
  const options = componentOptions(component.microlib, name).symbols.map((one) => one.name);
  const ports = [...component.microlib.requires, ...component.microlib.provides].map((one) => one.port);
  const near = nearest(inner, [...ports, ...options]);
  throw new UsageError(`${name} has no port or option ${inner}${near === undefined ? '' : `; did you mean ${near}?`}`);
}

const CODE = /^UL\d{4}$/;

/** Whether a finding belongs to `item`: a component, one of its parts, a wire, a code, or `CODE@ITEM`. */
function isAbout(found: Diagnostic, item: string, composition: Composition): boolean {
  const [code = '', place] = item.split('@');
  if (CODE.test(code)) return found.code === code && (place === undefined || itemOf(found, composition) === place);
  const ends = wireEnds(item);
  const wire = composition.wires[found.at.wire ?? -1];
  if (ends !== undefined) return wire?.from === ends[0] && wire.to === ends[1];
  const [name, inner] = item.split('.');
  const at = itemOf(found, composition).split('.');
  return at[0] === name && (inner === undefined || at[1] === inner);
}

/** Lines and findings about `item`. @throws UsageError for what is not there */
function tell(
  { composition }: DocumentInfo,
  found: readonly Finding[],
  catalog: Catalog,
  item: string,
  target: string,
): { lines: string[]; found: Diagnostic[] } {
  const its = found
    .filter((one) => isAbout(one.found, item, composition))
    .map((one) => tried(one, composition, catalog));
  if (CODE.test(item.split('@')[0] ?? ''))
    return { lines: its.length === 0 ? [`The composition has no ${item} on ${target}.`] : [], found: its };
  const ends = wireEnds(item);
  if (ends !== undefined) return { lines: wireText(composition, catalog, target, ends), found: its };
  const { graph } = buildGraph(composition, catalog, target);
  try {
    const open =
      candidatesFor(composition, catalog, target, item).length > 0 && !its.some(({ code }) => code === 'UL0102');
    const more = open ? providersText(composition, catalog, target, item) : [];
    return { lines: [...explain(graph, item), ...more], found: its };
  } catch (error) {
    // What is not there may still be what a finding is about: a wire's end, an option that was misspelt.
    if (error instanceof UsageError && its.length > 0) return { lines: [`${error.message}.`], found: its };
    throw error;
  }
}

export async function run(
  cli: Cli,
  [file, item]: readonly [string, string],
  options: { readonly json?: boolean; readonly target?: string },
): Promise<number> {
  return withDocument(cli, file, async (engine, document) => {
    const catalog = await engine.call('catalog.get', {});
    const target = chooseTarget(document, options.target);
    const { lines, found } = tell(document, findingsOn(document, catalog, target), catalog, item, target);
    if (options.json) printJson({ item, because: lines, diagnostics: jsonDiagnostics(found, document.composition) });
    else print([...lines, ...found.map((one) => diagnosticText(one, process.stdout))].join('\n'));
    return DONE;
  });
}
