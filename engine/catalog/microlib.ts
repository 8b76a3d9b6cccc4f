/** Microlib manifests: `CATEGORY/NAME/microlib.yaml` → `Microlib` (docs/formats.md). Pure. */
import { z } from 'zod';
import type { Diagnostic } from '../check/types.ts';
import { condition, deviceShape, optionName } from './device.ts';
import { flag, identifier, inside, name, symbol, targetPattern, text, version } from './shapes.ts';
import { archiveFolder, thirdPartyFaults, thirdPartyShape } from './thirdparty.ts';
import type { Cost, Microlib } from './types.ts';
import { broken, readCatalogText } from './yaml.ts';

const provided = z
  .object({
    port: name,
    api: name,
    version,
    partial: z.boolean().optional(),
    preemptive: z.boolean().optional(),
    used: z.boolean().optional(),
    if: condition,
    doc: text.optional(),
  })
  .strict();
const required = z
  .object({
    port: name,
    api: name,
    version,
    count: z.enum(['one', 'optional', 'many']).default('one'),
    late: z.boolean().default(false),
    quiet: z.boolean().optional(),
    wanted: z.boolean().optional(),
    defers: z.boolean().optional(),
    if: condition,
    doc: text.optional(),
  })
  .strict();
const compiled = { targets: z.array(targetPattern).optional(), cflags: z.array(flag).max(50).optional() };
const source = z.union([
  inside.transform((path) => ({ path })),
  z.object({ path: inside, ...compiled }).strict(),
  z
    .object({ archive: inside, ...compiled })
    .strict()
    .transform(({ archive, ...rest }) => ({ path: archive, archive: true, ...rest })),
]);

const fill = z.union([z.literal('unix-ms'), z.object({ random: z.number().int().min(1).max(256) }).strict()]);
const bootOption = z.union([
  optionName.transform((option) => ({ option, fill: undefined })),
  z.object({ option: optionName, fill }).strict(),
]);

const microlibShape = z
  .object({
    name,
    version: z.string().regex(/^[0-9]+(\.[0-9A-Za-z-]+){0,3}$/, 'not a version'),
    title: text,
    summary: text,
    choose: text.optional(),
    category: z.enum([
      'apps',
      'memory',
      'sched',
      'drivers',
      'core',
      'arch',
      'platform',
      'libc',
      'fs',
      'net',
      'posix',
      'models',
      'tests',
    ]),
    licence: z.string().min(1).max(100),
    targets: z.array(targetPattern).min(1).default(['*']),
    instances: z.enum(['many', 'one']).default('many'),
    init: z.boolean().default(false),
    main: z.enum(['none', 'plain', 'args']).default('none'),
    fini: z.boolean().default(false),
    root: z.boolean().default(false),
    provides: z.array(provided).max(200).default([]),
    requires: z.array(required).max(200).default([]),
    sources: z.array(source).max(5000).default([]),
    'sources-of': name.optional(),
    include: z.array(inside).max(50).default([]),
    'third-party': thirdPartyShape.optional(),
    'archive-include': z.array(archiveFolder).max(50).optional(),
    'archive-cflags': z.array(flag).max(50).optional(),
    globals: z.array(identifier).max(2000).optional(),
    imports: z.array(symbol).max(2000).default([]),
    exports: z.array(symbol).max(2000).default([]),
    'boot-options': z.array(bootOption).default([]),
    device: deviceShape.optional(),
    initrd: z.object({ port: name, option: optionName.optional() }).strict().optional(),
  })
  .strict();

const size = z.number().int().min(0);
const costsShape = z.array(
  z
    .object({
      target: z.string(),
      profile: z.enum(['debug', 'release', 'size']),
      compiler: z.string(),
      text: size,
      rodata: size,
      data: size,
      bss: size,
    })
    .strict(),
);

export interface ParsedMicrolib {
  readonly microlib: Microlib | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads one `microlib.yaml`.
 * @param file names it in diagnostics
 * @param dir its folder relative to the catalog root
 * @param kconfig the text of the Kconfig template beside it, empty without one
 * @param costs what `parseCosts` read
 */
export function parseMicrolib(
  text: string,
  file: string,
  dir: string,
  kconfig: string,
  costs: readonly Cost[],
): ParsedMicrolib {
  const { value, diagnostics, locate } = readCatalogText(text, file, microlibShape);
  if (value === undefined) return { microlib: undefined, diagnostics };
  const found: Diagnostic[] = [...diagnostics];
  const expected = dir.split('/').at(-1);
  if (expected !== value.name) {
    found.push(broken(file, `the microlib in ${dir} is called '${value.name}'`, locate(['name'])));
  }
  const ports = new Set<string>();
  const claim = (port: string, path: readonly (string | number)[]) => {
    if (ports.has(port)) found.push(broken(file, `two ports are called '${port}'`, locate(path)));
    ports.add(port);
  };
  value.provides.forEach((port, index) => {
    claim(port.port, ['provides', index, 'port']);
  });
  value.requires.forEach((port, index) => {
    claim(port.port, ['requires', index, 'port']);
    if (port.defers && port.api !== 'sched')
      found.push(broken(file, `work is deferred to a port of API sched, not ${port.api}`, locate(['requires', index])));
  });
  const paths = new Set<string>();
  const sources: Microlib['sources'] = value.sources;
  sources.forEach((item, index) => {
    if (!/\.(c|S)$/.test(item.path)) {
      found.push(broken(file, `${item.path} is neither C nor assembly (.c, .S)`, locate(['sources', index])));
    }
    const key = `${item.archive === true ? 'archive:' : ''}${item.path}`;
    if (paths.has(key)) found.push(broken(file, `${item.path} is listed twice`, locate(['sources', index])));
    paths.add(key);
  });
  const {
    'boot-options': listed,
    'sources-of': sourcesOf,
    'third-party': thirdParty,
    'archive-include': archiveInclude,
    'archive-cflags': archiveCflags,
    ...rest
  } = value;
  for (const { message, path } of thirdPartyFaults(thirdParty, sources, archiveInclude ?? []))
    found.push(broken(file, message, locate(path)));
  const bootOptions = listed.map(({ option }) => option);
  const bootFills = Object.fromEntries(
    listed.flatMap(({ option, fill }) => (fill === undefined ? [] : [[option, fill]])),
  );
  for (const path of [value.device?.option, value.initrd?.option])
    if (path !== undefined && !bootOptions.includes(path))
      found.push(broken(file, `${path} is not among the boot-options`, locate(['boot-options'])));
  if (value.initrd !== undefined && !value.provides.some(({ port }) => port === value.initrd?.port))
    found.push(broken(file, `there is no provided port '${value.initrd.port}'`, locate(['initrd', 'port'])));
  if (found.some((item) => item.severity === 'error')) return { microlib: undefined, diagnostics: found };
  const more = {
    ...(sourcesOf !== undefined && { sourcesOf }),
    ...(thirdParty !== undefined && { thirdParty }),
    ...(archiveInclude !== undefined && { archiveInclude }),
    ...(archiveCflags !== undefined && { archiveCflags }),
  };
  return { microlib: { ...rest, ...more, dir, kconfig, bootOptions, bootFills, costs }, diagnostics: found };
}

/** Reads `costs.json`: a list of measured `Cost`s. */
export function parseCosts(text: string, file: string): { costs: readonly Cost[]; diagnostics: readonly Diagnostic[] } {
  // JSON is YAML; reading it as such gives the same positions as everywhere else.
  const { value, diagnostics } = readCatalogText(text, file, costsShape);
  return { costs: value ?? [], diagnostics };
}
