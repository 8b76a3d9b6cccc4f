/** `emit`: a checked graph → every file of the emitted folder (docs/formats.md). Pure. */
import { basename } from './c.ts';
import { checkScript } from './check.ts';
import { bootOptionsOf, configFiles, configScript, planConfig } from './config.ts';
import { coverageSource } from './coverage.ts';
import { linkerScript } from './linker.ts';
import { compileCommands, ninjaFile } from './ninja.ts';
import { type Plan, plan, sorted } from './plan.ts';
import { portsAsm, portsHeader } from './ports.ts';
import { renameHeader } from './rename.ts';
import { runtimeSource } from './runtime.ts';
import { collectSources } from './sources.ts';
import { ASM_HEADER, errnoHeader, POISON_HEADER } from './support.ts';
import { type Emission, EmitError, type EmitInput, type EmittedFile, type SourceId } from './types.ts';
import { countersJson, tracedJson } from './watched.ts';
import { wiresSource } from './wires.ts';

/**
 * Writes a graph out as text. Same input, same bytes: no time stamps, no absolute paths, sorted.
 * @throws EmitError when a source cannot be read
 */
export function emit(input: EmitInput): Emission {
  const from = plan(input);
  const config = planConfig(from);
  const sources = collectSources(from);
  const files = new Map<string, EmittedFile>(sources.files);
  const origins = new Map<string, SourceId>(sources.origins);
  const put = (path: string, text: string, mode?: number) => {
    files.set(path, mode === undefined ? { path, text } : { path, text, mode });
  };
  for (const file of configFiles(config)) files.set(file.path, file);
  for (const [path, id] of apiHeaders(from)) {
    const text = input.readSource(id);
    if (text === undefined) throw new EmitError('UL0008', `${id.slice(8)} cannot be read`, { file: id.slice(8) });
    put(path, text);
    origins.set(path, id);
  }
  put('include/uniloom/errno.h', errnoHeader());
  put('include/uniloom/asm.h', ASM_HEADER);
  if ([...sources.components.values()].some(({ texts }) => texts.some((text) => text.includes('<uniloom/poison.h>'))))
    put('include/uniloom/poison.h', POISON_HEADER);
  for (const component of from.components) {
    const dir = `gen/${component.name}`;
    put(`${dir}/ports.h`, portsHeader(from, component, bootOptionsOf(config, component)));
    put(`${dir}/rename.h`, renameHeader(component, input.catalog, sources.components.get(component.name)?.texts ?? []));
    const units = sources.components.get(component.name)?.units ?? [];
    if (units.some((unit) => unit.language === 'asm')) put(`${dir}/ports_asm.h`, portsAsm(from, component));
  }
  put('gen/runtime.c', runtimeSource(from, config));
  put('gen/wires.c', wiresSource(from));
  if (from.coverage) put('gen/coverage.c', coverageSource(from));
  put('link.lds', linkerScript(from));
  put('build.ninja', ninjaFile(from, sources));
  put('compile_commands.json', compileCommands(from, sources));
  put('config.sh', configScript(from, config), 0o755);
  put('check.sh', checkScript(from), 0o755);
  put('counters.json', countersJson(from));
  put('traced.json', tracedJson(from));
  const units = [...sources.components.values()].flatMap((component) => component.units);
  return {
    files: sorted(files.keys()).flatMap((path) => files.get(path) ?? []),
    origins,
    sourceOf: new Map(units.map((unit) => [unit.object, unit.path])),
  };
}

/** Headers of the APIs that linked components have to do with, and of the control channel where wires are watched. */
function apiHeaders(from: Plan): Map<string, SourceId> {
  const headers = new Map<string, SourceId>();
  const { apis } = from.input.catalog;
  const used = new Set(
    from.components.flatMap((component) => [
      ...component.requires.map((item) => item.api),
      ...component.provides.map((item) => item.api),
      ...component.globals,
    ]),
  );
  for (const name of from.watched ? ['control', 'clock'] : []) {
    const api = Object.hasOwn(apis, name) ? apis[name] : undefined;
    if (api !== undefined) used.add(api);
  }
  for (const api of used) {
    for (const header of [api.types, api.header]) {
      if (header !== undefined) headers.set(`include/${basename(header)}`, `catalog:${api.dir}/${header}`);
    }
  }
  return headers;
}
