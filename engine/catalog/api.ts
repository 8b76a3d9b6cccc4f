/** API declarations: `apis/NAME/api.yaml` → `Api` (docs/formats.md). Pure. */
import { z } from 'zod';
import type { Diagnostic } from '../check/types.ts';
import { PrototypeError, parsePrototype } from './prototype.ts';
import { inside, name, text, version } from './shapes.ts';
import type { Api, ApiFunction, CParam } from './types.ts';
import { broken, readCatalogText } from './yaml.ts';

const contexts = z.array(z.enum(['init', 'thread', 'interrupt', 'panic']));

const functionShape = z
  .object({
    proto: z.string().min(1).max(1000),
    doc: text.default(''),
    fails: z.union([z.string().max(100), z.null()]).default(null),
    blocks: z.boolean().default(false),
    contexts: contexts.default(['thread']),
    attributes: z.array(z.enum(['noreturn'])).default([]),
    buffers: z.record(z.string(), z.string().max(100)).default({}),
  })
  .strict();

const apiShape = z
  .object({
    name,
    version,
    title: text,
    summary: text,
    family: z.enum(['memory', 'time', 'sched', 'io', 'hardware', 'core', 'text', 'net', 'files']),
    ambient: z.boolean().default(false),
    linkage: z.enum(['port', 'global']).default('port'),
    implicit: z.boolean().default(false),
    runtime: z.boolean().default(false),
    types: inside.optional(),
    inline: inside.optional(),
    header: inside.optional(),
    functions: z.array(functionShape).min(1).max(500),
  })
  .strict();

export interface ParsedApi {
  readonly api: Api | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function buffer(spec: string): CParam['buffer'] | undefined {
  const match = /^(in|out|inout)(?:\[([a-z][a-z0-9_]*)\])?$/.exec(spec);
  if (!match) return undefined;
  const direction = match[1] as 'in' | 'out' | 'inout';
  return match[2] === undefined ? { direction } : { direction, size: match[2] };
}

/** Reads one `api.yaml`. `file` names it in diagnostics, `dir` is its folder relative to the catalog root. */
export function parseApi(source: string, file: string, dir: string): ParsedApi {
  const { value, diagnostics, locate } = readCatalogText(source, file, apiShape);
  if (value === undefined) return { api: undefined, diagnostics };
  const found: Diagnostic[] = [...diagnostics];
  const functions: ApiFunction[] = [];
  value.functions.forEach((entry, index) => {
    const where = locate(['functions', index, 'proto']);
    try {
      const prototype = parsePrototype(entry.proto);
      if (functions.some((other) => other.name === prototype.name)) {
        found.push(broken(file, `function '${prototype.name}' is declared twice`, where));
        return;
      }
      // A many port's own accessor has this name.
      if (prototype.name === 'count' || prototype.name === 'wired') {
        found.push(broken(file, `a function of an API cannot be called '${prototype.name}'`, where));
        return;
      }
      const params = prototype.params.map((param): CParam => {
        const spec = Object.hasOwn(entry.buffers, param.name) ? entry.buffers[param.name] : undefined;
        if (spec === undefined) return param;
        const parsed = buffer(spec);
        if (parsed === undefined || (parsed.size !== undefined && !names(prototype.params).has(parsed.size))) {
          found.push(broken(file, `'${spec}' is not a buffer of ${prototype.name}`, locate(['functions', index])));
          return param;
        }
        return { ...param, buffer: parsed };
      });
      for (const key of Object.keys(entry.buffers)) {
        if (!names(prototype.params).has(key)) {
          found.push(broken(file, `${prototype.name} has no parameter '${key}'`, locate(['functions', index])));
        }
      }
      functions.push({
        name: prototype.name,
        returns: prototype.returns,
        params,
        attributes: entry.attributes,
        doc: entry.doc,
        fails: entry.fails,
        blocks: entry.blocks,
        contexts: entry.contexts,
      });
    } catch (error) {
      if (!(error instanceof PrototypeError)) throw error;
      const column = where.column + error.offset;
      found.push(broken(file, `'${entry.proto}': ${error.message}`, { line: where.line, column }));
    }
  });
  const expected = dir.split('/').at(-1);
  if (expected !== value.name) {
    found.push(broken(file, `the API in ${dir} is called '${value.name}'`, locate(['name'])));
  }
  if (value.linkage === 'global' && value.header === undefined) {
    found.push(broken(file, 'an API of global linkage needs a header', locate(['linkage'])));
  }
  if (found.some((item) => item.severity === 'error')) return { api: undefined, diagnostics: found };
  const { types, inline, header, ...rest } = value;
  const optional = {
    ...(types === undefined ? {} : { types }),
    ...(inline === undefined ? {} : { inline }),
    ...(header === undefined ? {} : { header }),
  };
  return { api: { ...rest, ...optional, functions, dir }, diagnostics: found };
}

const names = (params: readonly CParam[]) => new Set(params.map((param) => param.name));
