/** `uniloom catalog`: what there is to compose with. */
import type { Api, Catalog, Microlib } from '../../catalog/types.ts';
import { componentOptions, nearest } from '../../kconfig/kconfig.ts';
import { bold, print, printJson, sayDiagnostics, table } from '../output.ts';
import type { Cli } from '../program.ts';
import { withEngine } from '../session.ts';
import { DONE, UsageError } from '../status.ts';

const optionsOf = (microlib: Microlib) => componentOptions(microlib, microlib.name).symbols;

const whenOf = (port: { readonly if?: string }) => (port.if === undefined ? '' : `Only if ${port.if}. `);

function microlibText(microlib: Microlib): string {
  const ports = [
    ...microlib.provides.map((port) => ['provides', port.port, port.api, `${whenOf(port)}${port.doc ?? ''}`]),
    ...microlib.requires.map((port) => [
      'requires',
      port.port,
      port.api,
      `${port.count}${port.late ? ', late' : ''}. ${whenOf(port)}${port.doc ?? ''}`,
    ]),
  ];
  const options = optionsOf(microlib).map((option) => [
    option.name,
    option.type,
    String(option.value),
    option.prompt ?? '',
  ]);
  const costs = microlib.costs.map((cost) => [
    cost.target,
    cost.profile,
    ...[cost.text, cost.rodata, cost.data, cost.bss].map(String),
  ]);
  const { thirdParty } = microlib;
  const parts = [
    `${bold(microlib.name)} ${microlib.version} (${microlib.category}, ${microlib.licence})\n${microlib.summary}`,
    ...(microlib.choose ? [microlib.choose] : []),
    ...(thirdParty === undefined
      ? []
      : [`built from ${thirdParty.name} ${thirdParty.version} (${thirdParty.licence})`]),
    `targets: ${microlib.targets.join(', ')}; instances: ${microlib.instances}`,
    ...(ports.length > 0 ? [table(ports)] : []),
    ...(options.length > 0 ? [`options\n${table(options)}`] : []),
    ...(costs.length > 0
      ? [`bytes\n${table([['target', 'profile', 'text', 'rodata', 'data', 'bss'], ...costs], [2, 3, 4, 5])}`]
      : []),
  ];
  return parts.join('\n\n');
}

function apiText(api: Api, catalog: Catalog): string {
  const providers = Object.values(catalog.microlibs).filter(({ provides }) =>
    provides.some((port) => port.api === api.name),
  );
  const functions = api.functions.map(
    (one) =>
      `${one.returns} ${one.name}(${one.params.map(({ type, name }) => `${type} ${name}`).join(', ')})\n    ${one.doc}`,
  );
  return [
    `${bold(api.name)} version ${api.version}: ${api.title}\n${api.summary}`,
    functions.join('\n'),
    `provided by: ${providers.map(({ name }) => name).join(', ') || 'nothing in the catalog'}`,
  ].join('\n\n');
}

function listText(catalog: Catalog): string {
  const microlibs = Object.values(catalog.microlibs).map(({ name, category, provides, summary }) => [
    name,
    category,
    provides.map(({ api }) => api).join(' '),
    summary,
  ]);
  const apis = Object.values(catalog.apis).map(({ name, family, summary }) => [name, family, summary]);
  const boards = Object.values(catalog.boards).map(({ target, summary }) => [target, summary]);
  return [
    `${bold('microlibs')}\n${table(microlibs)}`,
    `${bold('APIs')}\n${table(apis)}`,
    `${bold('targets')}\n${table(boards)}`,
  ].join('\n\n');
}

export async function run(
  cli: Cli,
  [name]: readonly [string | undefined],
  options: { readonly json?: boolean },
): Promise<number> {
  return withEngine(cli, async (engine) => {
    const catalog = await engine.call('catalog.get', {});
    sayDiagnostics(catalog.diagnostics);
    if (name === undefined) {
      if (options.json) printJson(catalog);
      else print(listText(catalog));
      return DONE;
    }
    const microlib = Object.hasOwn(catalog.microlibs, name) ? catalog.microlibs[name] : undefined;
    const api = Object.hasOwn(catalog.apis, name) ? catalog.apis[name] : undefined;
    if (!microlib && !api) {
      const near = nearest(name, [...Object.keys(catalog.microlibs), ...Object.keys(catalog.apis)]);
      throw new UsageError(`the catalog has no ${name}${near === undefined ? '' : `; did you mean ${near}?`}`);
    }
    if (options.json) printJson(microlib ? { ...microlib, options: optionsOf(microlib) } : api);
    else {
      if (microlib) print(microlibText(microlib));
      if (api) print(`${microlib ? '\n' : ''}${apiText(api, catalog)}`);
    }
    return DONE;
  });
}
